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

    /** Whether an Ethernet frame carries IPv6 with the given protocol right behind the header. */
    public static boolean isIpv6(byte[] frame, int protocol) {
        return frame.length > 54 && unsignedShort(frame, 12) == 0x86dd && (frame[20] & 0xff) == protocol;
    }

    /** Whether a frame is ARP or neighbour discovery. */
    static boolean resolvesAddresses(byte[] frame) {
        return unsignedShort(frame, 12) == 0x0806 || isIpv6(frame, 58) && (frame[54] & 0xff) >= 133;
    }

    /** Where the TCP header of an Ethernet frame starts, behind an IP header without options; -1 when there is none. */
    public static int tcpAt(byte[] frame) {
        boolean fragment = isIpv4(frame, 6) && (unsignedShort(frame, 20) & 0x3fff) != 0;
        int at = isIpv4(frame, 6) && !fragment ? 34 : isIpv6(frame, 6) ? 54 : -1;
        return at > 0 && frame.length >= at + 20 ? at : -1;
    }

    /** The flags of a TCP segment. */
    public static int tcpFlags(byte[] frame) {
        return frame[tcpAt(frame) + 13] & 0xff;
    }

    /** Where the text of a TCP segment starts. */
    public static int tcpTextAt(byte[] frame) {
        return tcpAt(frame) + (frame[tcpAt(frame) + 12] >>> 4 & 0xf) * 4;
    }

    /** The text length of a TCP segment. */
    public static int tcpTextLength(byte[] frame) {
        int end = tcpAt(frame) == 34 ? 14 + unsignedShort(frame, 16) : 54 + unsignedShort(frame, 18);
        return end - tcpTextAt(frame);
    }

    /** The two bits of an IP header that tell of congestion (RFC 3168 section 5). */
    public static int congestionBits(byte[] frame) {
        return unsignedShort(frame, 12) == 0x86dd ? frame[15] >>> 4 & 3 : frame[15] & 3;
    }

    /** Marks an IP packet as a congested router does, when its sender allows it: CE in place of ECT. */
    static void markCongestion(byte[] frame) {
        if (unsignedShort(frame, 12) == 0x86dd && (frame[15] & 0x30) != 0) {
            frame[15] |= 0x30;
        }
        if (unsignedShort(frame, 12) != 0x0800 || (frame[15] & 3) == 0) {
            return;
        }
        frame[15] |= 3;
        putChecksum(frame, 24, checksumWithout(frame, 24, 14, 20));
    }

    private static int checksumWithout(byte[] frame, int field, int from, int length) {
        frame[field] = 0;
        frame[field + 1] = 0;
        return checksum(frame, from, length);
    }

    private static void putChecksum(byte[] frame, int at, int sum) {
        frame[at] = (byte) (sum >>> 8);
        frame[at + 1] = (byte) sum;
    }

    /** The checksum of a transport message with the pseudo-header of the IP header right before it. */
    public static int transportChecksum(byte[] frame, int at, int protocol) {
        int addresses = at == 34 ? 8 : 32;
        int length = at == 34 ? unsignedShort(frame, 16) - 20 : unsignedShort(frame, 18);
        byte[] summed = new byte[addresses + 4 + length];
        System.arraycopy(frame, at - addresses, summed, 0, addresses);
        summed[addresses + 1] = (byte) protocol;
        putChecksum(summed, addresses + 2, length);
        System.arraycopy(frame, at, summed, addresses + 4, length);
        return checksum(summed, 0, summed.length);
    }

    /** The frame with its transport message's checksum written: of TCP (6), UDP (17) or ICMPv6 (58). */
    public static byte[] summed(byte[] frame, int at, int protocol) {
        int field = at + (protocol == 6 ? 16 : protocol == 17 ? 6 : 2);
        putChecksum(frame, field, 0);
        putChecksum(frame, field, transportChecksum(frame, at, protocol));
        return frame;
    }

    /** Turns TCP options of these kinds into padding when the frame is a SYN. */
    static void blankSynOptions(byte[] frame, Set<Integer> kinds) {
        int tcp = tcpAt(frame);
        if (tcp < 0 || (tcpFlags(frame) & 2) == 0) {
            return;
        }
        int end = tcpTextAt(frame);
        for (int at = tcp + 20; at + 1 < end; ) {
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
        summed(frame, tcp, 6);
    }

    /** One line about a frame, as a packet trace has them. */
    public static String describe(byte[] frame) {
        if (unsignedShort(frame, 12) == 0x0806) {
            return "ARP " + (frame[21] == 1 ? "request " : "reply ") + (frame[31] & 0xff) + " -> " + (frame[41] & 0xff);
        }
        boolean four = unsignedShort(frame, 12) == 0x0800;
        String ip = four
                ? "." + (frame[29] & 0xff) + " > ." + (frame[33] & 0xff) + " "
                : ":" + (frame[37] & 0xff) + " > :" + (frame[53] & 0xff) + " ";
        int tcp = tcpAt(frame);
        if (tcp < 0) {
            return ip + "protocol " + frame[four ? 23 : 20] + " length " + unsignedShort(frame, four ? 16 : 18);
        }
        StringBuilder text = new StringBuilder(ip);
        text.append(unsignedShort(frame, tcp))
                .append(">")
                .append(unsignedShort(frame, tcp + 2))
                .append(' ');
        int flags = tcpFlags(frame);
        for (int i = 0; i < 6; i++) {
            if ((flags >>> i & 1) != 0) {
                text.append("FSRPAU".charAt(i));
            }
        }
        text.append(" seq ").append(Integer.toUnsignedString(number(frame, tcp + 4)));
        text.append(" ack ").append(Integer.toUnsignedString(number(frame, tcp + 8)));
        text.append(" win ")
                .append(unsignedShort(frame, tcp + 14))
                .append(" len ")
                .append(tcpTextLength(frame));
        int end = tcpTextAt(frame);
        for (int at = tcp + 20; at + 1 < end; ) {
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
