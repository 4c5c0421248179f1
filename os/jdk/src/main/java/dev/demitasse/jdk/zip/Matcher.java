package dev.demitasse.jdk.zip;

import java.util.Arrays;

/**
 * The data under compression, and where it repeats: a sliding window of twice the largest distance, with chains of
 * earlier positions that have the same hash of three bytes.
 */
final class Matcher {
    private static final int WINDOW = Format.WINDOW;
    private static final int MASK = WINDOW - 1;
    private static final int HASH_BITS = 15;
    private static final int NONE = -1;

    /** So much must lie ahead for a match to be found in full length, and the one after it too. */
    static final int LOOK_AHEAD = Format.LONGEST_MATCH + Format.SHORTEST_MATCH + 1;

    final byte[] bytes = new byte[2 * WINDOW];
    /** The next byte to encode, and the end of the data so far. */
    int position;

    int end;

    private final int[] newest = new int[1 << HASH_BITS];
    private final int[] older = new int[WINDOW];

    /** The distance of the match {@link #find} found. */
    int distance;

    Matcher() {
        clear();
    }

    void clear() {
        position = 0;
        end = 0;
        forget();
    }

    /** No match from now on refers to what was before. */
    void forget() {
        Arrays.fill(newest, NONE);
    }

    /** Takes in as much more data as there is room for; answers how many bytes. */
    int fill(byte[] source, int offset, int length) {
        int count = Math.min(length, bytes.length - end);
        System.arraycopy(source, offset, bytes, end, count);
        end += count;
        return count;
    }

    /** Whether the older half is out of reach. */
    boolean slides() {
        return position >= WINDOW + MASK - LOOK_AHEAD;
    }

    /** Drops the older half if it is out of reach; answers by how much all positions have moved. */
    int slide() {
        if (!slides()) {
            return 0;
        }
        System.arraycopy(bytes, WINDOW, bytes, 0, end - WINDOW);
        position -= WINDOW;
        end -= WINDOW;
        for (int i = 0; i < newest.length; i++) {
            newest[i] = Math.max(newest[i] - WINDOW, NONE);
        }
        for (int i = 0; i < older.length; i++) {
            older[i] = Math.max(older[i] - WINDOW, NONE);
        }
        return WINDOW;
    }

    private int hash(int at) {
        int three = bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
        return three * 0x9e37_79b1 >>> (Integer.SIZE - HASH_BITS);
    }

    /** Makes the bytes at {@code at} known to later searches; answers the newest earlier position like them. */
    int insert(int at) {
        if (at + Format.SHORTEST_MATCH > end) {
            return NONE;
        }
        int hash = hash(at);
        int earlier = newest[hash];
        older[at & MASK] = earlier;
        newest[hash] = at;
        return earlier;
    }

    /**
     * Inserts {@code at} and looks for the longest match there.
     *
     * @param effort how many earlier positions to compare at most
     * @param enough a length that ends the search
     * @return its length, 0 when there is none of at least three; {@link #distance} has its distance
     */
    int find(int at, int effort, int enough) {
        int candidate = insert(at);
        int longestPossible = Math.min(Format.LONGEST_MATCH, end - at);
        int best = Format.SHORTEST_MATCH - 1;
        int oldest = Math.max(0, at - (WINDOW - LOOK_AHEAD));
        for (int left = effort; candidate >= oldest && left > 0; left--) {
            if (best < longestPossible && bytes[candidate + best] == bytes[at + best]) {
                int length =
                        Arrays.mismatch(bytes, candidate, candidate + longestPossible, bytes, at, at + longestPossible);
                length = length < 0 ? longestPossible : length;
                if (length > best) {
                    best = length;
                    distance = at - candidate;
                    if (length >= enough || length == longestPossible) {
                        break;
                    }
                }
            }
            int next = older[candidate & MASK];
            // A slot that has been used again leads to a newer position: the chain ends there.
            if (next >= candidate) {
                break;
            }
            candidate = next;
        }
        return best >= Format.SHORTEST_MATCH ? best : 0;
    }
}
