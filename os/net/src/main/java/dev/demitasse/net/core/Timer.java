package dev.demitasse.net.core;

/**
 * Something to do at a time. Made once and armed many times, so that timing allocates nothing. Guarded by the stack's
 * lock.
 */
public abstract class Timer {
    /** Place in the heap of {@link Timers}, -1 when not armed. */
    int slot = -1;

    /** The time the heap is ordered by; never later than {@link #deadline}. */
    long key;

    /** When to expire. */
    long deadline;

    /** A timer that is not armed. */
    protected Timer() {}

    /** Called at the deadline or soon after, no longer armed. */
    protected abstract void expire();

    /** Whether it will expire. */
    public final boolean armed() {
        return slot >= 0;
    }

    /** When it will expire, in {@code nanoTime}; meaningful while armed. */
    public final long deadline() {
        return deadline;
    }
}
