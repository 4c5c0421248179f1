package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;

/** The ICMPv6 header (RFC 4443 section 2.1) with the four bytes after it that every type has. */
public final class Icmpv6Header {
    /** Bytes of the header. */
    public static final int LENGTH = 8;

    public static final int DESTINATION_UNREACHABLE = 1;
    public static final int PACKET_TOO_BIG = 2;
    public static final int TIME_EXCEEDED = 3;

    /** Code of a time exceeded message: that for putting fragments together. */
    public static final int REASSEMBLY_TIME_EXCEEDED = 1;

    public static final int PARAMETER_PROBLEM = 4;
    public static final int ECHO_REQUEST = 128;
    public static final int ECHO_REPLY = 129;

    /** Neighbour discovery (RFC 4861 section 4). */
    public static final int ROUTER_SOLICITATION = 133;

    public static final int ROUTER_ADVERTISEMENT = 134;
    public static final int NEIGHBOR_SOLICITATION = 135;
    public static final int NEIGHBOR_ADVERTISEMENT = 136;
    public static final int REDIRECT = 137;

    /** Codes of {@link #DESTINATION_UNREACHABLE}. */
    public static final int NO_ROUTE = 0;

    public static final int PROHIBITED = 1;
    public static final int BEYOND_SCOPE = 2;
    public static final int ADDRESS_UNREACHABLE = 3;
    public static final int PORT_UNREACHABLE = 4;

    /** Codes of {@link #PARAMETER_PROBLEM}. */
    public static final int ERRONEOUS_FIELD = 0;

    public static final int UNRECOGNIZED_NEXT_HEADER = 1;
    public static final int UNRECOGNIZED_OPTION = 2;

    private Icmpv6Header() {}

    /** Whether the message is long enough and its checksum, over the addresses too, right. */
    public static boolean valid(
            PacketBuffer message, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        if (message.length() < LENGTH) {
            return false;
        }
        long sum = Checksum.pseudoHeader(
                sourceHigh, sourceLow, destinationHigh, destinationLow, Ipv6Header.ICMPV6, message.length());
        return Checksum.valid(Checksum.add(sum, message, 0, message.length()));
    }

    public static int type(PacketBuffer message) {
        return message.getUnsignedByte(0);
    }

    public static int code(PacketBuffer message) {
        return message.getUnsignedByte(1);
    }

    /** The four bytes after the checksum: identifier and sequence number of an echo, MTU, pointer. */
    public static int rest(PacketBuffer message) {
        return message.getInt(4);
    }

    /** Whether a type reports an error (section 2.1). */
    public static boolean isError(int type) {
        return type < 128;
    }

    /** Prepends the header and computes the checksum over all of {@code message}. */
    public static void emit(PacketBuffer message, int type, int code, int rest, IpAddress source, IpAddress target) {
        message.prepend(LENGTH);
        message.putShort(0, type << 8 | code);
        message.putInt(4, rest);
        putChecksum(message, source, target);
    }

    /** Writes the checksum over the whole message. */
    public static void putChecksum(PacketBuffer message, IpAddress source, IpAddress target) {
        message.putShort(2, 0);
        long sum = Checksum.pseudoHeader(
                source.high(), source.low(), target.high(), target.low(), Ipv6Header.ICMPV6, message.length());
        message.putShort(2, Checksum.finish(Checksum.add(sum, message, 0, message.length())));
    }
}
