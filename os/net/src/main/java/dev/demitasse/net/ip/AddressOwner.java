package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;

/** Whoever configured an IPv4 address, and hears what becomes of it (RFC 5227). Called under the stack's lock. */
public interface AddressOwner {
    /** One that somebody has set by hand: used at once and never given up. */
    AddressOwner STEADFAST = new AddressOwner() {
        @Override
        public void addressClaimed(IpAddress address) {
            // in use already
        }

        @Override
        public void addressLost(IpAddress address) {
            throw new IllegalStateException("gave up " + address + ", which was set by hand");
        }

        @Override
        public boolean steadfast() {
            return true;
        }
    };

    /** Nobody else has the address: it may be used now. */
    void addressClaimed(IpAddress address);

    /** Another host has it: it must not be used any more. */
    void addressLost(IpAddress address);

    /** Whether the address is kept although another host insists on it (section 2.4, c). */
    default boolean steadfast() {
        return false;
    }
}
