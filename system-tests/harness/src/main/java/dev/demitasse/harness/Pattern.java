package dev.demitasse.harness;

/** A stream whose every byte follows from a seed and its position, so that each can be checked where it comes. Stateless. */
public final class Pattern {
    private Pattern() {}

    /** Writes the bytes from a position on. */
    public static void fill(long seed, long position, byte[] target, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            long at = position + i;
            if (i == 0 || (at & 7) == 0) {
                word = word(seed, at >>> 3);
            }
            target[i] = (byte) (word >>> ((at & 7) << 3));
        }
    }

    /** The position of the first byte that is not as it should be; -1 when all are. */
    public static long mismatch(long seed, long position, byte[] bytes, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            long at = position + i;
            if (i == 0 || (at & 7) == 0) {
                word = word(seed, at >>> 3);
            }
            if (bytes[i] != (byte) (word >>> ((at & 7) << 3))) {
                return at;
            }
        }
        return -1;
    }

    /** The eight bytes of an index: the finalizer of SplitMix64 over a counter. */
    private static long word(long seed, long index) {
        long z = seed + (index + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
