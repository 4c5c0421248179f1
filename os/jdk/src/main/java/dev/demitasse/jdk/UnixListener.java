package dev.demitasse.jdk;

import dev.demitasse.kernel.KernelLock;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.Readiness;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a listening Unix domain socket that are not accepted yet. Those that fit into the backlog are
 * connected, and can be written to; the others wait for their turn. Guarded by a lock of its own, under which no socket is
 * called.
 */
final class UnixListener {
    private final KernelLock lock = new KernelLock();
    private final ArrayDeque<Request> connected = new ArrayDeque<>();
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private int backlog;
    private boolean closed;

    UnixListener(int backlog) {
        this.backlog = backlog;
    }

    /** A connection, and who asked for it. */
    record Request(UnixSocketFile client, UnixStream.Pair ends) {}

    void setBacklog(int backlog) {
        lock.lock();
        try {
            this.backlog = backlog;
        } finally {
            lock.unlock();
        }
    }

    int readiness() {
        lock.lock();
        try {
            return connected.isEmpty() ? 0 : Readiness.READABLE;
        } finally {
            lock.unlock();
        }
    }

    /** Queues a connection, and has its client connected if there is room: one more than the backlog, as on Linux. */
    void request(Request request) {
        lock.lock();
        try {
            if (closed) {
                throw new NetworkException(NetworkError.CONNECTION_REFUSED);
            }
            if (connected.size() > backlog) {
                waiting.add(request);
                return;
            }
            connected.add(request);
        } finally {
            lock.unlock();
        }
        request.client.connected(request.ends.client());
    }

    /** The oldest connection, whose place goes to one that waits; {@code null} when there is none. */
    @Nullable Request accept() {
        Request accepted;
        Request next = null;
        lock.lock();
        try {
            accepted = connected.poll();
            if (connected.size() <= backlog) {
                next = waiting.poll();
            }
            if (next != null) {
                connected.add(next);
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.client.connected(next.ends.client());
        }
        return accepted;
    }

    /** A client that waits has gone. */
    void withdraw(UnixSocketFile client) {
        lock.lock();
        try {
            waiting.removeIf(request -> request.client.equals(client));
        } finally {
            lock.unlock();
        }
    }

    /** Resets what is connected, and refuses what waits. */
    void close() {
        List<Request> reset;
        List<Request> refused;
        lock.lock();
        try {
            closed = true;
            reset = new ArrayList<>(connected);
            refused = new ArrayList<>(waiting);
            connected.clear();
            waiting.clear();
        } finally {
            lock.unlock();
        }
        for (Request request : reset) {
            request.ends.server().refuse();
        }
        for (Request request : refused) {
            request.client.refused();
        }
    }
}
