package dev.demitasse.jdk.zip;

/** Writes one block of literals and matches in whichever of the three forms is shortest (RFC 1951 section 3.2.3). */
final class BlockWriter {
    private static final int LONGEST_CODE = 15;
    private static final int LONGEST_LENGTH_CODE = 7;
    private static final int MOST_STORED = 65535;

    private static final byte[] FIXED_LITERALS = Format.fixedLiteralLengths();
    private static final byte[] FIXED_DISTANCES = Format.fixedDistanceLengths();

    /** The length symbol, less 257, of each match length less three. */
    private static final byte[] LENGTH_SYMBOL = new byte[Format.LONGEST_MATCH - Format.SHORTEST_MATCH + 1];

    static {
        for (int symbol = 0; symbol < Format.LENGTH_BASE.length; symbol++) {
            for (int i = Format.LENGTH_BASE[symbol] - Format.SHORTEST_MATCH; i < LENGTH_SYMBOL.length; i++) {
                LENGTH_SYMBOL[i] = (byte) symbol;
            }
        }
    }

    private final Output output;
    private final Symbols symbols;

    BlockWriter(Output output, Symbols symbols) {
        this.output = output;
        this.symbols = symbols;
    }

    static int lengthSymbol(int length) {
        return LENGTH_SYMBOL[length - Format.SHORTEST_MATCH];
    }

    static int distanceSymbol(int distance) {
        if (distance <= 4) {
            return distance - 1;
        }
        // From four on, two symbols share each power of two.
        int power = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(distance - 1);
        return 2 * power + (distance - 1 >>> (power - 1) & 1);
    }

    /**
     * Writes and forgets the symbols collected.
     *
     * @param raw the same data as bytes, if still at hand: from {@code offset}, {@code length} of them; a negative
     *     offset when not
     */
    void write(byte[] raw, int offset, int length, boolean last) {
        byte[] literals = CodeLengths.of(symbols.literalCounts, LONGEST_CODE);
        byte[] distances = CodeLengths.of(symbols.distanceCounts, LONGEST_CODE);
        CodeDescription description = new CodeDescription(literals, distances, LONGEST_LENGTH_CODE);
        long dynamicCost = description.cost() + cost(literals, distances);
        long fixedCost = cost(FIXED_LITERALS, FIXED_DISTANCES);
        long storedCost = offset < 0 ? Long.MAX_VALUE : (length + 4L + 5L * (length / MOST_STORED)) * 8 + 7;
        if (storedCost <= Math.min(fixedCost, dynamicCost)) {
            stored(raw, offset, length, last);
        } else if (fixedCost <= dynamicCost) {
            header(1, last);
            symbols(FIXED_LITERALS, FIXED_DISTANCES);
        } else {
            header(2, last);
            description.write(output);
            symbols(literals, distances);
        }
        symbols.clear();
    }

    private void header(int type, boolean last) {
        output.bits((last ? 1 : 0) | type << 1, 3);
    }

    /** Writes bytes as they are. */
    void stored(byte[] raw, int offset, int length, boolean last) {
        int done = 0;
        do {
            int count = Math.min(length - done, MOST_STORED);
            header(0, last && done + count == length);
            output.align();
            output.bits(count, 16);
            output.bits(~count & 0xffff, 16);
            output.bytes(raw, offset + done, count);
            done += count;
        } while (done < length);
    }

    private long cost(byte[] literals, byte[] distances) {
        long cost = 0;
        for (int i = 0; i < symbols.literalCounts.length; i++) {
            int extra = i > Format.END_OF_BLOCK ? Format.LENGTH_EXTRA_BITS[i - Format.END_OF_BLOCK - 1] : 0;
            cost += (long) symbols.literalCounts[i] * (literals[i] + extra);
        }
        for (int i = 0; i < symbols.distanceCounts.length; i++) {
            cost += (long) symbols.distanceCounts[i] * (distances[i] + Format.DISTANCE_EXTRA_BITS[i]);
        }
        return cost;
    }

    private void symbols(byte[] literalLengths, byte[] distanceLengths) {
        short[] literals = codes(literalLengths);
        short[] distances = codes(distanceLengths);
        for (int i = 0; i < symbols.size; i++) {
            int symbol = symbols.values[i];
            int distance = Symbols.distance(symbol);
            int value = Symbols.value(symbol);
            if (distance == 0) {
                output.bits(literals[value], literalLengths[value]);
                continue;
            }
            int lengthSymbol = lengthSymbol(value);
            int code = Format.END_OF_BLOCK + 1 + lengthSymbol;
            output.bits(literals[code], literalLengths[code]);
            output.bits(value - Format.LENGTH_BASE[lengthSymbol], Format.LENGTH_EXTRA_BITS[lengthSymbol]);
            int distanceSymbol = distanceSymbol(distance);
            output.bits(distances[distanceSymbol], distanceLengths[distanceSymbol]);
            output.bits(distance - Format.DISTANCE_BASE[distanceSymbol], Format.DISTANCE_EXTRA_BITS[distanceSymbol]);
        }
        output.bits(literals[Format.END_OF_BLOCK], literalLengths[Format.END_OF_BLOCK]);
    }

    /** The canonical codes of these lengths, with the bits in the order they are written. */
    static short[] codes(byte[] lengths) {
        int[] next = new int[LONGEST_CODE + 2];
        for (byte length : lengths) {
            next[length + 1]++;
        }
        next[1] = 0;
        for (int length = 1; length <= LONGEST_CODE; length++) {
            next[length + 1] = (next[length] + next[length + 1]) << 1;
        }
        short[] codes = new short[lengths.length];
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            if (length > 0) {
                codes[symbol] = (short) (Integer.reverse(next[length]++) >>> (Integer.SIZE - length));
            }
        }
        return codes;
    }
}
