package dev.demitasse.hypervisor;

import java.nio.file.Path;

/** What a guest on a user network may reach by connections of its own. */
public sealed interface Outbound {
    /** What the host reaches. */
    record Open() implements Outbound {}

    /** Nothing, as QEMU's user network can have it; that of a process cannot. */
    record Denied() implements Outbound {}

    /**
     * What somebody lets through who is put between the guest and its network.
     *
     * @param filter puts him there
     */
    record Filtered(Filter filter) implements Outbound {}

    /** Passes frames on between a guest and its network, each behind its length in four bytes (QEMU's {@code -netdev stream}). */
    @FunctionalInterface
    interface Filter {
        /**
         * Connects to a network, and makes the socket to which the guest will connect.
         *
         * @param guest the socket to be
         * @param host where the network listens
         * @throws HypervisorException when that cannot be
         */
        void open(Path guest, Path host);
    }
}
