package dev.demitasse.net.core;

import dev.demitasse.machine.Clock;
import java.util.concurrent.locks.Lock;

/**
 * One visit to the stack under its lock. Every entry point begins with {@link #enter} and ends with {@link #exit} in a
 * {@code finally}; the outermost exit does the work that a visit leaves behind: packets over loopback, one doorbell for
 * all frames queued, a wake-up for the network thread when a deadline has moved ahead of the one it sleeps towards.
 */
public final class Turn {
    private final Lock lock;
    private final Clock clock;
    private final Timers timers;
    private final Runnable wakeup;
    private Runnable endOfTurn = () -> {};
    private int depth;
    private long now;
    private boolean wakeRequested;

    /** Whether this turn has done its end-of-turn work itself. */
    private boolean settled;

    /** The deadline the network thread was told last; nothing to tell it while it has not polled yet. */
    private long promised = Long.MIN_VALUE;

    /** A turn over a stack's lock, clock and timers. */
    public Turn(Lock lock, Clock clock, Timers timers, Runnable wakeup) {
        this.lock = lock;
        this.clock = clock;
        this.timers = timers;
        this.wakeup = wakeup;
        this.now = clock.nanoTime();
    }

    /** Sets the work of the end of every turn. */
    public void setEndOfTurn(Runnable work) {
        endOfTurn = work;
    }

    /** Takes the lock. */
    public void enter() {
        lock.lock();
        if (depth++ == 0) {
            now = clock.nanoTime();
        }
    }

    /** Does the end-of-turn work when this is the outermost visit, then releases the lock. */
    public void exit() {
        try {
            if (depth == 1 && !settled) {
                endOfTurn.run();
                if (promised != Long.MIN_VALUE && (wakeRequested || earlierThanPromised())) {
                    promised = Long.MIN_VALUE;
                    wakeup.run();
                }
            }
        } finally {
            settled &= depth != 1;
            depth--;
            lock.unlock();
        }
    }

    private boolean earlierThanPromised() {
        long next = timers.next();
        return next != Long.MAX_VALUE && (promised == Long.MAX_VALUE || next - promised < 0);
    }

    /** The clock at the start of this turn, or at the last {@link #advance}. */
    public long now() {
        return now;
    }

    /** The clock right now, for what is to be exact. */
    public long nanoTime() {
        return clock.nanoTime();
    }

    /** The time of day, in nanoseconds since 1970. */
    public long epochNanos() {
        return clock.epochNanos();
    }

    /** Reads the clock anew, as polling does between batches. */
    public void advance() {
        now = clock.nanoTime();
    }

    /** Makes the network thread poll soon even though no timer is due, as when a device refused a frame. */
    public void requestWakeup() {
        wakeRequested = true;
    }

    /** The network thread's turn has done its end-of-turn work; it will sleep until {@code deadline}. */
    public void settle(long deadline) {
        settled = true;
        wakeRequested = false;
        promised = deadline;
    }
}
