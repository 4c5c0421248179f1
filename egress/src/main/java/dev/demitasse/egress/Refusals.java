package dev.demitasse.egress;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Counts what did not go through, and tells it: the first of a kind at once, what follows every ten seconds. What nobody hears
 * is kept until somebody does. Guarded by its lock, which is not held while anybody is told.
 */
final class Refusals {
    /** Kinds at a time; a guest that tries everything must not fill our memory. */
    static final int MOST = 64;

    static final String OTHERS = "other destinations";

    static final Duration PAUSE = Duration.ofSeconds(10);

    private final Listener listener;
    private final ScheduledExecutorService timer;

    /** What was not told yet, by kind; a kind is there from its first packet until a pause goes by without one. */
    private final Map<String, Long> untold = new HashMap<>();

    /** Hears of them. */
    @FunctionalInterface
    interface Listener {
        /** So many packets were refused; returns whether anybody took notice. */
        boolean refused(String what, long packets);
    }

    Refusals(Listener listener, ScheduledExecutorService timer) {
        this.listener = listener;
        this.timer = timer;
    }

    /** One packet was refused. Does not wait for whoever listens. */
    synchronized void refused(String what) {
        String kind = untold.containsKey(what) || untold.size() < MOST - 1 ? what : OTHERS;
        Long waiting = untold.get(kind);
        untold.put(kind, waiting == null ? 1 : waiting + 1);
        if (waiting == null) {
            tellAfter(Duration.ZERO, kind);
        }
    }

    private void tellAfter(Duration delay, String kind) {
        try {
            timer.schedule(() -> tell(kind), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The process ends.
            return;
        }
    }

    private void tell(String kind) {
        if (isOver(kind)) {
            return;
        }
        tellNow(kind);
        tellAfter(PAUSE, kind);
    }

    /** Whether nothing of a kind was refused in a pause, so that it is forgotten. */
    private synchronized boolean isOver(String kind) {
        return untold.remove(kind, 0L);
    }

    private void tellNow(String kind) {
        long count;
        synchronized (this) {
            count = untold.getOrDefault(kind, 0L);
            untold.replace(kind, 0L);
        }
        if (count > 0 && !listener.refused(kind, count)) {
            synchronized (this) {
                untold.merge(kind, count, Long::sum);
            }
        }
    }

    /** Somebody listens now. */
    void tellAll() {
        List<String> kinds;
        synchronized (this) {
            kinds = List.copyOf(untold.keySet());
        }
        kinds.forEach(this::tellNow);
    }
}
