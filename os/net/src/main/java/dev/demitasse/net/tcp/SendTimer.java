package dev.demitasse.net.tcp;

import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;

/** The four reasons for which a sender waits, over one timer: the earliest deadline counts. Guarded by the stack's lock. */
final class SendTimer extends Timer {
    /** What a deadline is for. In the order in which they are served when due together. */
    enum Purpose {
        /** Something in doubt becomes lost (RFC 8985 section 6.2). */
        REORDERING,
        /** A tail loss probe (RFC 8985 section 7). */
        TAIL_PROBE,
        /** The retransmission timer (RFC 6298). */
        RETRANSMISSION,
        /** The peer's window is to be probed (RFC 9293 section 3.8.6.1). */
        WINDOW_PROBE
    }

    private static final Purpose[] PURPOSES = Purpose.values();

    private final Sender sender;
    private final Timers timers;
    private final long[] deadlines = new long[PURPOSES.length];
    private final boolean[] set = new boolean[PURPOSES.length];

    SendTimer(Sender sender, Timers timers) {
        this.sender = sender;
        this.timers = timers;
    }

    /** Sets a deadline, in place of the purpose's last one. */
    void set(Purpose purpose, long deadline) {
        deadlines[purpose.ordinal()] = deadline;
        set[purpose.ordinal()] = true;
        update();
    }

    void clear(Purpose purpose) {
        if (set[purpose.ordinal()]) {
            set[purpose.ordinal()] = false;
            update();
        }
    }

    void clearAll() {
        for (Purpose purpose : PURPOSES) {
            set[purpose.ordinal()] = false;
        }
        timers.disarm(this);
    }

    boolean isSet(Purpose purpose) {
        return set[purpose.ordinal()];
    }

    /** When the purpose's deadline is, while {@link #isSet}. */
    long at(Purpose purpose) {
        return deadlines[purpose.ordinal()];
    }

    private void update() {
        int first = first();
        if (first < 0) {
            timers.disarm(this);
        } else {
            timers.arm(this, deadlines[first]);
        }
    }

    private int first() {
        int first = -1;
        for (int i = 0; i < deadlines.length; i++) {
            if (set[i] && (first < 0 || deadlines[i] - deadlines[first] < 0)) {
                first = i;
            }
        }
        return first;
    }

    @Override
    protected void expire() {
        int due = first();
        if (due >= 0) {
            set[due] = false;
            update();
            sender.expired(PURPOSES[due]);
        }
    }
}
