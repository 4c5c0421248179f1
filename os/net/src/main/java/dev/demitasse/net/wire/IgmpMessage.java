package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import java.util.ArrayList;
import java.util.List;

/** IGMP messages: queries and reports of all three versions (RFC 1112, RFC 2236 section 2, RFC 3376 section 4). */
public final class IgmpMessage {
    public static final int QUERY = 0x11;
    public static final int VERSION_1_REPORT = 0x12;
    public static final int VERSION_2_REPORT = 0x16;
    public static final int VERSION_2_LEAVE = 0x17;
    public static final int VERSION_3_REPORT = 0x22;

    /** Record types (RFC 3376 section 4.2.12). */
    public static final int MODE_IS_INCLUDE = 1;

    public static final int MODE_IS_EXCLUDE = 2;
    public static final int CHANGE_TO_INCLUDE = 3;
    public static final int CHANGE_TO_EXCLUDE = 4;
    public static final int ALLOW_NEW_SOURCES = 5;
    public static final int BLOCK_OLD_SOURCES = 6;

    /** Bytes of all messages of versions 1 and 2. */
    public static final int LENGTH = 8;

    /** Bytes of a query of version 3 without sources. */
    public static final int VERSION_3_QUERY_LENGTH = 12;

    /** Bytes of an address in all messages. */
    public static final int ADDRESS_LENGTH = 4;

    private IgmpMessage() {}

    /** Whether the message is long enough and its checksum right. */
    public static boolean valid(PacketBuffer message) {
        return message.length() >= LENGTH && Checksum.valid(Checksum.add(0, message, 0, message.length()));
    }

    public static int type(PacketBuffer message) {
        return message.getUnsignedByte(0);
    }

    /** The group that a query is about, 0 for all. */
    public static int group(PacketBuffer message) {
        return message.getInt(4);
    }

    /** The version of a query, 0 when it is of none (RFC 3376 section 7.1) or shorter than its sources. */
    public static int version(PacketBuffer query) {
        if (query.length() == LENGTH) {
            return query.getUnsignedByte(1) == 0 ? 1 : 2;
        }
        boolean complete = query.length() >= VERSION_3_QUERY_LENGTH
                && query.length() >= VERSION_3_QUERY_LENGTH + ADDRESS_LENGTH * query.getUnsignedShort(10);
        return complete ? 3 : 0;
    }

    /** How long answers may be held back, in nanoseconds (RFC 3376 section 4.1.1; version 1 means 10 s). */
    public static long responseTime(PacketBuffer query) {
        int code = query.getUnsignedByte(1);
        int tenths = switch (version(query)) {
            case 1 -> 100;
            case 2 -> code;
            default -> floating(code);
        };
        return tenths * 100_000_000L;
    }

    /** A query's Robustness Variable, 0 when it is more than 7 (RFC 3376 section 4.1.6). */
    public static int robustness(PacketBuffer query) {
        return query.getUnsignedByte(8) & 7;
    }

    /** How often its sender asks, in seconds (RFC 3376 section 4.1.7). */
    public static int querySeconds(PacketBuffer query) {
        return floating(query.getUnsignedByte(9));
    }

    static int floating(int code) {
        return code < 128 ? code : (code & 0xf | 0x10) << ((code >>> 4 & 7) + 3);
    }

    /** The sources that a query of version 3 is about. */
    public static List<IpAddress> sources(PacketBuffer query) {
        int count = query.getUnsignedShort(10);
        List<IpAddress> sources = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sources.add(IpAddress.ofIpv4(query.getInt(VERSION_3_QUERY_LENGTH + i * ADDRESS_LENGTH)));
        }
        return sources;
    }

    /** Writes a message of version 1 or 2 into an empty buffer. */
    public static void emitOlder(PacketBuffer message, int type, int group) {
        message.setLength(LENGTH);
        message.putShort(0, type << 8);
        message.putInt(4, group);
        putChecksum(message);
    }

    /** Writes the checksum over the whole message. */
    public static void putChecksum(PacketBuffer message) {
        message.putShort(2, 0);
        message.putShort(2, Checksum.finish(Checksum.add(0, message, 0, message.length())));
    }
}
