package dev.demitasse.hypervisor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files that an instance keeps in its directory.
 *
 * @param directory where they are
 */
public record InstanceFiles(Path directory) {
    /** The longest path of a Unix socket: {@code sun_path} of 104 bytes on macOS and 108 on Linux, less the NUL. */
    private static final int MAXIMUM_SOCKET_PATH = 103;

    /** Events are read from so much at either end of the control log; between them, in a longer one, are reports. */
    private static final int CONTROL_LOG_END = 1 << 20;

    /** Everything the guest wrote to its console. */
    public Path consoleLog() {
        return directory.resolve("console.log");
    }

    /** The lines of the control channel. */
    public Path controlLog() {
        return directory.resolve("control.log");
    }

    /** What the application is told at boot; there until QEMU has read it. */
    Path bootFile() {
        return directory.resolve("boot");
    }

    /**
     * Writes what the application is told at boot into a file that only this user may read; none for an empty text.
     *
     * @throws IOException when that cannot be
     */
    void writeBoot(String text) throws IOException {
        Files.deleteIfExists(bootFile());
        if (!text.isEmpty()) {
            Files.createFile(
                    bootFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(bootFile(), text, StandardCharsets.US_ASCII);
        }
    }

    /** QEMU's process id; QEMU holds a lock on the file as long as it runs. */
    Path pidFile() {
        return directory.resolve("qemu.pid");
    }

    /** Where QEMU connects with the console, while attached. */
    Path consoleSocket() {
        return socket("console.sock");
    }

    /** Where QEMU connects with the control channel, while attached. */
    Path controlSocket() {
        return socket("control.sock");
    }

    /** Where QEMU listens for what the host tells the guest. */
    Path hostSocket() {
        return socket("host.sock");
    }

    /** Where QEMU listens for gdb, of an instance that is debugged. */
    public Path debuggerSocket() {
        return socket("gdb.sock");
    }

    /** Which Linux process it is, of an instance that is one. */
    Path processFile() {
        return directory.resolve("process");
    }

    /** Where passt, or a filter before it, listens for the guest's frames. */
    Path networkSocket() {
        return socket("network.sock");
    }

    /** Where passt listens behind a filter. */
    Path passtSocket() {
        return socket("passt.sock");
    }

    /** What passt says. */
    Path passtLog() {
        return directory.resolve("passt.log");
    }

    private Path socket(String name) {
        Path path = directory.toAbsolutePath().resolve(name);
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAXIMUM_SOCKET_PATH) {
            throw new HypervisorException(
                    "%s is too long a path for a socket (at most %d bytes): set DEMITASSE_HOME to a shorter directory"
                            .formatted(path, MAXIMUM_SOCKET_PATH));
        }
        return path;
    }

    /**
     * Whether the instance's QEMU runs, told by the lock on its process id file: that holds whatever other process may
     * have the number by now.
     */
    boolean isAlive() {
        try (var channel = FileChannel.open(pidFile(), StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (OverlappingFileLockException e) {
            // Another thread of ours is just asking the same: so QEMU does not hold it.
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell whether the instance in " + directory + " runs", e);
        }
    }

    /** QEMU's process, as long as it runs. */
    OptionalLong pid() {
        try {
            return isAlive()
                    ? OptionalLong.of(Long.parseLong(Files.readString(pidFile()).strip()))
                    : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            // It ended between the two looks.
            return OptionalLong.empty();
        }
    }

    /** What the guest has told so far. */
    List<ControlEvent> events() {
        try (var file = new RandomAccessFile(controlLog().toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(file.length(), 2L * CONTROL_LOG_END)];
            int head = Math.min(bytes.length, CONTROL_LOG_END);
            file.readFully(bytes, 0, head);
            file.seek(Math.max(head, file.length() - CONTROL_LOG_END));
            file.readFully(bytes, head, bytes.length - head);
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .map(ControlEvent::parse)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            // Not started yet, or its directory was removed.
            return List.of();
        }
    }
}
