package dev.demitasse.net.ip;

import dev.demitasse.net.NetworkError;

/** Why a packet of ours did not arrive, as ICMP or address resolution tell it. */
public enum Unreachable {
    /** No route to the network; may pass (RFC 1122 section 4.2.3.9). */
    NETWORK(NetworkError.NETWORK_UNREACHABLE, false),
    /** The host does not answer on its link; may pass. */
    HOST(NetworkError.HOST_UNREACHABLE, false),
    /** The host does not speak the protocol. */
    PROTOCOL(NetworkError.CONNECTION_REFUSED, true),
    /** Nobody has the port. */
    PORT(NetworkError.CONNECTION_REFUSED, true),
    /** A filter forbids it. */
    PROHIBITED(NetworkError.HOST_UNREACHABLE, true),
    /** Longer than the path's MTU and not to be fragmented. */
    TOO_BIG(NetworkError.MESSAGE_TOO_LONG, false),
    /** Too many hops, or reassembly took too long; may pass. */
    TIME_EXCEEDED(NetworkError.HOST_UNREACHABLE, false);

    private final NetworkError error;
    private final boolean hard;

    Unreachable(NetworkError error, boolean hard) {
        this.error = error;
        this.hard = hard;
    }

    /** What a socket reports. */
    public NetworkError error() {
        return error;
    }

    /** Whether trying again is pointless while connecting. */
    public boolean hard() {
        return hard;
    }
}
