package dev.demitasse.gateway;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * How long requests took until their answers began, counted in classes that each are a fifth longer than the one before:
 * what is told of them is exact to that. Immutable.
 */
public final class Latencies {
    /** The longest of the shortest class, in microseconds. */
    private static final double SHORTEST = 10;

    private static final double RATIO = 1.2;

    /** The last class has all that took longer, from some ten minutes on. */
    static final int CLASSES = 100;

    /** Of no request at all. */
    public static final Latencies NONE = new Latencies(new long[CLASSES]);

    private final long[] counts;

    Latencies(long[] counts) {
        this.counts = counts;
    }

    /** The class of a time. */
    static int classOf(long nanos) {
        double micros = nanos / 1000.0;
        if (micros <= SHORTEST) {
            return 0;
        }
        return (int) Math.min(CLASSES - 1, Math.ceil(Math.log(micros / SHORTEST) / Math.log(RATIO)));
    }

    /** Those that were counted after {@code earlier}. */
    public Latencies since(Latencies earlier) {
        long[] later = new long[CLASSES];
        Arrays.setAll(later, i -> Math.max(0, counts[i] - earlier.counts[i]));
        return new Latencies(later);
    }

    /** Both together. */
    public Latencies and(Latencies others) {
        long[] all = new long[CLASSES];
        Arrays.setAll(all, i -> counts[i] + others.counts[i]);
        return new Latencies(all);
    }

    /** How many there are. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    /** The time within which a part of them, from 0 to 1, was answered; empty when there are none. */
    public Optional<Duration> quantile(double part) {
        long all = count();
        if (all == 0) {
            return Optional.empty();
        }
        long wanted = Math.max(1, (long) Math.ceil(part * all));
        int i = 0;
        long seen = counts[0];
        while (seen < wanted) {
            seen += counts[++i];
        }
        return Optional.of(Duration.ofNanos(Math.round(1000 * SHORTEST * Math.pow(RATIO, i))));
    }
}
