package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;

/** The TCP header (RFC 9293 section 3.1) without its options, for which see {@link TcpOptions}. */
public final class TcpHeader {
    /** Bytes without options. */
    public static final int MIN_LENGTH = 20;

    /** Bytes with the most options there can be. */
    public static final int MAX_LENGTH = 60;

    /** Where the checksum stands, for a device that completes it. */
    public static final int CHECKSUM_OFFSET = 16;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;

    private TcpHeader() {}

    /** Whether the data offset lies between the fixed header and the segment's end. */
    public static boolean wellFormed(PacketBuffer segment) {
        return segment.length() >= MIN_LENGTH
                && headerLength(segment) >= MIN_LENGTH
                && headerLength(segment) <= segment.length();
    }

    public static int sourcePort(PacketBuffer segment) {
        return segment.getUnsignedShort(0);
    }

    public static int destinationPort(PacketBuffer segment) {
        return segment.getUnsignedShort(2);
    }

    public static int sequence(PacketBuffer segment) {
        return segment.getInt(4);
    }

    public static int acknowledgment(PacketBuffer segment) {
        return segment.getInt(8);
    }

    /** Bytes of the header with options: the data offset. */
    public static int headerLength(PacketBuffer segment) {
        return (segment.getUnsignedByte(12) >>> 4) * 4;
    }

    public static int flags(PacketBuffer segment) {
        return segment.getUnsignedByte(13);
    }

    /** The window field as it is on the wire, not scaled. */
    public static int window(PacketBuffer segment) {
        return segment.getUnsignedShort(14);
    }

    public static int urgentPointer(PacketBuffer segment) {
        return segment.getUnsignedShort(18);
    }

    /**
     * Writes the fixed header at the packet's front, where the room is already, with a checksum of 0.
     *
     * @param headerLength bytes with options, a multiple of 4
     */
    public static void emit(
            PacketBuffer segment,
            int sourcePort,
            int destinationPort,
            int sequence,
            int acknowledgment,
            int headerLength,
            int flags,
            int window,
            int urgentPointer) {
        segment.putShort(0, sourcePort);
        segment.putShort(2, destinationPort);
        segment.putInt(4, sequence);
        segment.putInt(8, acknowledgment);
        segment.putShort(12, headerLength << 10 | flags);
        segment.putShort(14, window);
        segment.putShort(16, 0);
        segment.putShort(18, urgentPointer);
    }

    /** Writes the checksum field. */
    public static void putChecksum(PacketBuffer segment, int checksum) {
        segment.putShort(CHECKSUM_OFFSET, checksum);
    }
}
