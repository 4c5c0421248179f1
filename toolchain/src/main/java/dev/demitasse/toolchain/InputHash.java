package dev.demitasse.toolchain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A SHA-256 over everything that decides what an image is: equal hashes mean that an image built before will do. Every part carries a label
 * and its length, so that no two lists of parts run together to the same bytes. Where files are does not count, only
 * what is in them and their order. Confined to one thread.
 */
final class InputHash {
    private static final int BUFFER = 1 << 16;

    private final MessageDigest digest = sha256();

    /** Adds a text. */
    InputHash text(String label, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        header(label, bytes.length);
        digest.update(bytes);
        return this;
    }

    /** Adds texts in their order. */
    InputHash texts(String label, List<String> values) {
        header(label, values.size());
        values.forEach(value -> text("item", value));
        return this;
    }

    /** Adds the bytes of a file, or of all files in a folder with their names. */
    InputHash path(String label, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            var entry = new ClassPathEntry(path);
            List<String> names = entry.names();
            header(label, names.size());
            for (String name : names) {
                text("name", name);
                file("file", path.resolve(name));
            }
            return this;
        }
        return file(label, path);
    }

    /** Adds the classes in a jar or folder, which are the same in either. */
    InputHash classes(String label, Path path) {
        var classes = new ClassPathEntry(path).resources(name -> name.endsWith(".class"));
        header(label, classes.size());
        for (var file : classes) {
            text("name", file.name());
            header("file", file.bytes().length);
            digest.update(file.bytes());
        }
        return this;
    }

    /** Adds files and folders in their order. */
    InputHash paths(String label, List<Path> paths) throws IOException {
        header(label, paths.size());
        for (Path path : paths) {
            path("item", path);
        }
        return this;
    }

    /** The hash of all that was added, 64 hexadecimal digits; the object is of no more use. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The SHA-256 of a file's bytes in hexadecimal. */
    static String ofFile(Path file) throws IOException {
        MessageDigest digest = sha256();
        update(digest, file);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The SHA-256 of bytes in hexadecimal. */
    static String ofBytes(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private InputHash file(String label, Path file) throws IOException {
        header(label, Files.size(file));
        update(digest, file);
        return this;
    }

    private void header(String label, long length) {
        digest.update(label.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(length).flip());
    }

    private static void update(MessageDigest digest, Path file) throws IOException {
        var buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            int count;
            while ((count = in.read(buffer)) > 0) {
                digest.update(buffer, 0, count);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
