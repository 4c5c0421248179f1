package dev.demitasse.jdk.zip;

import java.util.Arrays;

/** The literals and matches of the block that is being collected, and how often each symbol occurs in it. */
final class Symbols {
    private static final int CAPACITY = 1 << 14;

    /** A block is ended at this size, before the literals and the match of one step could overflow it. */
    static final int MOST = CAPACITY - 3;

    /** A distance, 0 for a literal, above a length or a literal's value. */
    final int[] values = new int[CAPACITY];

    final int[] literalCounts = new int[Format.LITERALS];
    final int[] distanceCounts = new int[Format.DISTANCES];
    int size;

    Symbols() {
        clear();
    }

    void clear() {
        size = 0;
        Arrays.fill(literalCounts, 0);
        Arrays.fill(distanceCounts, 0);
        // Every block has one.
        literalCounts[Format.END_OF_BLOCK] = 1;
    }

    /** Whether one more literal would leave no room for a match. */
    boolean nearlyFull() {
        return size >= CAPACITY - 2;
    }

    void literal(int value) {
        values[size++] = value;
        literalCounts[value]++;
    }

    void match(int length, int distance) {
        values[size++] = distance << 16 | length;
        literalCounts[Format.END_OF_BLOCK + 1 + BlockWriter.lengthSymbol(length)]++;
        distanceCounts[BlockWriter.distanceSymbol(distance)]++;
    }

    static int distance(int symbol) {
        return symbol >>> 16;
    }

    static int value(int symbol) {
        return symbol & 0xffff;
    }
}
