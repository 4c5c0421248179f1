package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;

/**
 * By how much the time of day differs from what the machine's own clock says: {@code from} at a moment, and from then on
 * nearer to {@code to} by 500 parts in a million of the time that passes (RFC 5905 section 11.3), so that a clock that is put
 * back still goes on. Immutable.
 */
final class ClockCorrection {
    static final ClockCorrection NONE = new ClockCorrection(0, 0, 0);

    /** Nanoseconds that pass for one of correction. */
    private static final long SLOWNESS = 2000;

    private final long from;
    private final long to;
    private final long since;

    private ClockCorrection(long from, long to, long since) {
        this.from = from;
        this.to = to;
        this.since = since;
    }

    /** In nanoseconds, at a time of the machine's monotonic clock. */
    @Uninterruptible(reason = EARLY)
    long at(long now) {
        long way = to - from;
        long gone = (now - since) / SLOWNESS;
        if (way >= 0) {
            return gone >= way ? to : from + gone;
        }
        return gone >= -way ? to : from - gone;
    }

    /** The one that moves the clock by so much at once. */
    ClockCorrection stepped(long nanos, long now) {
        long stepped = at(now) + nanos;
        return new ClockCorrection(stepped, stepped, now);
    }

    /** The one that moves it by so much from here, slowly. */
    ClockCorrection slewed(long nanos, long now) {
        long current = at(now);
        return new ClockCorrection(current, current + nanos, now);
    }
}
