package dev.demitasse.net.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What a device does that cuts long TCP packets into segments and joins received ones, as Linux does it ({@code
 * tcp_gso_segment}, {@code tcp_gro_receive}): plain, slow reference code over whole frames.
 */
final class Segments {
    private static final int LONGEST_PACKET = 65_535;
    private static final int ETHERNET_HEADER = 14;
    private static final int IPV4_END = 34;

    private static final int FIN = 1;
    private static final int PSH = 8;
    private static final int ACK = 16;
    private static final int ECE = 64;

    private Segments() {}

    /** The frames of at most {@code size} bytes of text each that carry the text of this one. */
    static List<byte[]> cut(byte[] frame, int size) {
        int tcp = Frames.tcpAt(frame);
        int textAt = Frames.tcpTextAt(frame);
        int length = Frames.tcpTextLength(frame);
        if (textAt + length != frame.length || length <= size) {
            throw new AssertionError("cannot be cut into segments of " + size + ": " + Frames.describe(frame));
        }
        if ((Frames.tcpFlags(frame) & ~(FIN | PSH | ACK | ECE)) != 0) {
            throw new AssertionError("not to be cut with these flags: " + Frames.describe(frame));
        }
        List<byte[]> segments = new ArrayList<>();
        for (int from = 0; from < length; from += size) {
            int text = Math.min(size, length - from);
            byte[] segment = Arrays.copyOf(frame, textAt + text);
            System.arraycopy(frame, textAt + from, segment, textAt, text);
            put(segment, tcp + 4, Frames.number(frame, tcp + 4) + from);
            if (from + text < length) {
                segment[tcp + 13] &= ~(FIN | PSH);
            }
            segments.add(sized(segment));
        }
        return segments;
    }

    /** Takes the first of the frames, joined with those behind it that go on where it ends. */
    static byte[] takeJoined(Deque<byte[]> frames) {
        byte[] first = frames.remove();
        byte[] next = frames.peek();
        int size = joinable(first, PSH) ? Frames.tcpTextLength(first) : 0;
        byte[] joined = first;
        boolean more = size > 0;
        while (more && next != null && goesOn(joined, next, size)) {
            int text = Frames.tcpTextLength(next);
            int end = joined.length;
            int flags = Frames.tcpFlags(next);
            joined = Arrays.copyOf(joined, end + text);
            System.arraycopy(next, Frames.tcpTextAt(next), joined, end, text);
            joined[Frames.tcpAt(joined) + 13] |= (byte) (flags & (FIN | PSH));
            more = text == size && (flags & (FIN | PSH)) == 0;
            frames.remove();
            next = frames.peek();
        }
        return joined.length == first.length ? first : sized(joined);
    }

    /** Whether a frame is a whole and undamaged segment with text and nothing special but the flags given. */
    private static boolean joinable(byte[] frame, int allowed) {
        int tcp = Frames.tcpAt(frame);
        if (tcp < 0 || Frames.tcpTextAt(frame) > frame.length) {
            return false;
        }
        int text = Frames.tcpTextLength(frame);
        boolean exact = text > 0 && Frames.tcpTextAt(frame) + text == frame.length;
        return exact
                && (Frames.tcpFlags(frame) & ~allowed) == ACK
                && (tcp != IPV4_END || frame[14] == 0x45 && Frames.checksum(frame, ETHERNET_HEADER, 20) == 0)
                && Frames.transportChecksum(frame, tcp, 6) == 0;
    }

    private static boolean goesOn(byte[] joined, byte[] next, int size) {
        int tcp = Frames.tcpAt(next);
        if (tcp != Frames.tcpAt(joined) || !joinable(next, PSH | FIN)) {
            return false;
        }
        int textAt = Frames.tcpTextAt(next);
        int text = Frames.tcpTextLength(next);
        return textAt == Frames.tcpTextAt(joined)
                && text <= size
                && joined.length + text <= ETHERNET_HEADER + LONGEST_PACKET
                && Frames.number(next, tcp + 4) == Frames.number(joined, tcp + 4) + joined.length - textAt
                && sameHeaders(joined, next, tcp, textAt);
    }

    /** All of both headers but lengths, checksums, identification, sequence, PSH and FIN. */
    private static boolean sameHeaders(byte[] a, byte[] b, int tcp, int textAt) {
        boolean four = tcp == IPV4_END;
        for (int i = 0; i < textAt; i++) {
            boolean ip = four ? i >= 16 && i < 20 || i == 24 || i == 25 : i == 18 || i == 19;
            boolean differs = ip || i >= tcp + 4 && i < tcp + 8 || i == tcp + 13 || i == tcp + 16 || i == tcp + 17;
            if (!differs && a[i] != b[i]) {
                return false;
            }
        }
        return true;
    }

    /** The frame with its lengths and checksums written. */
    private static byte[] sized(byte[] frame) {
        int tcp = Frames.tcpAt(frame);
        if (tcp == IPV4_END) {
            putShort(frame, 16, frame.length - ETHERNET_HEADER);
            putShort(frame, 24, 0);
            putShort(frame, 24, Frames.checksum(frame, ETHERNET_HEADER, 20));
        } else {
            putShort(frame, 18, frame.length - tcp);
        }
        return Frames.summed(frame, tcp, 6);
    }

    private static void putShort(byte[] frame, int at, int value) {
        frame[at] = (byte) (value >>> 8);
        frame[at + 1] = (byte) value;
    }

    private static void put(byte[] frame, int at, int value) {
        putShort(frame, at, value >>> 16);
        putShort(frame, at + 2, value);
    }
}
