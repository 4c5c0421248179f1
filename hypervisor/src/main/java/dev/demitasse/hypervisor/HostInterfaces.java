package dev.demitasse.hypervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The host's network interfaces, looked at before QEMU is: a tap interface that is not there QEMU would make, connected
 * to nothing, where it may. Linux shows them as folders (Documentation/ABI/testing/sysfs-class-net); elsewhere nothing
 * is looked at. Immutable.
 *
 * @param folder {@code /sys/class/net}
 */
record HostInterfaces(Path folder) {
    /** {@code <linux/if_tun.h>}. */
    private static final long IFF_MULTI_QUEUE = 0x100;

    /** Those of this host. */
    static HostInterfaces ofHost() {
        return new HostInterfaces(Path.of("/sys/class/net"));
    }

    /**
     * Makes sure that what a network names is there and of its kind.
     *
     * @throws HypervisorException when it is not
     */
    void check(Network network) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        switch (network) {
            case Network.None(), Network.User _ -> {}
            // Tun and tap devices alone have this file: "tun_flags" in the kernel's drivers/net/tun.c.
            case Network.Tap tap -> check(tap.name(), "tun_flags", "tap interface", "ip tuntap add dev %s mode tap");
            case Network.Bridge bridge -> check(bridge.name(), "bridge", "bridge", "ip link add %s type bridge");
        }
    }

    /**
     * How many queues QEMU is to open: a tap interface that was made for several it opens with several only. Two are the
     * fewest of these, and as many as help where one thread, QEMU's own, serves all of them.
     */
    int queues(Network network) {
        return network instanceof Network.Tap tap && multiQueue(tap.name()) ? 2 : 1;
    }

    private boolean multiQueue(String name) {
        try {
            String flags = Files.readString(folder.resolve(name).resolve("tun_flags"));
            return (Long.decode(flags.strip()) & IFF_MULTI_QUEUE) != 0;
        } catch (IOException | IllegalArgumentException e) {
            return false; // then nobody can say, and QEMU's message will
        }
    }

    private void check(String name, String mark, String kind, String mend) {
        // As the kernel has it: no slash, and no more than 15 bytes (dev_valid_name in net/core/dev.c).
        Path shown = name.contains("/") || name.startsWith(".") ? folder.resolve("?") : folder.resolve(name);
        String command = "'" + mend.formatted(name) + "'";
        if (!Files.exists(shown)) {
            throw new HypervisorException(
                    "this host has no network interface %s: create it with %s, or name another %s with --network"
                            .formatted(name, command, kind));
        }
        if (!Files.exists(shown.resolve(mark))) {
            throw new HypervisorException("the network interface %s is no %s: name another with --network, made with %s"
                    .formatted(name, kind, "'" + mend.formatted("NAME") + "'"));
        }
    }
}
