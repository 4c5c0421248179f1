package dev.demitasse.gateway;

import java.time.Duration;
import java.util.function.Consumer;

/** A connection of HTTP to a backend, which serves one request after the other. */
final class BackendConnection implements Deadlines.Timed {
    /**
     * How long it is kept without a request: less than the 5 s after which the most impatient of common servers closes it,
     * so that a request is hardly ever sent into a connection that ends.
     */
    private static final Duration KEPT = Duration.ofSeconds(4);

    final PlainWire wire;
    final HttpSource source;
    final HttpSink sink;

    /** Whether it has served a request before. */
    volatile boolean used;

    private final Runnable expired;
    private volatile long deadline;

    BackendConnection(PlainWire wire, int headSize, Consumer<BackendConnection> expired) {
        this.wire = wire;
        source = HttpSource.responses(wire, headSize);
        sink = new HttpSink(wire);
        this.expired = () -> expired.accept(this);
    }

    void keep() {
        used = true;
        deadline = System.nanoTime() + KEPT.toNanos();
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void expire() {
        expired.run();
    }
}
