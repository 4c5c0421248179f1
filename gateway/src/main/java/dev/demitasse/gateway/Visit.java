package dev.demitasse.gateway;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection or request at an upstream, from its admission to its end, on whichever backends it is tried. Confined to
 * one thread, but for the counters.
 */
final class Visit implements AutoCloseable {
    private final Upstream upstream;
    private final long deadline;
    private final long begun = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Where it is now. */
    private volatile @Nullable Member member;

    Visit(Upstream upstream, long deadline) {
        this.upstream = upstream;
        this.deadline = deadline;
    }

    /**
     * Waits for a backend.
     *
     * @throws Refusal when none will come, or none came in time
     */
    Lease lease() throws Refusal, InterruptedException {
        Lease lease = awaitLease();
        member = lease.member();
        return lease;
    }

    private Lease awaitLease() throws Refusal, InterruptedException {
        var future = new CompletableFuture<Lease>();
        upstream.request(future);
        try {
            return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            return upstream.abandon(future, upstream.tooLong());
        } catch (InterruptedException e) {
            try {
                upstream.abandon(future, upstream.tooLong()).close();
            } catch (Refusal refusal) {
                e.addSuppressed(refusal);
            }
            throw e;
        }
    }

    void bytesIn(long count) {
        upstream.bytesIn.add(count);
        Member now = member;
        if (now != null) {
            now.bytesIn.add(count);
        }
    }

    void bytesOut(long count) {
        upstream.bytesOut.add(count);
        Member now = member;
        if (now != null) {
            now.bytesOut.add(count);
        }
    }

    /** The answer to a request has begun. */
    void answered() {
        upstream.latencies.count(Duration.ofNanos(System.nanoTime() - begun));
    }

    /** A request became a connection that is passed through. */
    void passedThrough() {
        upstream.connections.increment();
    }

    void error() {
        upstream.errors.increment();
    }

    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            upstream.leave();
        }
    }
}
