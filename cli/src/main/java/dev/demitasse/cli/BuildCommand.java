package dev.demitasse.cli;

import dev.demitasse.images.ImageName;
import dev.demitasse.toolchain.BuildResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi build}. */
@Command(
        name = "build",
        description = "Compile an application together with its operating system into an image.",
        footer = {
            "",
            "Examples:",
            "  demi build app.jar -o app.elf",
            "  demi build com.example:server:1.2 --main com.example.Server"
        })
final class BuildCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "APP",
            description = "A jar, the folder of a Maven project or of classes, or group:artifact:version.")
    private String application = "";

    @Option(
            names = {"-o", "--file"},
            paramLabel = "FILE",
            description = "Where to put the image (default: only into the store; demi images lists it).")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = {"-t", "--tag"},
            paramLabel = "NAME",
            description = "Call the image so in the store: [HOST[:PORT]/]REPOSITORY[:TAG].")
    private List<String> tags = List.of();

    @Mixin
    private BuildOptions build = new BuildOptions();

    @Mixin
    private DebugOption debug = new DebugOption();

    @Mixin
    private OutputOption output = new OutputOption();

    private record View(
            String image, String digest, long size, double seconds, boolean cached, Map<String, Long> sizes) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        tags.forEach(ImageName::parse);
        Home home = Home.ofUser();
        BuildResult result = build.build(application, file, Optional.empty(), debug.isGiven(), home);
        for (String tag : tags) {
            TagCommand.tag(home.images(), StoredImage.find(result.digest(), home.images()), tag);
        }
        var sizes = new TreeMap<>(result.manifest().sizes());
        if (output.isJson()) {
            System.out.println(Json.write(new View(
                    result.image().toString(),
                    result.digest(),
                    result.size(),
                    result.elapsed().toMillis() / 1e3,
                    result.cached(),
                    sizes)));
            return ExitStatus.OK;
        }
        System.out.println("image  " + result.image());
        System.out.println("sha256 " + result.digest());
        System.out.println("size   " + Quantities.size(result.size()));
        sizes.forEach((part, bytes) -> System.out.println("       %9s  %s".formatted(Quantities.size(bytes), part)));
        System.out.println("time   " + Quantities.time(result.elapsed()) + (result.cached() ? " (built before)" : ""));
        return ExitStatus.OK;
    }
}
