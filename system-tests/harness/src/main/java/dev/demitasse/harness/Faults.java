package dev.demitasse.harness;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What one direction of a link does to frames. Immutable.
 *
 * @param bitsPerSecond how fast they leave, 0 for at once
 * @param queueBytes how many bytes wait for that; what comes then is dropped
 * @param delay how long each is on its way
 * @param loss the share that is lost
 * @param duplication the share that comes twice, the second within {@code lateness} of the first
 * @param reordering the share that is late
 * @param lateness by how much at most
 */
public record Faults(
        long bitsPerSecond,
        int queueBytes,
        Duration delay,
        double loss,
        double duplication,
        double reordering,
        Duration lateness) {
    /** A wire. */
    public static final Faults NONE = new Faults(0, 0, Duration.ZERO, 0, 0, 0, Duration.ZERO);

    /** A link with a rate, a round trip's half, and losses by chance; its queue holds what is sent in that round trip. */
    public static Faults of(long bitsPerSecond, Duration delay, double loss) {
        long roundTrip = bitsPerSecond / 8 * 2 * delay.toNanos() / 1_000_000_000L;
        return new Faults(bitsPerSecond, (int) roundTrip, delay, loss, 0, 0, Duration.ZERO);
    }

    /** All kinds at once, each as bad as the seed says: up to 20 ms, and of frames up to 4 % lost, 4 % twice, 10 % late. */
    public static Faults random(long seed) {
        var random = new SplittableRandom(seed);
        return new Faults(
                0,
                0,
                Duration.ofNanos(random.nextLong(20_000_000)),
                random.nextDouble(0.04),
                random.nextDouble(0.04),
                random.nextDouble(0.1),
                Duration.ofNanos(1 + random.nextLong(10_000_000)));
    }
}
