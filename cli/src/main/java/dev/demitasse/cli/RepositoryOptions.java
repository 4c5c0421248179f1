package dev.demitasse.cli;

import dev.demitasse.control.repository.RemoteRepository;
import dev.demitasse.control.service.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options about the repository that says what services are wanted. */
final class RepositoryOptions {
    @Option(
            names = "--repository",
            paramLabel = "URL",
            description = "Want the services that this git repository says, over https or in a folder; nobody else"
                    + " changes what is wanted then.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--repository-branch",
            paramLabel = "NAME",
            defaultValue = RemoteRepository.USUAL_BRANCH,
            description = "The branch that says so (default: ${DEFAULT-VALUE}).")
    private String branch = "";

    @Option(
            names = "--repository-folder",
            paramLabel = "DIR",
            description = "The folder in it with a YAML file for each service (default: the topmost).")
    private Optional<String> folder = Optional.empty();

    @Option(
            names = "--repository-interval",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = Time.class,
            description = "How often it is asked (default: ${DEFAULT-VALUE}).")
    private Duration interval = Duration.ZERO;

    @Option(
            names = "--repository-token",
            paramLabel = "FILE",
            description = "A file with TOKEN or USER:TOKEN, which only its owner may read; it is read anew each time.")
    private Optional<Path> token = Optional.empty();

    /** A time such as 30s. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Quantity.time(text)
                    .orElseThrow(
                            () -> new TypeConversionException("\"" + text + "\" is no time such as 500ms, 30s or 5m"));
        }
    }

    /** The repository, if one is to be followed. */
    Optional<RemoteRepository> remote() {
        if (url.isEmpty() && (folder.isPresent() || token.isPresent())) {
            throw new CommandException(
                    "--repository is missing: the URL of the repository that the other options are about",
                    ExitStatus.USAGE);
        }
        return url.map(named -> new RemoteRepository(
                Files.isDirectory(Path.of(named))
                        ? Path.of(named).toAbsolutePath().normalize().toString()
                        : named,
                branch,
                folder.orElse(""),
                interval,
                token.map(Path::toAbsolutePath)));
    }
}
