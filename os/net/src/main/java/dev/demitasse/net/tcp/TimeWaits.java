package dev.demitasse.net.tcp;

import dev.demitasse.net.core.Timer;
import org.jspecify.annotations.Nullable;

/**
 * All connections in TIME-WAIT, oldest first. They all last equally long, so a list and one timer do. Bounded: when
 * there are too many the oldest goes, as under load it is the least likely to be missed. Guarded by the stack's lock.
 */
final class TimeWaits {
    /** Two maximum segment lifetimes of 30 s; RFC 9293 section 3.4.1 says 2 minutes each, and no stack has kept to it. */
    private static final long DURATION = 60_000_000_000L;

    private static final int MAX = 4096;

    private final Tcp tcp;
    private @Nullable TimeWait oldest;
    private @Nullable TimeWait newest;
    private int size;
    private final Timer expiry = new Timer() {
        @Override
        protected void expire() {
            expireOld();
        }
    };

    TimeWaits(Tcp tcp) {
        this.tcp = tcp;
    }

    int size() {
        return size;
    }

    void add(TimeWait remnant) {
        if (size == MAX && oldest != null) {
            remove(oldest);
        }
        tcp.flows.add(remnant);
        append(remnant);
    }

    void remove(TimeWait remnant) {
        unlink(remnant);
        tcp.flows.remove(remnant);
    }

    /** Lets it last the full time again. */
    void restart(TimeWait remnant) {
        unlink(remnant);
        append(remnant);
    }

    private void append(TimeWait remnant) {
        remnant.since = tcp.turn.now();
        remnant.older = newest;
        remnant.newer = null;
        if (newest == null) {
            oldest = remnant;
        } else {
            newest.newer = remnant;
        }
        newest = remnant;
        size++;
        if (!expiry.armed()) {
            tcp.timers.arm(expiry, remnant.since + DURATION);
        }
    }

    private void unlink(TimeWait remnant) {
        TimeWait before = remnant.older;
        TimeWait after = remnant.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        size--;
    }

    private void expireOld() {
        TimeWait first = oldest;
        while (first != null && tcp.turn.now() - first.since >= DURATION) {
            remove(first);
            first = oldest;
        }
        if (first != null) {
            tcp.timers.arm(expiry, first.since + DURATION);
        }
    }
}
