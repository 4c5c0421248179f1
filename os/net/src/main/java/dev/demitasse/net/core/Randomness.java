package dev.demitasse.net.core;

import dev.demitasse.machine.Entropy;

/**
 * Unpredictable numbers, and a keyed hash nobody outside can compute: SipHash-2-4 (Aumasson and Bernstein 2012) over
 * longs, keyed once from the machine's entropy. As a pseudo-random function over a counter it also gives the random
 * numbers, so the packet path never waits for the entropy source. Guarded by the stack's lock.
 */
public final class Randomness {
    private final long key0;
    private final long key1;
    private long counter;

    /** Takes sixteen bytes of entropy. */
    public Randomness(Entropy entropy) {
        key0 = entropy.nextLong();
        key1 = entropy.nextLong();
    }

    /** The one with this key: the same hashes and numbers each time. */
    public Randomness(long first, long second) {
        key0 = first;
        key1 = second;
    }

    /** An unpredictable number. */
    public long nextLong() {
        return hash(counter++, 0, 0, 0x7261_6e64L);
    }

    /** An unpredictable number in {@code [0, bound)}. */
    public int nextInt(int bound) {
        return (int) Long.remainderUnsigned(nextLong() >>> 1, bound);
    }

    /** The keyed hash of four longs. */
    public long hash(long a, long b, long c, long d) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        for (int i = 0; i < 5; i++) {
            long word = switch (i) {
                case 0 -> a;
                case 1 -> b;
                case 2 -> c;
                case 3 -> d;
                default -> 32L << 56; // the message's length in the last byte, as SipHash pads
            };
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        v2 ^= 0xff;
        for (int round = 0; round < 4; round++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
