package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import java.util.ArrayList;
import java.util.List;

/** MLD messages: queries of both versions, reports of both (RFC 2710 section 3, RFC 3810 section 5). */
public final class MldMessage {
    public static final int QUERY = 130;
    public static final int VERSION_1_REPORT = 131;
    public static final int VERSION_1_DONE = 132;
    public static final int VERSION_2_REPORT = 143;

    /** Bytes of all messages of version 1. */
    public static final int VERSION_1_LENGTH = 24;

    /** Bytes of a query of version 2 without sources. */
    public static final int VERSION_2_QUERY_LENGTH = 28;

    /** Bytes of an address in all messages. */
    public static final int ADDRESS_LENGTH = 16;

    private MldMessage() {}

    /** The version of a query, 0 when it is of none (RFC 3810 section 8.1) or shorter than its sources. */
    public static int version(PacketBuffer query) {
        if (query.length() == VERSION_1_LENGTH) {
            return 1;
        }
        boolean complete = query.length() >= VERSION_2_QUERY_LENGTH
                && query.length() >= VERSION_2_QUERY_LENGTH + ADDRESS_LENGTH * query.getUnsignedShort(26);
        return complete ? 2 : 0;
    }

    /** The group that a query is about, {@code ::} for all. */
    public static IpAddress group(PacketBuffer query) {
        return new IpAddress(query.getLong(8), query.getLong(16));
    }

    /** How long answers may be held back, in milliseconds (RFC 3810 section 5.1.3). */
    public static int responseMillis(PacketBuffer query) {
        int code = query.getUnsignedShort(4);
        return code < 0x8000 || version(query) < 2 ? code : (code & 0xfff | 0x1000) << ((code >>> 12 & 7) + 3);
    }

    /** A query's Robustness Variable, 0 when it is more than 7 (RFC 3810 section 5.1.8). */
    public static int robustness(PacketBuffer query) {
        return query.getUnsignedByte(24) & 7;
    }

    /** How often its sender asks, in seconds (RFC 3810 section 5.1.9). */
    public static int querySeconds(PacketBuffer query) {
        return IgmpMessage.floating(query.getUnsignedByte(25));
    }

    /** The sources that a query of version 2 is about. */
    public static List<IpAddress> sources(PacketBuffer query) {
        int count = query.getUnsignedShort(26);
        List<IpAddress> sources = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = VERSION_2_QUERY_LENGTH + i * ADDRESS_LENGTH;
            sources.add(new IpAddress(query.getLong(at), query.getLong(at + 8)));
        }
        return sources;
    }

    /** Writes a message of version 1 into an empty buffer, without its checksum. */
    public static void beginVersion1(PacketBuffer message, int type, IpAddress group) {
        message.setLength(VERSION_1_LENGTH);
        message.putShort(0, type << 8);
        message.putInt(4, 0);
        putAddress(message, 8, group);
    }

    static void putAddress(PacketBuffer message, int at, IpAddress address) {
        message.putLong(at, address.high());
        message.putLong(at + 8, address.low());
    }
}
