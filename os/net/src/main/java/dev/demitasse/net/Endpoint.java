package dev.demitasse.net;

/**
 * One end of a conversation: an address and a port. Immutable.
 *
 * @param address where
 * @param port 0 to 65535; 0 asks for a free one when binding
 * @param zone index of the interface a link-local or multicast address belongs to (RFC 4007), 0 for the usual one
 */
public record Endpoint(IpAddress address, int port, int zone) {
    public Endpoint {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
    }

    /** An endpoint without a zone. */
    public Endpoint(IpAddress address, int port) {
        this(address, port, 0);
    }

    /** {@code 10.0.2.15:80} or {@code [fe80::1%2]:80}. */
    @Override
    public String toString() {
        String zoneText = zone == 0 ? "" : "%" + zone;
        return address.isIpv4() ? address + zoneText + ":" + port : "[" + address + zoneText + "]:" + port;
    }
}
