package dev.demitasse.hypervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A process of this Linux, told from a later one of the same number by when it started. Immutable.
 *
 * @param pid its number
 * @param start when it started, in clock ticks since the host's boot (proc(5), {@code /proc/pid/stat}, field 22)
 */
record LinuxProcess(long pid, long start) {
    /** Fields of {@code stat} behind the name, which may hold blanks and brackets itself. */
    private static final int STATE = 0;

    private static final int START = 19;

    /** The process of that number that runs now. */
    static Optional<LinuxProcess> running(long pid) throws IOException {
        String[] fields;
        try {
            fields = stat(pid);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // ESRCH: it ended between being found and being read.
            if (Files.exists(Path.of("/proc", Long.toString(pid)))) {
                throw e;
            }
            return Optional.empty();
        }
        // A zombie waits for nothing but to be forgotten.
        return fields[STATE].equals("Z")
                ? Optional.empty()
                : Optional.of(new LinuxProcess(pid, Long.parseLong(fields[START])));
    }

    private static String[] stat(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    /** Whether a process was stopped by a signal; not one that has ended, or where there is no {@code /proc}. */
    static boolean isStopped(long pid) {
        try {
            return stat(pid)[STATE].equals("T");
        } catch (IOException e) {
            return false;
        }
    }

    /** The process that a file names. */
    static Optional<LinuxProcess> read(Path file) throws IOException {
        try {
            String[] words = Files.readString(file).strip().split(" ");
            return Optional.of(new LinuxProcess(Long.parseLong(words[0]), Long.parseLong(words[1])));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Writes the file that {@link #read} reads. */
    void write(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, pid + " " + start + "\n");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether it still runs. */
    boolean isAlive() throws IOException {
        return running(pid).equals(Optional.of(this));
    }
}
