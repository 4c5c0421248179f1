package dev.demitasse.jdk.zip;

import java.util.Arrays;

/** The constants of RFC 1951 sections 3.2.5 to 3.2.7 that both directions use. */
final class Format {
    /** Largest distance of a match, and size of the window. */
    static final int WINDOW = 32768;

    static final int SHORTEST_MATCH = 3;
    static final int LONGEST_MATCH = 258;

    /** The symbol that ends a block. */
    static final int END_OF_BLOCK = 256;

    /** Literal and length symbols, and those of them that the fixed code has but no block may use. */
    static final int LITERALS = 286;

    static final int FIXED_LITERALS = 288;
    static final int DISTANCES = 30;
    static final int LENGTH_CODES = 19;

    /** Shortest length of each length symbol from 257 on. */
    static final short[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };

    static final byte[] LENGTH_EXTRA_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };

    /** Shortest distance of each distance symbol. */
    static final short[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };

    static final byte[] DISTANCE_EXTRA_BITS = {
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
    };

    /** The order in which the lengths of the code of code lengths are written. */
    static final byte[] LENGTH_CODE_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private Format() {}

    /** The fixed code's lengths of literals and lengths (section 3.2.6). */
    static byte[] fixedLiteralLengths() {
        byte[] lengths = new byte[FIXED_LITERALS];
        for (int symbol = 0; symbol < FIXED_LITERALS; symbol++) {
            lengths[symbol] = (byte) (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8);
        }
        return lengths;
    }

    /** The fixed code's lengths of distances. */
    static byte[] fixedDistanceLengths() {
        byte[] lengths = new byte[DISTANCES + 2];
        Arrays.fill(lengths, (byte) 5);
        return lengths;
    }
}
