package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;

/** The UDP header (RFC 768). */
public final class UdpHeader {
    /** Bytes of the header. */
    public static final int LENGTH = 8;

    /** Where the checksum stands, for a device that completes it. */
    public static final int CHECKSUM_OFFSET = 6;

    private UdpHeader() {}

    public static int sourcePort(PacketBuffer packet) {
        return packet.getUnsignedShort(0);
    }

    public static int destinationPort(PacketBuffer packet) {
        return packet.getUnsignedShort(2);
    }

    /** Bytes of header and payload. */
    public static int length(PacketBuffer packet) {
        return packet.getUnsignedShort(4);
    }

    /** 0 when the sender computed none. */
    public static int checksum(PacketBuffer packet) {
        return packet.getUnsignedShort(6);
    }

    /** Prepends the header with the given checksum. */
    public static void emit(PacketBuffer packet, int sourcePort, int destinationPort, int length, int checksum) {
        packet.prepend(LENGTH);
        packet.putShort(0, sourcePort);
        packet.putShort(2, destinationPort);
        packet.putShort(4, length);
        packet.putShort(6, checksum);
    }

    /** A computed checksum as it is sent: 0 means none, so a computed 0 becomes its other form. */
    public static int transmitted(int checksum) {
        return checksum == 0 ? 0xffff : checksum;
    }
}
