package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;

/** The ICMP header (RFC 792): type, code, checksum and four bytes whose meaning depends on the type. */
public final class IcmpHeader {
    /** Bytes of the header. */
    public static final int LENGTH = 8;

    public static final int ECHO_REPLY = 0;
    public static final int DESTINATION_UNREACHABLE = 3;
    public static final int ECHO_REQUEST = 8;
    public static final int TIME_EXCEEDED = 11;

    /** Code of a time exceeded message: that for putting fragments together. */
    public static final int REASSEMBLY_TIME_EXCEEDED = 1;

    public static final int PARAMETER_PROBLEM = 12;

    /** Codes of {@link #DESTINATION_UNREACHABLE}. */
    public static final int NET_UNREACHABLE = 0;

    public static final int HOST_UNREACHABLE = 1;
    public static final int PROTOCOL_UNREACHABLE = 2;
    public static final int PORT_UNREACHABLE = 3;
    public static final int FRAGMENTATION_NEEDED = 4;
    public static final int ADMINISTRATIVELY_PROHIBITED = 13;

    private IcmpHeader() {}

    /** Whether the message is long enough and its checksum right. */
    public static boolean valid(PacketBuffer message) {
        return message.length() >= LENGTH && Checksum.valid(Checksum.add(0, message, 0, message.length()));
    }

    public static int type(PacketBuffer message) {
        return message.getUnsignedByte(0);
    }

    public static int code(PacketBuffer message) {
        return message.getUnsignedByte(1);
    }

    /** The four bytes after the checksum: identifier and sequence number of an echo. */
    public static int rest(PacketBuffer message) {
        return message.getInt(4);
    }

    /** The next hop's MTU in {@link #FRAGMENTATION_NEEDED} (RFC 1191 section 4); 0 from old routers. */
    public static int nextHopMtu(PacketBuffer message) {
        return message.getUnsignedShort(6);
    }

    /** Prepends the header and computes the checksum over all of {@code message}. */
    public static void emit(PacketBuffer message, int type, int code, int rest) {
        message.prepend(LENGTH);
        message.putShort(0, type << 8 | code);
        message.putShort(2, 0);
        message.putInt(4, rest);
        message.putShort(2, Checksum.finish(Checksum.add(0, message, 0, message.length())));
    }
}
