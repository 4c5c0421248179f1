package dev.demitasse.cli;

import dev.demitasse.images.RegistryOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options about how a registry is reached. */
final class RegistryOption {
    @Option(
            names = "--plain-http",
            description = "Talk to the registry without TLS, as is done on the loopback interface anyway.")
    private boolean plainHttp;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Certificates in PEM that the registry's must lead to (default: those the JDK trusts).")
    private Optional<Path> certificates = Optional.empty();

    RegistryOptions options() {
        if (plainHttp && certificates.isPresent()) {
            throw new CommandException("--plain-http and --ca exclude each other", ExitStatus.USAGE);
        }
        return new RegistryOptions(plainHttp, certificates);
    }
}
