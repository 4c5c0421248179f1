package dev.demitasse.net.simulation;

import java.util.Arrays;
import java.util.Set;

/** Plain, slow reference code over byte arrays, to hold the stack's fast code against. */
public final class Frames {
    private Frames() {}

    /** The Internet checksum, two bytes at a time. */
    public static int checksum(byte[] bytes, int offset, int length) {
        long sum = 0;
        for (int i = 0; i < length; i += 2) {
            int high = bytes[offset + i] & 0xff;
            int low = i + 1 < length ? bytes[offset + i + 1] & 0xff : 0;
            sum += high << 8 | low;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) (~sum & 0xffff);
    }

    /** Two bytes as a number. */
    public static int unsignedShort(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | (frame[at + 1] & 0xff);
    }

    /** Whether an Ethernet frame carries IPv4 with the given protocol. */
    public static boolean isIpv4(byte[] frame, int protocol) {
        return frame.length > 34 && unsignedShort(frame, 12) == 0x0800 && (frame[23] & 0xff) == protocol;
    }

    /** The flags of a TCP segment in an Ethernet frame with an IPv4 header without options. */
    public static int tcpFlags(byte[] frame) {
        return frame[14 + 20 + 13] & 0xff;
    }

    /** The text length of such a segment. */
    public static int tcpTextLength(byte[] frame) {
        int total = unsignedShort(frame, 16);
        return total - 20 - (frame[14 + 20 + 12] >>> 4 & 0xf) * 4;
    }

    /** Marks an IPv4 packet as a congested router does, when its sender allows it: CE in place of ECT. */
    static void markCongestion(byte[] frame) {
        if (unsignedShort(frame, 12) != 0x0800 || (frame[15] & 3) == 0) {
            return;
        }
        frame[15] |= 3;
        frame[24] = 0;
        frame[25] = 0;
        int sum = checksum(frame, 14, 20);
        frame[24] = (byte) (sum >>> 8);
        frame[25] = (byte) sum;
    }

    /** Turns TCP options of these kinds into padding when the frame is a SYN. */
    static void blankSynOptions(byte[] frame, Set<Integer> kinds) {
        if (!isIpv4(frame, 6) || frame.length < 54 || (tcpFlags(frame) & 2) == 0) {
            return;
        }
        int end = 34 + (frame[46] >>> 4 & 0xf) * 4;
        for (int at = 54; at + 1 < end; ) {
            if (frame[at] == 1) {
                at++;
                continue;
            }
            int length = Math.max(2, frame[at + 1]);
            if (kinds.contains((int) frame[at])) {
                Arrays.fill(frame, at, at + length, (byte) 1);
            }
            at += length;
        }
        int length = unsignedShort(frame, 16) - 20;
        byte[] summed = new byte[12 + length];
        System.arraycopy(frame, 26, summed, 0, 8);
        summed[9] = 6;
        summed[10] = (byte) (length >>> 8);
        summed[11] = (byte) length;
        frame[50] = 0;
        frame[51] = 0;
        System.arraycopy(frame, 34, summed, 12, length);
        int sum = checksum(summed, 0, summed.length);
        frame[50] = (byte) (sum >>> 8);
        frame[51] = (byte) sum;
    }

    /** One line about a frame, as a packet trace has them. */
    public static String describe(byte[] frame) {
        if (unsignedShort(frame, 12) == 0x0806) {
            return "ARP " + (frame[21] == 1 ? "request " : "reply ") + (frame[31] & 0xff) + " -> " + (frame[41] & 0xff);
        }
        String ip = "." + (frame[29] & 0xff) + " > ." + (frame[33] & 0xff) + " ";
        if (!isIpv4(frame, 6) || (unsignedShort(frame, 20) & 0x3fff) != 0) {
            return ip + "protocol " + frame[23] + " length " + unsignedShort(frame, 16);
        }
        StringBuilder text = new StringBuilder(ip);
        text.append(unsignedShort(frame, 34))
                .append(">")
                .append(unsignedShort(frame, 36))
                .append(' ');
        int flags = tcpFlags(frame);
        for (int i = 0; i < 6; i++) {
            if ((flags >>> i & 1) != 0) {
                text.append("FSRPAU".charAt(i));
            }
        }
        text.append(" seq ").append(Integer.toUnsignedString(number(frame, 38)));
        text.append(" ack ").append(Integer.toUnsignedString(number(frame, 42)));
        text.append(" win ").append(unsignedShort(frame, 48)).append(" len ").append(tcpTextLength(frame));
        int end = 34 + (frame[46] >>> 4 & 0xf) * 4;
        for (int at = 54; at + 1 < end; ) {
            int kind = frame[at];
            if (kind == 1) {
                at++;
                continue;
            }
            text.append(" opt").append(kind);
            if (kind == 5) {
                for (int block = at + 2; block < at + frame[at + 1]; block += 8) {
                    text.append('[')
                            .append(Integer.toUnsignedString(number(frame, block)))
                            .append(',');
                    text.append(Integer.toUnsignedString(number(frame, block + 4)))
                            .append(')');
                }
            }
            at += Math.max(2, frame[at + 1]);
        }
        return text.toString();
    }

    /** Four bytes as a number. */
    public static int number(byte[] frame, int at) {
        return unsignedShort(frame, at) << 16 | unsignedShort(frame, at + 2);
    }
}
