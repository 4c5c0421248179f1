package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A build of the image from nothing: seconds, and the memory it takes. Once, since it takes minutes. */
final class BuildFigure implements Figure {
    /** Seconds. */
    static final String SECONDS = "build.seconds";

    /** Resident MiB of the command and the compiler together, at the most. */
    static final String MEMORY = "build.memory";

    private static final long LOOK_MILLIS = 250;

    private final Paths paths;
    private final Network network;
    private final boolean quick;

    /** Of the usual build, or of the quick one, whose figures end in {@code .quick}. */
    BuildFigure(Paths paths, Network network, boolean quick) {
        this.paths = paths;
        this.network = network;
        this.quick = quick;
    }

    /** What stands behind the names of the figures. */
    static String suffix(boolean quick) {
        return quick ? ".quick" : "";
    }

    @Override
    public String name() {
        return quick ? "quick-build" : "build";
    }

    @Override
    public String mark() {
        return SECONDS + suffix(quick);
    }

    @Override
    public boolean covers(Service service, Peer peer) {
        return service == Service.HELLO_HTTP && peer.name().equals("demitasse-process");
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public void measure(Recorder recorder) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory(paths.work(), "home");
        var program = new ProcessBuilder(network.outside(
                paths.demi(),
                "build",
                "--target",
                "process",
                recorder.service().jar(paths.root()).toString()));
        if (quick) {
            program.command().add("--quick");
        }
        program.environment().put("DEMITASSE_HOME", home.toString());
        long start = System.nanoTime();
        Process process = program.redirectErrorStream(true)
                .redirectOutput(home.resolve("build.log").toFile())
                .start();
        long most = 0;
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            most = Math.max(most, resident(process));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException("the build has failed: " + Files.readString(home.resolve("build.log")));
        }
        delete(home);
        recorder.take(MEMORY + suffix(quick), most / 1024.0);
        recorder.take(SECONDS + suffix(quick), seconds);
    }

    private static long resident(Process process) {
        try {
            return Usage.of(Stream.concat(Stream.of(process.toHandle()), process.descendants())
                            .toList())
                    .residentKib();
        } catch (IOException e) {
            // One of them has ended meanwhile.
            return 0;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
