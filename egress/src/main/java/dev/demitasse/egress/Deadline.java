package dev.demitasse.egress;

import java.io.Closeable;
import java.io.IOException;

/**
 * Closes a connection to the filter whose other end says nothing for too long. Time in which this process stands still counts
 * for a second at the most. Thread-safe.
 */
final class Deadline implements AutoCloseable {
    /** How long a filter may take to answer, on a machine with much else to do. */
    static final int SECONDS = 10;

    private final Thread clock;
    private volatile boolean missed;

    Deadline(Closeable connection) {
        clock = Thread.ofVirtual().name("deadline").start(() -> run(connection));
    }

    private void run(Closeable connection) {
        try {
            for (int i = 0; i < SECONDS; i++) {
                Thread.sleep(1000);
            }
            missed = true;
            connection.close();
        } catch (InterruptedException | IOException e) {
            // It was met, or nothing is left to close.
            return;
        }
    }

    /** Whether it has gone by. */
    boolean isMissed() {
        return missed;
    }

    /** It was met. */
    @Override
    public void close() {
        clock.interrupt();
    }
}
