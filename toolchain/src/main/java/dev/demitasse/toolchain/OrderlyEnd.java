package dev.demitasse.toolchain;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a piece of work clean up when the JVM is asked to end, as by Ctrl-C: interrupts the thread that made this object
 * and holds the JVM until the object is closed, or a few seconds have gone.
 */
final class OrderlyEnd implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    OrderlyEnd() {
        Thread worker = Thread.currentThread();
        hook = new Thread(() -> interrupt(worker), "orderly-end");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void interrupt(Thread worker) {
        worker.interrupt();
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is ending: the hook runs, or has run.
            return;
        }
    }
}
