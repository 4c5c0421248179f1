package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;

/**
 * Neighbour solicitations and advertisements, router solicitations, and the options all of neighbour discovery shares
 * (RFC 4861 sections 4.1, 4.3, 4.4, 4.6).
 */
public final class NeighborMessage {
    /** Bytes without options. */
    public static final int LENGTH = 24;

    /** Options. */
    public static final int SOURCE_LINK_LAYER = 1;

    public static final int TARGET_LINK_LAYER = 2;

    /** Flags of an advertisement, where {@link Icmpv6Header#rest} has them. */
    public static final int ROUTER = 1 << 31;

    public static final int SOLICITED = 1 << 30;
    public static final int OVERRIDE = 1 << 29;

    /** Hop limit of all of neighbour discovery: what came over a router has less. */
    public static final int HOP_LIMIT = 255;

    private static final int OPTION_LENGTH = 8;

    private NeighborMessage() {}

    /** First half of the address in question. */
    public static long targetHigh(PacketBuffer message) {
        return message.getLong(8);
    }

    /** Second half of the address in question. */
    public static long targetLow(PacketBuffer message) {
        return message.getLong(16);
    }

    /** Whether every option from {@code from} on has a length and lies within the message. */
    public static boolean optionsValid(PacketBuffer message, int from) {
        int at = from;
        while (at < message.length()) {
            if (at + 2 > message.length() || message.getUnsignedByte(at + 1) == 0) {
                return false;
            }
            at += message.getUnsignedByte(at + 1) * 8;
        }
        return at == message.length();
    }

    /** The hardware address in the first option of this type, or -1 when there is none; the options must be valid. */
    public static long linkLayerOption(PacketBuffer message, int from, int type) {
        for (int at = from; at < message.length(); at += message.getUnsignedByte(at + 1) * 8) {
            if (message.getUnsignedByte(at) == type) {
                return message.getLong(at) & 0xffff_ffff_ffffL;
            }
        }
        return -1;
    }

    /** Writes a solicitation into an empty buffer; {@code hardware} 0 leaves the option out. */
    public static void emitSolicitation(
            PacketBuffer message, IpAddress wanted, long hardware, IpAddress source, IpAddress target) {
        emit(message, Icmpv6Header.NEIGHBOR_SOLICITATION, 0, wanted, SOURCE_LINK_LAYER, hardware, source, target);
    }

    /** Writes an advertisement into an empty buffer. */
    public static void emitAdvertisement(
            PacketBuffer message, int flags, IpAddress own, long hardware, IpAddress source, IpAddress target) {
        emit(message, Icmpv6Header.NEIGHBOR_ADVERTISEMENT, flags, own, TARGET_LINK_LAYER, hardware, source, target);
    }

    private static void emit(
            PacketBuffer message,
            int type,
            int flags,
            IpAddress about,
            int option,
            long hardware,
            IpAddress source,
            IpAddress target) {
        message.setLength(LENGTH + (hardware == 0 ? 0 : OPTION_LENGTH));
        message.putShort(0, type << 8);
        message.putInt(4, flags);
        message.putLong(8, about.high());
        message.putLong(16, about.low());
        putLinkLayer(message, LENGTH, option, hardware);
        Icmpv6Header.putChecksum(message, source, target);
    }

    /** Writes a router solicitation into an empty buffer; {@code hardware} 0 leaves the option out. */
    public static void emitRouterSolicitation(PacketBuffer message, long hardware, IpAddress source, IpAddress target) {
        message.setLength(Icmpv6Header.LENGTH + (hardware == 0 ? 0 : OPTION_LENGTH));
        message.putShort(0, Icmpv6Header.ROUTER_SOLICITATION << 8);
        message.putInt(4, 0);
        putLinkLayer(message, Icmpv6Header.LENGTH, SOURCE_LINK_LAYER, hardware);
        Icmpv6Header.putChecksum(message, source, target);
    }

    private static void putLinkLayer(PacketBuffer message, int at, int option, long hardware) {
        if (hardware != 0) {
            message.putLong(at, (long) option << 56 | 1L << 48 | hardware);
        }
    }
}
