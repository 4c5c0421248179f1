package dev.demitasse.net.fuzz;

import java.nio.ByteBuffer;

/**
 * An input cut into steps: each a byte of control, a byte of length, and so many bytes. Whatever the fuzzer makes up is a
 * sequence of steps, and a change in one leaves the others what they were.
 */
final class Steps {
    /** More than this many are not taken: an input's time is bounded. */
    private static final int MOST = 64;

    private static final long[] PAUSES = {0, 1_000_000L, 1_000_000_000L, 60_000_000_000L};

    private final ByteBuffer input;
    private int taken;
    private int control;
    private byte[] bytes = {};

    Steps(byte[] input) {
        this.input = ByteBuffer.wrap(input);
    }

    /** Goes on to the next step; {@code false} at the end. */
    boolean next() {
        if (taken == MOST || input.remaining() < 2) {
            return false;
        }
        taken++;
        control = input.get();
        int length = (input.get() & 0xff) * (flag(7) ? 8 : 1);
        bytes = new byte[Math.min(length, input.remaining())];
        input.get(bytes);
        return true;
    }

    /** Time to let pass before the step, in nanoseconds. */
    long pause() {
        return PAUSES[control & 3];
    }

    /** Whether the checksums are to be left as they are. */
    boolean raw() {
        return flag(2);
    }

    /** One of the bits that mean something to the target: 3 to 6. */
    boolean flag(int bit) {
        return (control >>> bit & 1) != 0;
    }

    /** What the step brings. */
    byte[] bytes() {
        return bytes;
    }
}
