package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit words.
 *
 * <p>A running sum is a long in which carries pile up; {@link #fold} brings it to 16 bits. Eight bytes are added at a
 * time as two 32-bit halves, which is the same sum because 2^16 is 1 modulo 2^16 - 1.
 */
public final class Checksum {
    private static final long LOW = 0xffff_ffffL;

    private Checksum() {}

    /** Adds {@code length} packet bytes from {@code offset}, which counts as even, to a running sum. */
    public static long add(long sum, PacketBuffer packet, int offset, int length) {
        long total = sum;
        int at = offset;
        int end = offset + length;
        for (; at + 8 <= end; at += 8) {
            long word = packet.getLong(at);
            total += (word >>> 32) + (word & LOW);
        }
        if (at + 4 <= end) {
            total += packet.getInt(at) & LOW;
            at += 4;
        }
        if (at + 2 <= end) {
            total += packet.getUnsignedShort(at);
            at += 2;
        }
        if (at < end) {
            total += (long) packet.getUnsignedByte(at) << 8;
        }
        return total;
    }

    /** Adds {@code length} bytes of a big-endian buffer from an absolute index, which counts as even. */
    public static long add(long sum, ByteBuffer bytes, int offset, int length) {
        if (bytes.order() != ByteOrder.BIG_ENDIAN) {
            return add(sum, bytes.duplicate(), offset, length);
        }
        long total = sum;
        int at = offset;
        int end = offset + length;
        for (; at + 8 <= end; at += 8) {
            long word = bytes.getLong(at);
            total += (word >>> 32) + (word & LOW);
        }
        for (; at + 2 <= end; at += 2) {
            total += bytes.getShort(at) & 0xffff;
        }
        if (at < end) {
            total += (bytes.get(at) & 0xffL) << 8;
        }
        return total;
    }

    /**
     * The sum of the pseudo-header (RFC 9293 section 3.1, RFC 8200 section 8.1), one code for both families: the words
     * that an IPv4-mapped address has beyond its four bytes sum to 0xffff, which is zero in ones' complement.
     */
    public static long pseudoHeader(
            long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int protocol, int length) {
        return protocol
                + length
                + halves(sourceHigh)
                + halves(sourceLow)
                + halves(destinationHigh)
                + halves(destinationLow);
    }

    private static long halves(long word) {
        return (word >>> 32) + (word & LOW);
    }

    /** The running sum brought to 16 bits, not complemented. */
    public static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & LOW);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        return (int) folded;
    }

    /** The checksum to put into a header: the complement of the folded sum. */
    public static int finish(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** Whether a sum over bytes that include their checksum is right. */
    public static boolean valid(long sum) {
        return fold(sum) == 0xffff;
    }
}
