package dev.demitasse.net.core;

/**
 * The bytes all socket buffers together may take. Buffers reserve before they grow and give back when they shrink or
 * end. Guarded by the stack's lock.
 */
public final class MemoryBudget {
    private final long limit;
    private long used;

    /** A budget of so many bytes. */
    public MemoryBudget(long limit) {
        if (limit < 64 << 10) {
            throw new IllegalArgumentException("a network memory budget of " + limit + " bytes is below 65536");
        }
        this.limit = limit;
    }

    /** Takes bytes if they are there; {@code false} changes nothing. */
    public boolean reserve(long bytes) {
        if (used + bytes > limit) {
            return false;
        }
        used += bytes;
        return true;
    }

    /** Takes bytes whether they are there or not: the little that every connection is promised. */
    public void take(long bytes) {
        used += bytes;
    }

    /** Gives bytes back. */
    public void release(long bytes) {
        used -= bytes;
    }

    /** Bytes in use. */
    public long used() {
        return used;
    }

    /** All bytes. */
    public long limit() {
        return limit;
    }

    /** Whether more than three quarters are in use: time to promise no more than is there. */
    public boolean underPressure() {
        return used > limit - limit / 4;
    }
}
