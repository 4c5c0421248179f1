package dev.demitasse.hypervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Remembers whether KVM runs our guests on this host. That the device is there proves nothing (nested hosts have one
 * that cannot enter 64-bit guests), so the first instance is the trial. The verdict holds until the host reboots.
 * Races between processes are harmless: each writes what it saw.
 */
final class KvmVerdict {
    private static final Path DEVICE = Path.of("/dev/kvm");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** What is known. */
    enum State {
        /** Guests boot. */
        WORKS,
        /** There is a device, but a guest did not boot. */
        FAILS,
        /** There is a device that was not tried since the host's boot. */
        UNTRIED,
        /** There is no device. */
        ABSENT,
        /** There is a device that this user may not open. */
        FORBIDDEN
    }

    private final Path device;
    private final Path file;

    /** The verdict kept in {@code file}. */
    KvmVerdict(Path file) {
        this(DEVICE, file);
    }

    KvmVerdict(Path device, Path file) {
        this.device = device;
        this.file = file;
    }

    State state() {
        if (!Files.exists(device)) {
            return State.ABSENT;
        }
        if (!Files.isReadable(device) || !Files.isWritable(device)) {
            return State.FORBIDDEN;
        }
        String known = read(file);
        if (known.equals("works " + read(BOOT_ID))) {
            return State.WORKS;
        }
        return known.equals("fails " + read(BOOT_ID)) ? State.FAILS : State.UNTRIED;
    }

    void record(boolean works) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, (works ? "works " : "fails ") + read(BOOT_ID));
        } catch (IOException e) {
            // Not remembered: the next instance is a trial again, which costs time and nothing else.
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
