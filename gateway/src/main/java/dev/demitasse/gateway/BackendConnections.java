package dev.demitasse.gateway;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/** The connections to backends that wait for their next request. Safe for use by several threads. */
final class BackendConnections {
    private static final int MOST_IDLE = 256;

    private final Deadlines deadlines;
    private final HttpOptions options;
    private final Map<Member, BlockingDeque<BackendConnection>> idle = new ConcurrentHashMap<>();

    BackendConnections(Deadlines deadlines, HttpOptions options) {
        this.deadlines = deadlines;
        this.options = options;
    }

    /**
     * Returns a connection to the lease's backend, which ends when the lease is aborted.
     *
     * @param client who it is for
     * @param fresh whether it may not have been used before
     */
    BackendConnection take(Lease lease, ProxyHeader client, boolean fresh) throws IOException {
        var waiting = idle.get(lease.member());
        if (waiting != null && !fresh) {
            for (var kept = waiting.pollFirst(); kept != null; kept = waiting.pollFirst()) {
                deadlines.remove(kept);
                if (kept.wire.quiet()) {
                    lease.onAbort(kept.wire::reset);
                    return kept;
                }
                kept.wire.close();
            }
        }
        var wire = PlainWire.connect(lease.backend().address(), options.connect());
        lease.onAbort(wire::reset);
        try {
            wire.write(client.bytes(options.proxyProtocol()));
        } catch (IOException e) {
            wire.close();
            throw e;
        }
        return new BackendConnection(wire, options.headSize(), expired -> drop(lease.member(), expired));
    }

    /** Keeps a connection whose answer has been read to its end, for another request. */
    void giveBack(Lease lease, BackendConnection connection) {
        if (options.proxyProtocol() != ProxyProtocol.NONE || connection.source.buffered()) {
            connection.wire.close();
            return;
        }
        var member = lease.member();
        connection.keep();
        deadlines.add(connection);
        var first = new AtomicBoolean();
        // Within compute, so that nothing is added to a queue that close() has taken away.
        idle.compute(member, (_, there) -> {
            first.set(there == null);
            var waiting = there == null ? new LinkedBlockingDeque<BackendConnection>(MOST_IDLE) : there;
            if (!waiting.offerFirst(connection)) {
                deadlines.remove(connection);
                connection.wire.close();
            }
            return waiting;
        });
        if (first.get()) {
            lease.whenRemoved(() -> close(member));
        }
    }

    private void drop(Member member, BackendConnection connection) {
        var waiting = idle.get(member);
        // Whoever takes it out of the queue owns it.
        if (waiting != null && waiting.remove(connection)) {
            deadlines.remove(connection);
            connection.wire.close();
        }
    }

    private void close(Member member) {
        var waiting = idle.remove(member);
        if (waiting != null) {
            for (var connection = waiting.poll(); connection != null; connection = waiting.poll()) {
                deadlines.remove(connection);
                connection.wire.close();
            }
        }
    }
}
