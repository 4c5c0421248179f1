package dev.demitasse.cli;

import dev.demitasse.toolchain.BuildRequest;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options about what an application is, whatever is done with it. */
final class ApplicationOptions {
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
            description = "Show the output of the tools that build it.")
    private boolean verbose;

    /** Whether to show what Maven and the compiler print. */
    boolean isVerbose() {
        return verbose;
    }

    /** Says in a request what these options say. */
    void addTo(BuildRequest.Builder request) {
        request.classPath(paths());
        main.ifPresent(request::main);
        settings.ifPresent(request::settings);
    }

    private List<Path> paths() {
        return classPath.stream()
                .flatMap(text -> Stream.of(text.split(Pattern.quote(File.pathSeparator))))
                .filter(text -> !text.isEmpty())
                .map(Path::of)
                .map(ApplicationOptions::existing)
                .toList();
    }

    private static Path existing(Path path) {
        if (!Files.exists(path)) {
            throw new CommandException("--classpath: " + path + " does not exist");
        }
        return path;
    }
}
