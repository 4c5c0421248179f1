package dev.demitasse.control.service;

import java.time.Duration;

/**
 * How soon an instance that ended unasked is replaced: at once the first time, then after a delay that doubles.
 *
 * @param delay the first delay
 * @param limit the longest
 */
public record Restart(Duration delay, Duration limit) {
    /** Half a second, up to half a minute. */
    public static final Restart USUAL = new Restart(Duration.ofMillis(500), Duration.ofSeconds(30));

    /** How long to wait after that many failures in a row, none for the first. */
    public Duration after(int failures) {
        if (failures <= 1) {
            return Duration.ZERO;
        }
        // Sixteen doublings are longer than any limit that makes sense.
        Duration wait = delay.multipliedBy(1L << Math.min(failures - 2, 16));
        return wait.compareTo(limit) > 0 ? limit : wait;
    }
}
