package dev.demitasse.jdk.zip;

import java.util.Arrays;

/** Lengths of a prefix code that makes frequent symbols short, none longer than a limit (Huffman's algorithm). */
final class CodeLengths {
    private CodeLengths() {}

    /**
     * The length of each symbol's code, 0 for those that do not occur. At least two symbols get one, so that the code
     * is complete.
     *
     * @param counts how often each symbol occurs
     */
    static byte[] of(int[] counts, int limit) {
        int[] used = usedSymbols(counts);
        long[] sorted = new long[used.length];
        for (int i = 0; i < used.length; i++) {
            // Sorted by count, then symbol; a symbol that does not occur weighs nothing.
            sorted[i] = (long) counts[used[i]] << Integer.SIZE | used[i];
        }
        Arrays.sort(sorted);
        int[] depths = depths(sorted);
        limit(depths, limit);
        byte[] lengths = new byte[counts.length];
        for (int i = 0; i < sorted.length; i++) {
            lengths[(int) sorted[i]] = (byte) depths[i];
        }
        return lengths;
    }

    private static int[] usedSymbols(int[] counts) {
        int[] used = new int[Math.max(2, counts.length)];
        int size = 0;
        for (int symbol = 0; symbol < counts.length; symbol++) {
            if (counts[symbol] > 0) {
                used[size++] = symbol;
            }
        }
        for (int symbol = 0; size < 2; symbol++) {
            if (counts[symbol] == 0) {
                used[size++] = symbol;
            }
        }
        return Arrays.copyOf(used, size);
    }

    /**
     * Depth of each leaf of Huffman's tree. Leaves come sorted by weight, and the inner nodes come to be in that order
     * too, so the two lightest are always at the front of one of two queues.
     */
    private static int[] depths(long[] sorted) {
        int leaves = sorted.length;
        int nodes = 2 * leaves - 1;
        long[] weights = new long[nodes];
        int[] parents = new int[nodes];
        for (int i = 0; i < leaves; i++) {
            weights[i] = sorted[i] >>> Integer.SIZE;
        }
        int leaf = 0;
        int inner = leaves;
        for (int made = leaves; made < nodes; made++) {
            for (int child = 0; child < 2; child++) {
                boolean takeLeaf = leaf < leaves && (inner == made || weights[leaf] <= weights[inner]);
                int lightest = takeLeaf ? leaf++ : inner++;
                weights[made] += weights[lightest];
                parents[lightest] = made;
            }
        }
        int[] depths = new int[nodes];
        for (int i = nodes - 2; i >= 0; i--) {
            depths[i] = depths[parents[i]] + 1;
        }
        return Arrays.copyOf(depths, leaves);
    }

    /**
     * Cuts codes down to the limit, and makes up for the room that takes (Kraft's sum must stay 1) by lengthening those
     * of the rarest symbols that have not reached it. Leaves are sorted, the rarest first.
     */
    private static void limit(int[] depths, int limit) {
        long room = 1L << limit;
        for (int i = 0; i < depths.length; i++) {
            depths[i] = Math.min(depths[i], limit);
            room -= 1L << (limit - depths[i]);
        }
        for (int i = 0; room < 0; i = (i + 1) % depths.length) {
            if (depths[i] < limit) {
                depths[i]++;
                room += 1L << (limit - depths[i]);
            }
        }
        // Lengthening may have freed more than was needed: the most frequent symbols get it back.
        for (int i = depths.length - 1; i >= 0 && room > 0; i--) {
            while (depths[i] > 1 && 1L << (limit - depths[i]) <= room) {
                room -= 1L << (limit - depths[i]);
                depths[i]--;
            }
        }
    }
}
