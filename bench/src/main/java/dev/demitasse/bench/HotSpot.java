package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The jar on the JVM of the JDK that runs us, as a process of this Linux. */
final class HotSpot implements Peer {
    private final Paths paths;
    private final Network network;
    private final JavaRuntime runtime;
    private final boolean tuned;

    HotSpot(Paths paths, Network network, JavaRuntime runtime, boolean tuned) {
        this.paths = paths;
        this.network = network;
        this.runtime = runtime;
        this.tuned = tuned;
    }

    @Override
    public String name() {
        return tuned ? "hotspot-tuned" : "hotspot";
    }

    @Override
    public String title() {
        return tuned ? "HotSpot, tuned" : "HotSpot";
    }

    @Override
    public String description() {
        return tuned
                ? "the same, tuned for starting: " + String.join(" ", JavaRuntime.TUNED) + " and an AOT cache"
                : "`java -jar` on the host, no options";
    }

    @Override
    public String host() {
        return Network.SERVER;
    }

    @Override
    public void prepare(Service service) throws IOException, InterruptedException {
        if (!Files.exists(service.jar(paths.root()))) {
            Tool.run(new ProcessBuilder(network.outside("mvn", "-q", "-B", "package", "-DskipTests"))
                    .directory(service.folder(paths.root()).toFile()));
        }
        runtime.link(service);
        if (tuned) {
            String jar = service.jar(paths.root()).toString();
            JavaRuntime.train(
                    List.of(Paths.jdk("java")), service, jar, cache(service).toString(), cache(service));
        }
    }

    private Path cache(Service service) {
        return paths.of(service).resolve("host.aot");
    }

    @Override
    public List<Path> image(Service service) {
        // The jlinked runtime stands for what would be deployed with it.
        return List.of(runtime.folder(service), service.jar(paths.root()));
    }

    @Override
    public OptionalInt memory() {
        return OptionalInt.empty();
    }

    @Override
    public ProcessBuilder command(Service service, int memoryMib) {
        var command = new ArrayList<String>();
        command.add(Paths.jdk("java"));
        if (tuned) {
            command.addAll(JavaRuntime.TUNED);
            command.add("-XX:AOTCache=" + cache(service));
        }
        command.addAll(List.of("-jar", service.jar(paths.root()).toString()));
        return new ProcessBuilder(network.amongServers(command));
    }
}
