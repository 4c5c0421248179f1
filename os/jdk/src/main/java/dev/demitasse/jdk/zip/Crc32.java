package dev.demitasse.jdk.zip;

/**
 * CRC-32 (RFC 1952 section 8), eight bytes at a time: table {@code n} says what a byte does to the sum {@code n} bytes
 * later.
 */
public final class Crc32 {
    /** The polynomial, least significant bit first. */
    private static final int POLYNOMIAL = 0xedb8_8320;

    private static final int STRIDE = 8;
    private static final int[][] TABLES = tables();

    private Crc32() {}

    private static int[][] tables() {
        int[][] tables = new int[STRIDE][256];
        for (int value = 0; value < 256; value++) {
            int sum = value;
            for (int bit = 0; bit < 8; bit++) {
                sum = sum >>> 1 ^ ((sum & 1) != 0 ? POLYNOMIAL : 0);
            }
            tables[0][value] = sum;
        }
        for (int n = 1; n < STRIDE; n++) {
            for (int value = 0; value < 256; value++) {
                int previous = tables[n - 1][value];
                tables[n][value] = previous >>> 8 ^ tables[0][previous & 0xff];
            }
        }
        return tables;
    }

    /** The sum after one more byte. */
    public static int update(int crc, int value) {
        return ~step(~crc, value);
    }

    private static int step(int sum, int value) {
        return sum >>> 8 ^ TABLES[0][(sum ^ value) & 0xff];
    }

    /** The sum after a part of an array. */
    public static int update(int crc, byte[] bytes, int offset, int length) {
        int sum = ~crc;
        int end = offset + length;
        int i = offset;
        for (; i <= end - STRIDE; i += STRIDE) {
            int low = sum ^ littleEndian(bytes, i);
            int high = littleEndian(bytes, i + 4);
            sum = TABLES[7][low & 0xff]
                    ^ TABLES[6][low >>> 8 & 0xff]
                    ^ TABLES[5][low >>> 16 & 0xff]
                    ^ TABLES[4][low >>> 24]
                    ^ TABLES[3][high & 0xff]
                    ^ TABLES[2][high >>> 8 & 0xff]
                    ^ TABLES[1][high >>> 16 & 0xff]
                    ^ TABLES[0][high >>> 24];
        }
        for (; i < end; i++) {
            sum = step(sum, bytes[i]);
        }
        return ~sum;
    }

    private static int littleEndian(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }
}
