package dev.demitasse.net.tcp;

import dev.demitasse.net.IpAddress;

/**
 * Half-open connections kept in the sequence number of our SYN,ACK instead of in memory, for when a flood has filled the
 * backlog (RFC 4987 section 3.6 and appendix A): the peer's acknowledgement brings back what we need. What a sequence
 * number has no room for (window scale, SACK, ECN) goes into the low bits of our timestamp, if the peer echoes one.
 */
final class SynCookies {
    /** The segment sizes that three bits can tell. */
    private static final int[] SEGMENT_SIZES = {536, 1024, 1220, 1360, 1400, 1440, 1460, 8960};

    private static final long SLOT = 64_000_000_000L;
    private static final int MAX_AGE = 2;
    private static final int OPTION_BITS = 6;
    private static final int ECN = 0x20;
    private static final int SACK = 0x10;
    private static final int NO_SCALE = 0x0f;

    private final Tcp tcp;
    private long lastSent = Long.MIN_VALUE;

    SynCookies(Tcp tcp) {
        this.tcp = tcp;
    }

    /** Whether an acknowledgement may belong to a cookie at all. */
    boolean recentlySent() {
        return lastSent != Long.MIN_VALUE && tcp.turn.now() - lastSent < MAX_AGE * SLOT;
    }

    /** The sequence number that stands for a SYN. */
    int encode(Segment syn, IpAddress local, IpAddress remote) {
        lastSent = tcp.turn.now();
        int size = syn.options.maximumSegmentSize();
        int index = 0;
        while (index + 1 < SEGMENT_SIZES.length && SEGMENT_SIZES[index + 1] <= size) {
            index++;
        }
        int slot = slot();
        return (int) hash(syn, local, remote, 0)
                + syn.sequence
                + (slot << 24)
                + ((int) hash(syn, local, remote, slot + 1) + index & 0xff_ffff);
    }

    /**
     * The segment size of the SYN whose cookie {@code ack} acknowledges, or -1 when it is not one of ours.
     *
     * @param ack a segment whose sequence number follows the peer's SYN
     */
    int decode(Segment ack, IpAddress local, IpAddress remote) {
        int cookie = ack.acknowledgment - 1 - (int) hash(ack, local, remote, 0) - (ack.sequence - 1);
        int now = slot();
        int age = (now - (cookie >>> 24)) & 0xff;
        if (age >= MAX_AGE) {
            return -1;
        }
        int index = (cookie - (int) hash(ack, local, remote, now - age + 1)) & 0xff_ffff;
        return index < SEGMENT_SIZES.length ? SEGMENT_SIZES[index] : -1;
    }

    /** Our timestamp with what was agreed on in its low bits; not later than the clock. */
    int encodeOptions(int timestamp, SynOptions agreed) {
        int scale = agreed.peerShift >= 0 ? agreed.peerShift : NO_SCALE;
        int options = (agreed.ecn ? ECN : 0) | (agreed.sack ? SACK : 0) | scale;
        int coded = (timestamp & -1 << OPTION_BITS) | options;
        return coded - timestamp > 0 ? coded - (1 << OPTION_BITS) : coded;
    }

    /** Whether the echoed timestamp says that congestion is to be told of (RFC 3168). */
    static boolean ecn(int echo) {
        return (echo & ECN) != 0;
    }

    /** Whether the echoed timestamp says that SACK was permitted. */
    static boolean sack(int echo) {
        return (echo & SACK) != 0;
    }

    /** The window scale in the echoed timestamp, -1 for none. */
    static int windowScale(int echo) {
        return (echo & NO_SCALE) == NO_SCALE ? -1 : echo & NO_SCALE;
    }

    private int slot() {
        return (int) (tcp.turn.now() / SLOT) & 0xff;
    }

    private long hash(Segment segment, IpAddress local, IpAddress remote, int slot) {
        long ports = (long) segment.sourcePort << 16 | segment.destinationPort;
        return tcp.random.hash(
                local.low() ^ local.high(), remote.low(), remote.high(), ports << 16 | 0xc00L << 4 | slot);
    }
}
