package dev.demitasse.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** The echo: small messages one after the other, then a stream that goes out and comes back at the same time. */
final class EchoFigure implements Figure {
    /** Round trips of one byte a second, on one connection. */
    static final String ROUND_TRIPS = "echo.trips";

    /** Megabytes (10^6 bytes) a second in each of the two directions. */
    static final String STREAM = "echo.stream";

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final int BLOCK = 64 * 1024;

    private final int seconds;

    /** Measures for so long each time, after a quarter of it that does not count. */
    EchoFigure(int seconds) {
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public String mark() {
        return STREAM;
    }

    @Override
    public boolean covers(Service service, Peer peer) {
        return service == Service.ECHO;
    }

    @Override
    public void measure(Recorder recorder) throws IOException, InterruptedException {
        try (var server = Server.start(recorder)) {
            server.awaitReady();
            try (var socket = new Socket(InetAddress.getByName(server.host()), server.port())) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout((int) ANSWER_LIMIT.toMillis());
                long whole = Duration.ofSeconds(seconds).toNanos();
                roundTrips(socket, whole / 4);
                recorder.take(ROUND_TRIPS, roundTrips(socket, whole));
                stream(socket, whole / 4);
                recorder.take(STREAM, stream(socket, whole) / 1e6);
            }
        }
    }

    private static double roundTrips(Socket socket, long nanos) throws IOException {
        long begin = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - begin < nanos) {
            socket.getOutputStream().write(1);
            if (socket.getInputStream().read() != 1) {
                throw new IOException("it returns something else than it was sent");
            }
            count++;
        }
        return count * 1e9 / (System.nanoTime() - begin);
    }

    /** Bytes a second from the first that goes out to the last that comes back. */
    private static double stream(Socket socket, long nanos) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        var sender = new Sender(socket, begin + nanos);
        Thread sending = Thread.ofPlatform().name("sender").start(sender);
        InputStream in = socket.getInputStream();
        byte[] block = new byte[BLOCK];
        long received = 0;
        while (!sender.done || received < sender.sent) {
            int wanted = (int) Math.min(BLOCK, Math.max(1, sender.sent - received));
            int length = in.read(block, 0, sender.done ? wanted : BLOCK);
            if (length < 0) {
                throw new IOException("it has closed the connection");
            }
            received += length;
        }
        sending.join();
        return received * 1e9 / (System.nanoTime() - begin);
    }

    /** Sends until its time is over; its thread writes, the other reads. */
    private static final class Sender implements Runnable {
        private final Socket socket;
        private final long deadline;
        volatile long sent;
        volatile boolean done;

        Sender(Socket socket, long deadline) {
            this.socket = socket;
            this.deadline = deadline;
        }

        @Override
        public void run() {
            byte[] block = new byte[BLOCK];
            long total = 0;
            try {
                do {
                    // Counted before it goes, so that what comes back is never more than is known of.
                    total += BLOCK;
                    sent = total;
                    socket.getOutputStream().write(block);
                } while (System.nanoTime() < deadline);
                done = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
