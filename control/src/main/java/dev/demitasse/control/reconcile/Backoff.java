package dev.demitasse.control.reconcile;

import dev.demitasse.control.service.Restart;
import java.time.Duration;
import java.time.Instant;

/** Failures in a row, and when the next try may be. Confined to the controller's thread. */
final class Backoff {
    /**
     * Whoever has been ready for so long has not failed at starting. Short, since a start takes milliseconds: one that
     * ends every other second costs little, and instances that something kills now and then must not make the next wait.
     */
    private static final Duration SOUND = Duration.ofSeconds(2);

    /** So long who waits may wait for what had worked until it was ended. */
    private static final Duration BEARABLE = Duration.ofSeconds(3);

    private int failures;
    private boolean worked;
    private Instant next = Instant.MIN;
    private String reason = "";

    /** An instance failed; {@code ready} is how long it had been ready. Returns how long the next try waits. */
    Duration failed(Restart restart, Duration ready, String why, Instant now) {
        failures = ready.compareTo(SOUND) >= 0 ? 1 : failures + 1;
        worked = !ready.isZero();
        reason = why;
        Duration wait = restart.after(failures);
        next = now.plus(wait);
        return wait;
    }

    /** Forgets all failures. */
    void reset() {
        failures = 0;
        next = Instant.MIN;
    }

    int failures() {
        return failures;
    }

    boolean holds(Instant now) {
        return next.isAfter(now);
    }

    /** Whether the next try is so far off, or so unlikely to go better, that nobody should wait for it. */
    boolean isHopeless(Instant now) {
        return holds(now) && !(worked && left(now).compareTo(BEARABLE) <= 0);
    }

    /** How long the next try still waits. */
    Duration left(Instant now) {
        return Duration.between(now, next);
    }

    /** What the last failure was. */
    String reason() {
        return reason;
    }
}
