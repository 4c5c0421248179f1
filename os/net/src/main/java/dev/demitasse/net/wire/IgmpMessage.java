package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;

/** IGMP messages: queries of all three versions, reports of the second and third (RFC 2236 section 2, RFC 3376 section 4). */
public final class IgmpMessage {
    public static final int QUERY = 0x11;
    public static final int VERSION_2_REPORT = 0x16;
    public static final int VERSION_2_LEAVE = 0x17;
    public static final int VERSION_3_REPORT = 0x22;

    /** Record types (RFC 3376 section 4.2.12). */
    public static final int MODE_IS_EXCLUDE = 2;

    public static final int CHANGE_TO_INCLUDE = 3;
    public static final int CHANGE_TO_EXCLUDE = 4;

    /** Bytes of all messages of versions 1 and 2. */
    public static final int LENGTH = 8;

    /** Bytes of a query of version 3 without sources. */
    public static final int VERSION_3_QUERY_LENGTH = 12;

    private static final int RECORD_LENGTH = 8;

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

    /** Whether a query is of version 3 (RFC 3376 section 7.1). */
    public static boolean version3(PacketBuffer query) {
        return query.length() >= VERSION_3_QUERY_LENGTH;
    }

    /** How long answers may be held back, in nanoseconds (RFC 3376 section 4.1.1; version 1 says 0 and means 10 s). */
    public static long responseTime(PacketBuffer query) {
        int code = query.getUnsignedByte(1);
        if (code == 0) {
            return 10_000_000_000L;
        }
        int tenths = code < 128 || !version3(query) ? code : (code & 0xf | 0x10) << ((code >>> 4 & 7) + 3);
        return tenths * 100_000_000L;
    }

    /** Writes a message of version 2 into an empty buffer. */
    public static void emitVersion2(PacketBuffer message, int type, int group) {
        message.setLength(LENGTH);
        message.putShort(0, type << 8);
        message.putInt(4, group);
        putChecksum(message);
    }

    /** Makes room for a report of version 3 with so many records without sources; {@link #putRecord} fills it. */
    public static void beginReport(PacketBuffer message, int records) {
        message.setLength(LENGTH + records * RECORD_LENGTH);
        message.putShort(0, VERSION_3_REPORT << 8);
        message.putInt(4, records);
    }

    /** Writes one record. */
    public static void putRecord(PacketBuffer message, int index, int type, int group) {
        message.putInt(LENGTH + index * RECORD_LENGTH, type << 24);
        message.putInt(LENGTH + index * RECORD_LENGTH + 4, group);
    }

    /** Writes the checksum over the whole message. */
    public static void putChecksum(PacketBuffer message) {
        message.putShort(2, 0);
        message.putShort(2, Checksum.finish(Checksum.add(0, message, 0, message.length())));
    }
}
