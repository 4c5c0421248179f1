package dev.demitasse.control;

import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Values that services name and never contain. They leave this class for the environment of an instance and for nothing
 * else. Thread-safe.
 */
final class Secrets {
    /** Well below what Linux allows a variable of the environment to be. */
    private static final int MOST_BYTES = 16 << 10;

    private final PrivateFiles files;

    /** In a directory. */
    Secrets(Path directory) {
        this.files = new PrivateFiles(directory, "secret");
    }

    /**
     * The value of a secret, without the line end that editors add.
     *
     * @throws HypervisorException when there is none
     */
    String value(String name) {
        try {
            String text = new String(
                    files.read(name).orElseThrow(() -> new HypervisorException(missing(name))), StandardCharsets.UTF_8);
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException e) {
            throw new HypervisorException("the secret " + name + " cannot be read: " + Reason.of(e), e);
        }
    }

    /** What is to be done when there is none of that name. */
    static String missing(String name) {
        return "the secret " + name + " is missing: demi secret set " + name + " makes it";
    }

    boolean has(String name) {
        return files.has(name);
    }

    List<String> names() throws IOException {
        return files.names();
    }

    /**
     * Gives one a value; instances that run keep the one they have.
     *
     * @throws SpecException when no variable of the environment can have it; the message does not tell it
     */
    void set(String name, byte[] value) throws IOException {
        if (value.length == 0 || value.length > MOST_BYTES) {
            throw new SpecException("a secret has 1 to " + MOST_BYTES + " bytes, and this one " + value.length);
        }
        try {
            if (StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .chars()
                    .anyMatch(c -> c == 0)) {
                throw new SpecException("a secret is text without NUL, since it becomes a variable of the environment");
            }
        } catch (CharacterCodingException e) {
            throw new SpecException("a secret is text in UTF-8: encode other bytes, with base64 for instance", e);
        }
        files.write(name, value);
    }

    void remove(String name) throws IOException {
        files.remove(name);
    }
}
