package dev.demitasse.gateway;

import java.net.InetSocketAddress;

/**
 * One instance of a service, as the gateway sees it.
 *
 * @param id what the gateway's caller names it by; unique in its upstream for as long as the upstream exists
 * @param address where it accepts connections
 */
public record Backend(String id, InetSocketAddress address) {
    /** Checks that the address has been resolved. */
    public Backend {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("backend " + id + ": the address of " + address + " is not known");
        }
    }
}
