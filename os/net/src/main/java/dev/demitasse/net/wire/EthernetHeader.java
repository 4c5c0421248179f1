package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;

/** The Ethernet II header. Hardware addresses are longs whose lower 48 bits are the six bytes in order. */
public final class EthernetHeader {
    /** Bytes of the header. */
    public static final int LENGTH = 14;

    /** EtherType of IPv4. */
    public static final int TYPE_IPV4 = 0x0800;

    /** EtherType of ARP. */
    public static final int TYPE_ARP = 0x0806;

    /** EtherType of IPv6. */
    public static final int TYPE_IPV6 = 0x86dd;

    /** The address of every station. */
    public static final long BROADCAST = 0xffff_ffff_ffffL;

    private EthernetHeader() {}

    /** The receiver's hardware address. */
    public static long destination(PacketBuffer frame) {
        return frame.getLong(0) >>> 16;
    }

    /** The sender's hardware address. */
    public static long source(PacketBuffer frame) {
        return frame.getLong(6) >>> 16;
    }

    /** What the frame carries; values below 1536 are IEEE 802.3 lengths, which nothing here uses. */
    public static int type(PacketBuffer frame) {
        return frame.getUnsignedShort(12);
    }

    /** Prepends the header. */
    public static void emit(PacketBuffer frame, long destination, long source, int type) {
        frame.prepend(LENGTH);
        frame.putShort(0, (int) (destination >>> 32));
        frame.putInt(2, (int) destination);
        frame.putShort(6, (int) (source >>> 32));
        frame.putInt(8, (int) source);
        frame.putShort(12, type);
    }

    /** Whether the address names a group of stations. */
    public static boolean isMulticast(long address) {
        return (address >>> 40 & 1) != 0;
    }

    /** The group address of an IPv4 multicast address (RFC 1112 section 6.4). */
    public static long ofIpv4Multicast(int group) {
        return 0x0100_5e00_0000L | (group & 0x7f_ffff);
    }

    /** The group address of an IPv6 multicast address, of which the last four bytes count (RFC 2464 section 7). */
    public static long ofIpv6Multicast(long low) {
        return 0x3333_0000_0000L | (low & 0xffff_ffffL);
    }

    /** Six bytes to a long. */
    public static long address(byte[] bytes) {
        long value = 0;
        for (int i = 0; i < 6; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    /** A long to six bytes. */
    public static byte[] bytes(long address) {
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (address >>> (40 - 8 * i));
        }
        return bytes;
    }
}
