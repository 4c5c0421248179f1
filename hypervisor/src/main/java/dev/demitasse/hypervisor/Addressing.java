package dev.demitasse.hypervisor;

import java.util.List;
import java.util.Optional;

/** Where a guest's IPv4 address comes from. */
public sealed interface Addressing {
    /** A DHCP server on the guest's network. */
    record Dhcp() implements Addressing {}

    /**
     * Given at boot.
     *
     * @param address address and prefix length, such as {@code 10.0.2.15/24}
     * @param gateway the default router
     * @param nameServers in order of preference
     */
    record Fixed(String address, Optional<String> gateway, List<String> nameServers) implements Addressing {
        /** Copies the list. */
        public Fixed {
            nameServers = List.copyOf(nameServers);
        }
    }
}
