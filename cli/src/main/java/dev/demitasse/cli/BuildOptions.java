package dev.demitasse.cli;

import dev.demitasse.toolchain.BuildRequest;
import dev.demitasse.toolchain.BuildResult;
import dev.demitasse.toolchain.Distribution;
import dev.demitasse.toolchain.ImageBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options of {@code demi build} and {@code demi run} about how an image is built. */
final class BuildOptions {
    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description =
                    "The environment to build for: qemu, a virtual machine, or process, a sandboxed process of Linux"
                            + " (default: what demitasse.yaml says, or qemu).")
    private Optional<String> target = Optional.empty();

    @Option(names = "--main", paramLabel = "CLASS", description = "The main class, if the application names none.")
    private Optional<String> main = Optional.empty();

    @Option(
            names = {"--classpath", "--class-path"},
            paramLabel = "PATHS",
            description = "Jars and folders that the application needs and does not name, separated as for java.")
    private Optional<String> classPath = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The settings file (default: demitasse.yaml beside the application).")
    private Optional<Path> settings = Optional.empty();

    @Option(
            names = {"-v", "--verbose"},
            description = "Show the compiler's output.")
    private boolean verbose;

    @Option(names = "--quick", description = "Compile less well in less time, as demi dev does.")
    private boolean quick;

    /** Whether the command line names the environment to build for. */
    boolean namesTarget() {
        return target.isPresent();
    }

    /**
     * Builds what an application's name stands for, or finds it built.
     *
     * @param output where a copy goes, if anywhere
     * @param usual the environment to build for if neither options nor settings name one
     */
    BuildResult build(String application, Optional<Path> output, Optional<String> usual, Home home)
            throws InterruptedException {
        return build(application, output, usual, quick, home);
    }

    /** The same in as little time as can be, whatever the options say. */
    BuildResult buildQuickly(String application, String usual, Home home) throws InterruptedException {
        return build(application, Optional.empty(), Optional.of(usual), true, home);
    }

    private BuildResult build(
            String application, Optional<Path> output, Optional<String> usual, boolean quickly, Home home)
            throws InterruptedException {
        var request = BuildRequest.of(application).classPath(classPath());
        target.ifPresent(request::target);
        usual.ifPresent(request::defaultTarget);
        main.ifPresent(request::main);
        settings.ifPresent(request::settings);
        output.ifPresent(request::output);
        if (quickly) {
            request.quick();
        }
        var builder = new ImageBuilder(Distribution.installed(), home.images(), home.projects());
        try (var progress = new BuildProgress(verbose)) {
            return builder.build(request.build(), progress);
        }
    }

    private List<Path> classPath() {
        return classPath.stream()
                .flatMap(text -> Stream.of(text.split(Pattern.quote(File.pathSeparator))))
                .filter(text -> !text.isEmpty())
                .map(Path::of)
                .map(BuildOptions::existing)
                .toList();
    }

    private static Path existing(Path path) {
        if (!Files.exists(path)) {
            throw new CommandException("--classpath: " + path + " does not exist");
        }
        return path;
    }
}
