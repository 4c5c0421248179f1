package dev.demitasse.egress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The addresses of the names that may be reached, as they are told at the time: what is older than half a minute is asked again,
 * and what is older than a minute lets nobody through until then. Guarded by its lock, which is not held while anybody is asked.
 */
final class Names {
    /** How long an answer stands, and is told guests to. */
    static final int FRESH_SECONDS = 30;

    private static final long FRESH_NANOS = FRESH_SECONDS * 1_000_000_000L;

    /** How long no answer stands. */
    private static final long FAILED_NANOS = 2_000_000_000L;

    /** How long addresses outlive a name server that does not answer. */
    private static final long KEPT_NANOS = 600_000_000_000L;

    /** Those who wait for one name; more are told that it is not known, and ask again. */
    private static final int MOST_WAITING = 64;

    private final Resolver resolver;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Map<String, Known> known = new HashMap<>();

    /** What is known of one name. */
    private static final class Known {
        List<Integer> addresses = List.of();
        long told;
        long until;
        boolean asked;
        boolean asking;
        List<Consumer<List<Integer>>> waiting = new ArrayList<>();
    }

    /**
     * Names that {@code resolver} knows.
     *
     * @param executor where it may block
     * @param nanoTime {@link System#nanoTime}
     */
    Names(Resolver resolver, Executor executor, LongSupplier nanoTime) {
        this.resolver = resolver;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /** Whether an address is one of a name. */
    enum Answer {
        YES,
        NO,
        /** It is being asked. */
        SOON
    }

    /** Whether an address is one of a name now; does not block, and has it asked if need be. */
    synchronized Answer has(String name, int address) {
        Known entry = known.computeIfAbsent(name, _ -> new Known());
        if (isFresh(entry)) {
            return entry.addresses.contains(address) ? Answer.YES : Answer.NO;
        }
        ask(name, entry);
        boolean lately = entry.asked && nanoTime.getAsLong() - entry.until < FRESH_NANOS;
        return lately && entry.addresses.contains(address) ? Answer.YES : Answer.SOON;
    }

    /** Tells {@code then} the addresses of a name, at once or from another thread; none when it has none. */
    void addresses(String name, Consumer<List<Integer>> then) {
        List<Integer> now;
        synchronized (this) {
            Known entry = known.computeIfAbsent(name, _ -> new Known());
            if (!isFresh(entry)) {
                if (entry.waiting.size() < MOST_WAITING) {
                    entry.waiting.add(then);
                }
                ask(name, entry);
                return;
            }
            now = entry.addresses;
        }
        then.accept(now);
    }

    private boolean isFresh(Known entry) {
        return entry.asked && nanoTime.getAsLong() - entry.until < 0;
    }

    private void ask(String name, Known entry) {
        if (!entry.asking) {
            entry.asking = true;
            executor.execute(() -> resolve(name, entry));
        }
    }

    private void resolve(String name, Known entry) {
        List<Integer> found = List.of();
        try {
            found = List.copyOf(resolver.addresses(name));
        } catch (IOException | RuntimeException e) {
            // Not known, or nobody to ask: no address is told.
        }
        List<Consumer<List<Integer>>> waiting;
        List<Integer> now;
        synchronized (this) {
            long time = nanoTime.getAsLong();
            if (!found.isEmpty()) {
                entry.addresses = found;
                entry.told = time;
            } else if (time - entry.told > KEPT_NANOS) {
                entry.addresses = List.of();
            }
            entry.until = time + (found.isEmpty() ? FAILED_NANOS : FRESH_NANOS);
            entry.asked = true;
            entry.asking = false;
            waiting = entry.waiting;
            entry.waiting = new ArrayList<>();
            now = entry.addresses;
        }
        waiting.forEach(then -> then.accept(now));
    }
}
