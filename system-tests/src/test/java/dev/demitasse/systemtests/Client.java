package dev.demitasse.systemtests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a service again and again, a connection for each request, and takes down when it asked and what came of it.
 * Thread-safe; it has a thread of its own until it is closed.
 */
final class Client implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;
    private static final int PAUSE_MILLIS = 20;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: chaos\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final Thread thread;
    private final List<Asked> all = new ArrayList<>();
    private volatile boolean closed;

    /**
     * One request.
     *
     * @param begin when it was asked, by {@link System#nanoTime}
     * @param end when it had its answer, or had failed
     * @param failure how it failed; empty when it did not
     */
    record Asked(long begin, long end, String failure) {
        boolean isGood() {
            return failure.isEmpty();
        }

        /** Whether it was under way at some time between two. */
        boolean overlaps(long from, long to) {
            return begin - to <= 0 && end - from >= 0;
        }
    }

    /** Asks on a port of the loopback interface from now on. */
    Client(int port) {
        this.port = port;
        thread = Thread.ofPlatform().name("client of " + port).start(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                long begin = System.nanoTime();
                String failure = ask();
                synchronized (all) {
                    all.add(new Asked(begin, System.nanoTime(), failure));
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String ask() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(REQUEST);
            var answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            String text = answer.toString(StandardCharsets.UTF_8);
            boolean good = text.startsWith("HTTP/1.1 200 ") && text.endsWith("Hello, unikernel!\n");
            return good ? "" : "a wrong answer: " + text;
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** All that it has asked so far. */
    List<Asked> asked() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    /** Ends, with the answer to the last request. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
