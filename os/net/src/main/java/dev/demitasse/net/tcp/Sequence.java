package dev.demitasse.net.tcp;

/** Sequence number arithmetic modulo 2^32 (RFC 9293 section 3.4): all comparisons are of numbers less than 2^31 apart. */
final class Sequence {
    private Sequence() {}

    /** Whether {@code a} comes before {@code b}. */
    static boolean before(int a, int b) {
        return a - b < 0;
    }

    /** Whether {@code a} comes before {@code b} or is {@code b}. */
    static boolean atOrBefore(int a, int b) {
        return a - b <= 0;
    }

    /** The later of two. */
    static int later(int a, int b) {
        return a - b >= 0 ? a : b;
    }

    /** The earlier of two. */
    static int earlier(int a, int b) {
        return a - b <= 0 ? a : b;
    }

    /** Whether {@code from <= a < from + length}. */
    static boolean in(int a, int from, int length) {
        return Integer.compareUnsigned(a - from, length) < 0;
    }
}
