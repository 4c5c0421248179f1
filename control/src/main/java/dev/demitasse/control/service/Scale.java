package dev.demitasse.control.service;

import java.time.Duration;

/**
 * How many instances a service has.
 *
 * @param min as many always; 0 lets the service sleep
 * @param max as many at most
 * @param idle how long fewer instances would do before there are fewer
 * @param concurrency connections that one instance is meant to carry; more bring another one, up to {@code max}
 * @param oneShot whether an instance takes one connection and is gone after it
 * @param warm instances besides, started ahead and paused, of which one goes on when one is needed
 */
public record Scale(int min, int max, Duration idle, int concurrency, boolean oneShot, int warm) {
    /** What {@code idle} is unless said. */
    public static final Duration USUAL_IDLE = Duration.ofSeconds(30);

    /** What {@code concurrency} is unless said. */
    public static final int USUAL_CONCURRENCY = 50;

    /** A number that does not change. */
    public static Scale fixed(int replicas) {
        return new Scale(replicas, replicas, USUAL_IDLE, USUAL_CONCURRENCY, false, 0);
    }

    /** The same between other bounds. */
    public Scale within(int least, int most) {
        return new Scale(least, most, idle, concurrency, oneShot, warm);
    }

    /** Whether the number never changes by itself. */
    public boolean isFixed() {
        return min == max && !oneShot;
    }

    /** The number of instances for that many connections. */
    public int instancesFor(int connections) {
        int each = oneShot ? 1 : concurrency;
        long wanted = ((long) connections + each - 1) / each;
        return Math.clamp(wanted, min, max);
    }
}
