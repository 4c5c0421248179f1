package dev.demitasse.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Runs the handlers of devices' interrupts, in a thread of its own that the scheduler wakes when there are any. Handlers
 * are ordinary Java and short: typically they set a {@link Signal}.
 */
final class Interrupts implements Runnable {
    private static final Interrupts INTERRUPTS = new Interrupts();

    private final @Nullable Runnable[] handlers = new Runnable[Long.SIZE];
    private boolean started;
    private int used;

    private Interrupts() {}

    /** Has a handler run for a fixed interrupt bit. */
    static void handle(int bit, Runnable handler) {
        INTERRUPTS.register(bit, handler);
    }

    /** The next bit that is free for a device. */
    static synchronized int claim(int limit) {
        if (INTERRUPTS.used == limit) {
            throw new IllegalStateException("all " + limit + " device interrupts are in use");
        }
        return INTERRUPTS.used++;
    }

    private synchronized void register(int bit, Runnable handler) {
        handlers[bit] = handler;
        if (!started) {
            started = true;
            Thread thread = new Thread(this, "interrupts");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void run() {
        Scheduler.serveInterrupts();
        while (true) {
            long pending = Scheduler.takeInterrupts();
            if (pending == 0) {
                Scheduler.awaitInNative(Scheduler.FOREVER);
                continue;
            }
            while (pending != 0) {
                Runnable handler = handlers[Long.numberOfTrailingZeros(pending)];
                if (handler != null) {
                    handler.run();
                }
                pending &= pending - 1;
            }
        }
    }
}
