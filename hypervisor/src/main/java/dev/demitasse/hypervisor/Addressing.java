package dev.demitasse.hypervisor;

import java.util.List;
import java.util.Optional;

/** Where a guest's addresses come from. Those of IPv6 come from the routers of its network unless they are given. */
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

    /**
     * As {@code ipv4} says, with an IPv6 address given at boot besides.
     *
     * @param address address and prefix length, such as {@code 2001:db8::5/64}
     * @param gateway the default router's IPv6 address
     */
    record WithIpv6(Addressing ipv4, String address, Optional<String> gateway) implements Addressing {}
}
