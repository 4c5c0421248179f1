package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import java.util.List;

/**
 * Reports of IGMPv3 (RFC 3376 section 4.2) and MLDv2 (RFC 3810 section 5.2), which differ in their type and in the length of an
 * address only.
 */
public final class GroupRecords {
    private static final int REPORT_HEAD = 8;
    private static final int RECORD_HEAD = 4;

    private GroupRecords() {}

    /** Begins a report without records. */
    public static void begin(PacketBuffer report, int reportType) {
        report.setLength(REPORT_HEAD);
        report.putShort(0, reportType << 8);
        report.putInt(4, 0);
    }

    /** Bytes of a record with so many sources, whose addresses have so many bytes. */
    public static int length(int addressLength, int sources) {
        return RECORD_HEAD + (1 + sources) * addressLength;
    }

    /** Appends a record to a report; the types are those of {@link IgmpMessage}. */
    public static void append(
            PacketBuffer report, int addressLength, int type, IpAddress group, List<IpAddress> sources) {
        int at = report.length();
        report.setLength(at + length(addressLength, sources.size()));
        report.putInt(at, type << 24 | sources.size());
        putAddress(report, at + RECORD_HEAD, addressLength, group);
        for (int i = 0; i < sources.size(); i++) {
            putAddress(report, at + length(addressLength, i), addressLength, sources.get(i));
        }
        report.putShort(6, report.getUnsignedShort(6) + 1);
    }

    private static void putAddress(PacketBuffer report, int at, int addressLength, IpAddress address) {
        if (addressLength == IgmpMessage.ADDRESS_LENGTH) {
            report.putInt(at, address.ipv4());
        } else {
            MldMessage.putAddress(report, at, address);
        }
    }
}
