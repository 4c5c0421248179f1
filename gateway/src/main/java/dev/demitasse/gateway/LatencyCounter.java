package dev.demitasse.gateway;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** Counts how long requests take. Thread-safe, without locks: it is on the path of every request. */
final class LatencyCounter {
    private final LongAdder[] classes = new LongAdder[Latencies.CLASSES];

    LatencyCounter() {
        Arrays.setAll(classes, _ -> new LongAdder());
    }

    void count(Duration time) {
        classes[Latencies.classOf(time.toNanos())].increment();
    }

    Latencies soFar() {
        return new Latencies(Arrays.stream(classes).mapToLong(LongAdder::sum).toArray());
    }
}
