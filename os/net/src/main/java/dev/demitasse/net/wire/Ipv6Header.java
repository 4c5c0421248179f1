package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;

/** The IPv6 header (RFC 8200 section 3). Offsets are from the packet's first byte. Flow labels are zero. */
public final class Ipv6Header {
    /** Bytes of the header. */
    public static final int LENGTH = 40;

    /** Every IPv6 link carries packets of this size (section 5). */
    public static final int MIN_MTU = 1280;

    /** Values of the next header field that are extension headers (section 4). */
    public static final int HOP_BY_HOP = 0;

    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int DESTINATION_OPTIONS = 60;

    /** Nothing follows (section 4.7). */
    public static final int NO_NEXT_HEADER = 59;

    /** Protocol number of ICMPv6. */
    public static final int ICMPV6 = 58;

    /** Bytes of a fragment header (section 4.5). */
    public static final int FRAGMENT_LENGTH = 8;

    /** Bytes of a hop-by-hop header with the router alert option alone. */
    public static final int ROUTER_ALERT_LENGTH = 8;

    /** Router alert for MLD (RFC 2711 section 2.1): kind 5, two bytes, value 0; then PadN of no bytes. */
    private static final int ROUTER_ALERT = 0x0502_0000;

    private static final int PAD_2 = 0x0100;

    private Ipv6Header() {}

    /** Whether version and lengths are right, so that the other accessors may be used. */
    public static boolean valid(PacketBuffer packet) {
        return begins(packet) && LENGTH + payloadLength(packet) <= packet.length();
    }

    /** As {@link #valid} for a packet that may be cut short, as inside an ICMPv6 error. */
    public static boolean begins(PacketBuffer packet) {
        return packet.length() >= LENGTH && packet.getUnsignedByte(0) >>> 4 == 6;
    }

    /** The traffic class octet: DSCP and ECN. */
    public static int trafficClass(PacketBuffer packet) {
        return packet.getUnsignedShort(0) >>> 4 & 0xff;
    }

    /** Bytes after this header. */
    public static int payloadLength(PacketBuffer packet) {
        return packet.getUnsignedShort(4);
    }

    /** What follows this header. */
    public static int nextHeader(PacketBuffer packet) {
        return packet.getUnsignedByte(6);
    }

    /** Hops left. */
    public static int hopLimit(PacketBuffer packet) {
        return packet.getUnsignedByte(7);
    }

    /** First half of the sender's address. */
    public static long sourceHigh(PacketBuffer packet) {
        return packet.getLong(8);
    }

    /** Second half of the sender's address. */
    public static long sourceLow(PacketBuffer packet) {
        return packet.getLong(16);
    }

    /** First half of the receiver's address. */
    public static long destinationHigh(PacketBuffer packet) {
        return packet.getLong(24);
    }

    /** Second half of the receiver's address. */
    public static long destinationLow(PacketBuffer packet) {
        return packet.getLong(32);
    }

    /** Prepends the header to the payload in {@code packet}. */
    public static void emit(
            PacketBuffer packet,
            int trafficClass,
            int nextHeader,
            int hopLimit,
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow) {
        int payload = packet.length();
        packet.prepend(LENGTH);
        packet.putInt(0, 6 << 28 | trafficClass << 20);
        packet.putShort(4, payload);
        packet.putShort(6, nextHeader << 8 | hopLimit);
        packet.putLong(8, sourceHigh);
        packet.putLong(16, sourceLow);
        packet.putLong(24, destinationHigh);
        packet.putLong(32, destinationLow);
    }

    /** Prepends a fragment header. */
    public static void emitFragment(
            PacketBuffer packet, int nextHeader, int offset, boolean moreFragments, int identification) {
        packet.prepend(FRAGMENT_LENGTH);
        packet.putShort(0, nextHeader << 8);
        packet.putShort(2, offset | (moreFragments ? 1 : 0));
        packet.putInt(4, identification);
    }

    /** Prepends a hop-by-hop header that asks routers to look at the packet (RFC 2711). */
    public static void emitRouterAlert(PacketBuffer packet, int nextHeader) {
        packet.prepend(ROUTER_ALERT_LENGTH);
        packet.putShort(0, nextHeader << 8);
        packet.putInt(2, ROUTER_ALERT);
        packet.putShort(6, PAD_2);
    }
}
