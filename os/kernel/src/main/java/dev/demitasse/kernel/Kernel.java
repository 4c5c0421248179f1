package dev.demitasse.kernel;

import dev.demitasse.machine.BlockDevice;
import dev.demitasse.machine.Clock;
import dev.demitasse.machine.Console;
import dev.demitasse.machine.Entropy;
import dev.demitasse.machine.NetworkDevice;
import java.util.List;

/** What the kernel offers to the layers above it, in ordinary Java. Thread-safe. */
public final class Kernel {
    private Kernel() {}

    /** The machine's clock. */
    public static Clock clock() {
        throw new UnsupportedOperationException();
    }

    /** Entropy from the processor and, where there is one, the hypervisor's device. */
    public static Entropy entropy() {
        throw new UnsupportedOperationException();
    }

    /** The text console. */
    public static Console console() {
        throw new UnsupportedOperationException();
    }

    /** What the hypervisor asked for at boot. */
    public static BootOptions options() {
        throw new UnsupportedOperationException();
    }

    /** The network interfaces, brought up by the drivers in the image on first use, in the order they were found. */
    public static List<NetworkDevice> networkDevices() {
        throw new UnsupportedOperationException();
    }

    /** The disks, likewise. */
    public static List<BlockDevice> blockDevices() {
        throw new UnsupportedOperationException();
    }

    /** Tells the host's control channel that something happened, such as {@code listening 8080}. */
    public static void event(String name, String value) {
        throw new UnsupportedOperationException();
    }
}
