package dev.demitasse.jdk.zip;

import java.util.Arrays;

/** How a block tells its own codes: their lengths, run-length encoded, with a code of their own (section 3.2.7). */
final class CodeDescription {
    private static final int SHORTEST_RUN = 3;

    private final int literals;
    private final int distances;
    /** Symbols of the code of code lengths, each with its repeat count above the lowest byte. */
    private final int[] runs;

    private int size;
    private final byte[] lengthCode;
    private final int lengthCodes;
    private final int[] counts = new int[Format.LENGTH_CODES];

    CodeDescription(byte[] literalLengths, byte[] distanceLengths, int longest) {
        literals = Math.max(257, lastUsed(literalLengths) + 1);
        distances = Math.max(1, lastUsed(distanceLengths) + 1);
        byte[] all = Arrays.copyOf(literalLengths, literals + distances);
        System.arraycopy(distanceLengths, 0, all, literals, distances);
        runs = new int[all.length];
        encode(all);
        lengthCode = CodeLengths.of(counts, longest);
        int last = Format.LENGTH_CODES - 1;
        while (last > 3 && lengthCode[Format.LENGTH_CODE_ORDER[last]] == 0) {
            last--;
        }
        lengthCodes = last + 1;
    }

    private static int lastUsed(byte[] lengths) {
        int last = lengths.length - 1;
        while (last > 0 && lengths[last] == 0) {
            last--;
        }
        return last;
    }

    private void encode(byte[] lengths) {
        for (int i = 0; i < lengths.length; ) {
            int value = lengths[i];
            int run = 1;
            while (i + run < lengths.length && lengths[i + run] == value) {
                run++;
            }
            i += run;
            if (value != 0) {
                add(value, 0);
                run--;
            }
            while (run >= SHORTEST_RUN) {
                int most = value != 0 ? 6 : run <= 10 ? 10 : 138;
                int count = Math.min(run, most);
                if (value != 0) {
                    add(16, count - 3);
                } else if (count <= 10) {
                    add(17, count - 3);
                } else {
                    add(18, count - 11);
                }
                run -= count;
            }
            for (; run > 0; run--) {
                add(value, 0);
            }
        }
    }

    private void add(int symbol, int repeat) {
        runs[size++] = symbol | repeat << 8;
        counts[symbol]++;
    }

    private static int extraBits(int symbol) {
        return symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
    }

    /** Bits it takes. */
    long cost() {
        long cost = 14 + 3L * lengthCodes;
        for (int symbol = 0; symbol < counts.length; symbol++) {
            cost += (long) counts[symbol] * (lengthCode[symbol] + extraBits(symbol));
        }
        return cost;
    }

    void write(Output output) {
        output.bits(literals - 257, 5);
        output.bits(distances - 1, 5);
        output.bits(lengthCodes - 4, 4);
        for (int i = 0; i < lengthCodes; i++) {
            output.bits(lengthCode[Format.LENGTH_CODE_ORDER[i]], 3);
        }
        short[] codes = BlockWriter.codes(lengthCode);
        for (int i = 0; i < size; i++) {
            int symbol = runs[i] & 0xff;
            output.bits(codes[symbol], lengthCode[symbol]);
            output.bits(runs[i] >>> 8, extraBits(symbol));
        }
    }
}
