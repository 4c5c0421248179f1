package dev.demitasse.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on the loopback interface that serves each connection by a script, on a virtual thread. */
final class FakeBackend implements AutoCloseable {
    /** What it does with a connection, which is closed afterwards. */
    @FunctionalInterface
    interface Script {
        void serve(Socket connection) throws IOException, InterruptedException;
    }

    /** Sends back what comes. */
    static final Script ECHO = connection -> connection.getInputStream().transferTo(connection.getOutputStream());

    private final String id;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    FakeBackend(String id, Script script) {
        this.id = id;
        try {
            server = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> accept(script));
    }

    static FakeBackend echo(String id) {
        return new FakeBackend(id, ECHO);
    }

    /** Answers every connection with its own name at once, then closes it. */
    static FakeBackend named(String id) {
        return new FakeBackend(
                id, connection -> connection.getOutputStream().write(id.getBytes(StandardCharsets.US_ASCII)));
    }

    Backend backend() {
        return new Backend(id, (InetSocketAddress) server.getLocalSocketAddress());
    }

    /** How many connections it has had. */
    int accepted() {
        return accepted.get();
    }

    /** The most connections that it had at a time. */
    int most() {
        return most.get();
    }

    private void accept(Script script) {
        while (!server.isClosed()) {
            try {
                var connection = server.accept();
                accepted.incrementAndGet();
                open.add(connection);
                most.accumulateAndGet(open.size(), Math::max);
                Thread.ofVirtual().start(() -> serve(script, connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Script script, Socket connection) {
        try (connection) {
            script.serve(connection);
            // Before the other side can see the end and send the next one.
            open.remove(connection);
        } catch (IOException e) {
            // The other side is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(connection);
        }
    }

    /** Dies: the port refuses, connections are reset. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(FakeBackend::reset);
    }

    /** Closes a connection so that the other side sees a reset. */
    static void reset(Socket connection) {
        try (connection) {
            connection.setSoLinger(true, 0);
        } catch (IOException e) {
            // It has ended by itself.
        }
    }
}
