package dev.demitasse.egress;

import java.nio.ByteBuffer;

/** IPv4 (RFC 791) as far as frames are judged and answered. Stateless. */
final class Ipv4 {
    static final int HEADER = 20;
    static final int TCP = 6;
    static final int UDP = 17;

    /** Of the user network: the guest's own address. */
    static final int GUEST = 10 << 24 | 2 << 8 | 15;

    /** The router, behind which is what this host offers on its loopback interface. */
    static final int HOST = 10 << 24 | 2 << 8 | 2;

    /** The name server. */
    static final int NAME_SERVER = 10 << 24 | 2 << 8 | 3;

    private Ipv4() {}

    /** Whether a packet may be meant for one other host: RFC 6890's loopback, "this network", multicast, reserved are not. */
    static boolean isUnicast(int address) {
        int first = address >>> 24;
        return first != 0 && first != 127 && first < 224;
    }

    /** Whether an address is of the user network between the guest and us, which no prefix of operators means. */
    static boolean isInside(int address) {
        return (address ^ GUEST) >>> 8 == 0;
    }

    /** Dotted decimal. */
    static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    /** The one's complement sum of a range (RFC 1071), added to {@code sum}, not folded. */
    static long sum(ByteBuffer bytes, int from, int length, long sum) {
        long total = sum;
        for (int i = 0; i + 1 < length; i += 2) {
            total += bytes.getShort(from + i) & 0xffff;
        }
        return length % 2 == 0 ? total : total + ((bytes.get(from + length - 1) & 0xff) << 8);
    }

    /** The checksum that goes with a sum. */
    static short checksum(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (short) ~folded;
    }

    /** Writes a header without options at a position, whose payload follows there. */
    static void header(ByteBuffer out, int at, int protocol, int source, int destination, int payload) {
        out.putShort(at, (short) 0x4500);
        out.putShort(at + 2, (short) (HEADER + payload));
        // Not to be fragmented, so that the identification means nothing (RFC 6864).
        out.putInt(at + 4, 0x4000);
        out.put(at + 8, (byte) 64);
        out.put(at + 9, (byte) protocol);
        out.putShort(at + 10, (short) 0);
        out.putInt(at + 12, source);
        out.putInt(at + 16, destination);
        out.putShort(at + 10, checksum(sum(out, at, HEADER, 0)));
    }

    /** The checksum of a TCP segment or UDP datagram behind a header that {@link #header} wrote. */
    static short transportChecksum(ByteBuffer out, int header, int protocol, int payload) {
        return checksum(sum(out, header + HEADER, payload, sum(out, header + 12, 8, protocol + payload)));
    }
}
