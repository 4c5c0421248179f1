package dev.demitasse.hypervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A user of its own for each virtual machine, and each filter, that root starts: one that has taken over its QEMU is nobody on
 * the host, and nobody to the other instances. Numbers come from a range that distributions and systemd leave alone (systemd's
 * UIDS-GIDS.md); they need no entry anywhere. Stateless.
 */
public final class OwnUser {
    private static final int FIRST = 1_900_000_000;
    private static final int COUNT = 100_000_000;

    /** CAP_SETGID and CAP_SETUID of capabilities(7). */
    private static final long NEEDED = 1 << 6 | 1 << 7;

    private OwnUser() {}

    /** {@code UID:GID}, another each time; empty where this process is not root, or may not become somebody else. */
    public static Optional<String> next() {
        try {
            return isRoot(
                            Files.readString(Path.of("/proc/self/status")),
                            Files.readString(Path.of("/proc/self/uid_map")))
                    ? Optional.of(numbers(ThreadLocalRandom.current().nextInt(COUNT)))
                    : Optional.empty();
        } catch (IOException e) {
            // No Linux.
            return Optional.empty();
        }
    }

    private static String numbers(int offset) {
        int number = FIRST + offset;
        return number + ":" + number;
    }

    /** Whether a process with these files of {@code /proc} is root of a machine, or of a namespace with all of its users. */
    static boolean isRoot(String status, String map) {
        boolean zero = status.lines().anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
        boolean may = status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("CapEff:".length()).strip(), 16))
                .anyMatch(bits -> (bits & NEEDED) == NEEDED);
        return zero && may && map.lines().anyMatch(OwnUser::hasRange);
    }

    private static boolean hasRange(String line) {
        String[] words = line.strip().split("\\s+");
        long begin = Long.parseLong(words[0]);
        return begin <= FIRST && begin + Long.parseLong(words[2]) >= (long) FIRST + COUNT;
    }
}
