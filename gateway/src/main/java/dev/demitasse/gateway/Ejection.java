package dev.demitasse.gateway;

import java.time.Duration;

/**
 * How long a backend that could not be reached, or died under a connection, is left alone: after its first failure the
 * shortest time, after each further one in a row twice as long, up to the longest. One success and it is as before.
 *
 * @param shortest the time after the first failure
 * @param longest the most that it becomes
 */
public record Ejection(Duration shortest, Duration longest) {
    /** From 100 ms to 10 s. */
    public static final Ejection STANDARD = new Ejection(Duration.ofMillis(100), Duration.ofSeconds(10));

    /** Checks that the times are in order. */
    public Ejection {
        if (shortest.isNegative() || shortest.isZero() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("an ejection from " + shortest + " to " + longest + " is not possible");
        }
    }

    /** Returns how long a backend is left alone after so many failures in a row, at least one. */
    Duration after(int failures) {
        var time = shortest;
        for (int i = 1; i < failures && time.compareTo(longest) < 0; i++) {
            time = time.multipliedBy(2);
        }
        return time.compareTo(longest) < 0 ? time : longest;
    }
}
