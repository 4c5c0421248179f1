package dev.demitasse.net;

/**
 * Where a received datagram came from: a holder that the caller keeps and {@link UdpSocket#receive} fills, so that
 * receiving allocates nothing. Not thread-safe.
 */
public final class DatagramSource {
    private long high;
    private long low;
    private int port;
    private int zone;
    private int length;

    /** An empty holder. */
    public DatagramSource() {}

    /** Fills the holder; the stack's side of it. */
    public void set(long addressHigh, long addressLow, int sourcePort, int sourceZone, int datagramLength) {
        high = addressHigh;
        low = addressLow;
        port = sourcePort;
        zone = sourceZone;
        length = datagramLength;
    }

    /** The first half of the sender's address, as in {@link IpAddress#high()}. */
    public long high() {
        return high;
    }

    /** The second half of the sender's address, as in {@link IpAddress#low()}. */
    public long low() {
        return low;
    }

    /** The sender's port. */
    public int port() {
        return port;
    }

    /** Index of the interface it came in by. */
    public int zone() {
        return zone;
    }

    /** The datagram's whole length, also when it was cut to fit. */
    public int length() {
        return length;
    }

    /** The sender's address as an object. */
    public IpAddress address() {
        return new IpAddress(high, low);
    }

    /** Sender address and port as an object, with the zone where the address means nothing without it. */
    public Endpoint endpoint() {
        IpAddress address = address();
        return new Endpoint(address, port, address.isLinkLocal() && !address.isIpv4() ? zone : 0);
    }
}
