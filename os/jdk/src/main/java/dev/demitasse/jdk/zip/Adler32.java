package dev.demitasse.jdk.zip;

/** Adler-32 (RFC 1950 section 8.2): the sum of all bytes and the sum of those sums, modulo the largest 16-bit prime. */
public final class Adler32 {
    private static final int BASE = 65521;

    /** So many bytes can be summed before 32 unsigned bits might overflow. */
    private static final int CHUNK = 5552;

    private Adler32() {}

    /** The sum after one more byte. */
    public static int update(int adler, int value) {
        int low = ((adler & 0xffff) + (value & 0xff)) % BASE;
        int high = ((adler >>> 16) + low) % BASE;
        return high << 16 | low;
    }

    /** The sum after a part of an array. */
    public static int update(int adler, byte[] bytes, int offset, int length) {
        int low = adler & 0xffff;
        int high = adler >>> 16;
        int end = offset + length;
        for (int i = offset; i < end; ) {
            int chunkEnd = Math.min(end, i + CHUNK);
            for (; i < chunkEnd; i++) {
                low += bytes[i] & 0xff;
                high += low;
            }
            low = Integer.remainderUnsigned(low, BASE);
            high = Integer.remainderUnsigned(high, BASE);
        }
        return high << 16 | low;
    }
}
