package dev.demitasse.net.core;

/**
 * The bytes all socket buffers together may take. Buffers reserve before they grow and give back when they shrink or
 * end. Guarded by the stack's lock.
 */
public final class MemoryBudget {
    /** Nanoseconds between two searches for what is held without need. */
    private static final long RECLAIM_INTERVAL = 10_000_000L;

    private final long limit;
    private long used;
    private long reclaimed;
    private boolean everReclaimed;

    /** A budget of so many bytes. */
    public MemoryBudget(long limit) {
        if (limit < 64 << 10) {
            throw new IllegalArgumentException("a network memory budget of " + limit + " bytes is below 65536");
        }
        this.limit = limit;
    }

    /** Takes bytes if they are there; {@code false} changes nothing. The last eighth is for {@link #take}. */
    public boolean reserve(long bytes) {
        if (used + bytes > limit - limit / 8) {
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

    /** Whether it is time to take back what is held without need: under pressure only, and not all the time. */
    public boolean mustReclaim(long now) {
        if (!underPressure() || (everReclaimed && now - reclaimed < RECLAIM_INTERVAL)) {
            return false;
        }
        everReclaimed = true;
        reclaimed = now;
        return true;
    }

    /** Whether more than three quarters are in use: time to promise no more than is there. */
    public boolean underPressure() {
        return used > limit - limit / 4;
    }
}
