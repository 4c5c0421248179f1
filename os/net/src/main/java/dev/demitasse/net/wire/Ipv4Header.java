package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;

/** The IPv4 header (RFC 791 section 3.1). Offsets are from the packet's first byte. */
public final class Ipv4Header {
    /** Bytes without options. */
    public static final int MIN_LENGTH = 20;

    /** Bytes with the most options there can be. */
    public static final int MAX_LENGTH = 60;

    /** Protocol number of ICMP. */
    public static final int ICMP = 1;

    /** Protocol number of IGMP. */
    public static final int IGMP = 2;

    /** Protocol number of TCP. */
    public static final int TCP = 6;

    /** Protocol number of UDP. */
    public static final int UDP = 17;

    /** Do not fragment. */
    public static final int DONT_FRAGMENT = 0x4000;

    /** More fragments follow. */
    public static final int MORE_FRAGMENTS = 0x2000;

    /** The whole option: kind 148, four bytes, value 0. */
    private static final int ROUTER_ALERT = 0x9404_0000;

    private Ipv4Header() {}

    /** Whether lengths, version and checksum are right, so that the other accessors may be used. */
    public static boolean valid(PacketBuffer packet) {
        return wellFormed(packet) && Checksum.valid(Checksum.add(0, packet, 0, headerLength(packet)));
    }

    /** As {@link #valid} without the checksum, for the copy of a header inside an ICMP error. */
    public static boolean wellFormed(PacketBuffer packet) {
        if (packet.length() < MIN_LENGTH || packet.getUnsignedByte(0) >>> 4 != 4) {
            return false;
        }
        int header = headerLength(packet);
        return header >= MIN_LENGTH && header <= packet.length() && totalLength(packet) >= header;
    }

    /** Bytes of the header with options. */
    public static int headerLength(PacketBuffer packet) {
        return (packet.getUnsignedByte(0) & 0x0f) * 4;
    }

    /** The traffic class octet: DSCP and ECN. */
    public static int trafficClass(PacketBuffer packet) {
        return packet.getUnsignedByte(1);
    }

    /** Bytes of header and payload. */
    public static int totalLength(PacketBuffer packet) {
        return packet.getUnsignedShort(2);
    }

    /** What fragments of one packet have in common. */
    public static int identification(PacketBuffer packet) {
        return packet.getUnsignedShort(4);
    }

    /** Whether this is a fragment, the first one included. */
    public static boolean fragment(PacketBuffer packet) {
        return (packet.getUnsignedShort(6) & (MORE_FRAGMENTS | 0x1fff)) != 0;
    }

    /** Whether more fragments follow this one. */
    public static boolean moreFragments(PacketBuffer packet) {
        return (packet.getUnsignedShort(6) & MORE_FRAGMENTS) != 0;
    }

    /** Whether routers must not fragment the packet. */
    public static boolean dontFragment(PacketBuffer packet) {
        return (packet.getUnsignedShort(6) & DONT_FRAGMENT) != 0;
    }

    /** Where this fragment's payload belongs in the whole payload, in bytes. */
    public static int fragmentOffset(PacketBuffer packet) {
        return (packet.getUnsignedShort(6) & 0x1fff) * 8;
    }

    /** Hops left. */
    public static int timeToLive(PacketBuffer packet) {
        return packet.getUnsignedByte(8);
    }

    /** What the packet carries. */
    public static int protocol(PacketBuffer packet) {
        return packet.getUnsignedByte(9);
    }

    /** Sender. */
    public static int source(PacketBuffer packet) {
        return packet.getInt(12);
    }

    /** Receiver. */
    public static int destination(PacketBuffer packet) {
        return packet.getInt(16);
    }

    /**
     * Prepends a header without options to the payload in {@code packet}.
     *
     * @param flagsAndOffset {@link #DONT_FRAGMENT}, {@link #MORE_FRAGMENTS} and the offset in units of 8 bytes
     */
    public static void emit(
            PacketBuffer packet,
            int trafficClass,
            int identification,
            int flagsAndOffset,
            int timeToLive,
            int protocol,
            int source,
            int destination) {
        packet.prepend(MIN_LENGTH);
        packet.putShort(0, 0x4500 | trafficClass);
        packet.putShort(2, packet.length());
        packet.putShort(4, identification);
        packet.putShort(6, flagsAndOffset);
        packet.putShort(8, timeToLive << 8 | protocol);
        packet.putShort(10, 0);
        packet.putInt(12, source);
        packet.putInt(16, destination);
        packet.putShort(10, Checksum.finish(Checksum.add(0, packet, 0, MIN_LENGTH)));
    }

    /** Prepends a header with the router alert option (RFC 2113) to a whole packet. */
    public static void emitWithRouterAlert(
            PacketBuffer packet, int trafficClass, int timeToLive, int protocol, int source, int destination) {
        packet.prepend(MIN_LENGTH + 4);
        packet.putShort(0, 0x4600 | trafficClass);
        packet.putShort(2, packet.length());
        packet.putShort(4, 0);
        packet.putShort(6, DONT_FRAGMENT);
        packet.putShort(8, timeToLive << 8 | protocol);
        packet.putShort(10, 0);
        packet.putInt(12, source);
        packet.putInt(16, destination);
        packet.putInt(20, ROUTER_ALERT);
        packet.putShort(10, Checksum.finish(Checksum.add(0, packet, 0, MIN_LENGTH + 4)));
    }
}
