package dev.demitasse.control;

import dev.demitasse.control.service.Reason;
import dev.demitasse.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;

/** Values that services name and never contain: a file each, which the operator puts there. Thread-safe. */
final class Secrets {
    private final Function<String, Path> files;

    /** With the file of a secret by its name. */
    Secrets(Function<String, Path> files) {
        this.files = files;
    }

    /**
     * The value of a secret, without the line end that editors add.
     *
     * @throws HypervisorException when there is none
     */
    String value(String name) {
        Path file = files.apply(name);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new HypervisorException(
                    "\"" + name + "\" is no name of a secret: use letters, digits, dots and dashes");
        }
        try {
            String text = Files.readString(file);
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (NoSuchFileException e) {
            throw new HypervisorException("the secret " + name + " is missing: put it into " + file, e);
        } catch (IOException e) {
            throw new HypervisorException("the secret " + name + " cannot be read: " + Reason.of(e), e);
        }
    }
}
