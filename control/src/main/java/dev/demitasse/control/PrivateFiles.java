package dev.demitasse.control;

import dev.demitasse.control.service.SpecException;
import dev.demitasse.control.service.UnknownException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Small files of one kind, by their names, which only this user may read. Guarded by its lock. */
final class PrivateFiles {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path directory;
    private final String kind;

    /** In a directory, which is made when needed; {@code kind} is what messages call one, such as "secret". */
    PrivateFiles(Path directory, String kind) {
        this.directory = directory;
        this.kind = kind;
    }

    /** The names, sorted. */
    synchronized List<String> names() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        }
    }

    /** What one contains. */
    synchronized Optional<byte[]> read(String name) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether there is one of that name. */
    synchronized boolean has(String name) {
        return Files.exists(file(name));
    }

    /** Writes one, whole or not at all; it is on disk when this returns. */
    synchronized void write(String name, byte[] bytes) throws IOException {
        Path file = file(name);
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        // Names of ours do not begin with a dot. The JDK makes temporary files for this user only.
        Path part = Files.createTempFile(directory, ".", ".part");
        try {
            try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Removes one. */
    synchronized void remove(String name) throws IOException {
        if (!Files.deleteIfExists(file(name))) {
            throw new UnknownException("there is no " + kind + " " + name + "; demi " + kind + " list shows them");
        }
    }

    private Path file(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new SpecException("\"" + name + "\" is no name of a " + kind
                    + ": use letters, digits, dots and dashes, a letter or digit first, 100 at most");
        }
        return directory.resolve(name);
    }
}
