package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;

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

    private static final int REPORT_HEAD = 8;
    private static final int RECORD_LENGTH = 20;

    private MldMessage() {}

    /** Whether a query is of version 2 (RFC 3810 section 8.1). */
    public static boolean version2(PacketBuffer query) {
        return query.length() >= VERSION_2_QUERY_LENGTH;
    }

    /** The group that a query is about, {@code ::} for all. */
    public static IpAddress group(PacketBuffer query) {
        return new IpAddress(query.getLong(8), query.getLong(16));
    }

    /** How long answers may be held back, in milliseconds (RFC 3810 section 5.1.3). */
    public static int responseMillis(PacketBuffer query) {
        int code = query.getUnsignedShort(4);
        return code < 0x8000 || !version2(query) ? code : (code & 0xfff | 0x1000) << ((code >>> 12 & 7) + 3);
    }

    /** Writes a message of version 1 into an empty buffer, without its checksum. */
    public static void beginVersion1(PacketBuffer message, int type, IpAddress group) {
        message.setLength(VERSION_1_LENGTH);
        message.putShort(0, type << 8);
        message.putInt(4, 0);
        message.putLong(8, group.high());
        message.putLong(16, group.low());
    }

    /** Makes room for a report of version 2 with so many records without sources; {@link #putRecord} fills it. */
    public static void beginReport(PacketBuffer message, int records) {
        message.setLength(REPORT_HEAD + records * RECORD_LENGTH);
        message.putShort(0, VERSION_2_REPORT << 8);
        message.putInt(4, records);
    }

    /** Writes one record; the types are those of {@link IgmpMessage}. */
    public static void putRecord(PacketBuffer message, int index, int type, IpAddress group) {
        int at = REPORT_HEAD + index * RECORD_LENGTH;
        message.putInt(at, type << 24);
        message.putLong(at + 4, group.high());
        message.putLong(at + 12, group.low());
    }
}
