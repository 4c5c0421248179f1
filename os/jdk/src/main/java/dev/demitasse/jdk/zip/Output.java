package dev.demitasse.jdk.zip;

import java.util.Arrays;

/** Bits on their way out, lowest first (RFC 1951 section 3.1.1), in a buffer that grows as it must. */
final class Output {
    private byte[] bytes = new byte[4096];
    private int start;
    private int end;
    private long bits;
    private int bitCount;

    void clear() {
        start = 0;
        end = 0;
        bits = 0;
        bitCount = 0;
    }

    /** Whole bytes waiting to be taken. */
    int size() {
        return end - start;
    }

    /** Bits written that do not fill a byte yet. */
    int bitsInByte() {
        return bitCount;
    }

    /** Appends the lowest {@code count} bits, at most 32, of a value that has no others. */
    void bits(int value, int count) {
        bits |= (value & 0xffff_ffffL) << bitCount;
        bitCount += count;
        while (bitCount >= 8) {
            put((int) bits);
            bits >>>= 8;
            bitCount -= 8;
        }
    }

    /** Fills the current byte with zeros. */
    void align() {
        if (bitCount > 0) {
            put((int) bits);
            bits = 0;
            bitCount = 0;
        }
    }

    /** Appends bytes at a byte boundary. */
    void bytes(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, end, length);
        end += length;
    }

    private void put(int value) {
        reserve(1);
        bytes[end++] = (byte) value;
    }

    private void reserve(int count) {
        if (bytes.length - end >= count) {
            return;
        }
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        if (bytes.length - end < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + count));
        }
    }

    /** Moves as many waiting bytes as fit into {@code target}; answers how many. */
    int take(byte[] target, int offset, int length) {
        int count = Math.min(length, size());
        System.arraycopy(bytes, start, target, offset, count);
        start += count;
        if (start == end) {
            start = 0;
            end = 0;
        }
        return count;
    }
}
