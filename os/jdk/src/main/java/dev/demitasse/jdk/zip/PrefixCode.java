package dev.demitasse.jdk.zip;

import org.jspecify.annotations.Nullable;

/**
 * A canonical prefix code to decode with (RFC 1951 section 3.2.2). Codes of up to nine bits take one look into a table;
 * longer ones, which are rare, are walked bit by bit. Immutable.
 */
final class PrefixCode {
    /** There are too few bits to tell. */
    static final int MORE = -1;

    /** No symbol has this code. */
    static final int INVALID = -2;

    private static final int LONGEST = 15;
    private static final int TABLE_BITS = 9;

    /** Symbol and length of the code that starts with these bits; 0 when it is longer or there is none. */
    private final short[] table;
    /** How many codes there are of each length. */
    private final short[] counts;
    /** Symbols by length of their code, then by value. */
    private final short[] symbols;

    private PrefixCode(short[] table, short[] counts, short[] symbols) {
        this.table = table;
        this.counts = counts;
        this.symbols = symbols;
    }

    /**
     * The code in which symbol {@code n} has {@code lengths[from + n]} bits, 0 for none.
     *
     * @param incompleteAllowed whether a single code of one bit, or none at all, will do, as for distances
     * @return {@code null} when there is no such code
     */
    static @Nullable PrefixCode of(byte[] lengths, int from, int count, boolean incompleteAllowed) {
        short[] counts = new short[LONGEST + 1];
        for (int i = 0; i < count; i++) {
            counts[lengths[from + i]]++;
        }
        int used = count - counts[0];
        counts[0] = 0;
        int free = 1;
        for (int length = 1; length <= LONGEST; length++) {
            free = (free << 1) - counts[length];
            if (free < 0) {
                return null;
            }
        }
        if (free > 0 && !(incompleteAllowed && used <= 1 && (used == 0 || counts[1] == 1))) {
            return null;
        }
        return new PrefixCode(new short[1 << TABLE_BITS], counts, new short[used]).fill(lengths, from, count);
    }

    private PrefixCode fill(byte[] lengths, int from, int count) {
        int[] nextIndex = new int[LONGEST + 1];
        int[] nextCode = new int[LONGEST + 1];
        for (int length = 1; length < LONGEST; length++) {
            nextIndex[length + 1] = nextIndex[length] + counts[length];
            nextCode[length + 1] = (nextCode[length] + counts[length]) << 1;
        }
        for (int symbol = 0; symbol < count; symbol++) {
            int length = lengths[from + symbol];
            if (length != 0) {
                symbols[nextIndex[length]++] = (short) symbol;
                int code = nextCode[length]++;
                if (length <= TABLE_BITS) {
                    // Codes come most significant bit first, other bits least significant first.
                    int reversed = Integer.reverse(code) >>> (Integer.SIZE - length);
                    for (int bits = reversed; bits < 1 << TABLE_BITS; bits += 1 << length) {
                        table[bits] = (short) (symbol << 4 | length);
                    }
                }
            }
        }
        return this;
    }

    /**
     * Decodes the code that {@code bits} start with, of which the lowest {@code available} are valid.
     *
     * @return the symbol in the upper bits and the code's length in the lowest four, {@link #MORE} or {@link #INVALID}
     */
    int decode(long bits, int available) {
        int entry = table[(int) bits & (1 << TABLE_BITS) - 1];
        if (entry != 0) {
            return (entry & 15) <= available ? entry : MORE;
        }
        int code = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length <= LONGEST; length++) {
            if (length > available) {
                return MORE;
            }
            code |= (int) (bits >>> (length - 1)) & 1;
            int count = counts[length];
            if (code - first < count) {
                return symbols[index + code - first] << 4 | length;
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        return INVALID;
    }
}
