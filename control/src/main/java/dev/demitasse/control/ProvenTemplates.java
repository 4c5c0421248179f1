package dev.demitasse.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Function;

/**
 * Remembers for each service the template that has shown that it works, to which a failed rollout goes back. What is lost
 * here costs the next rollout its way back and nothing else. Confined to the loop.
 */
final class ProvenTemplates {
    private final Function<String, Path> files;

    /** With a file for each service. */
    ProvenTemplates(Function<String, Path> files) {
        this.files = files;
    }

    /** The template's id. */
    Optional<String> of(String service) {
        try {
            return Optional.of(Files.readString(files.apply(service)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void remember(String service, String template) {
        Path file = files.apply(service);
        try {
            Files.createDirectories(file.getParent());
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(part, template + "\n");
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // A full disk, say: the next rollout has nothing to go back to.
            return;
        }
    }

    void forget(String service) {
        try {
            Files.deleteIfExists(files.apply(service));
        } catch (IOException e) {
            // It names a template that no other service has.
            return;
        }
    }
}
