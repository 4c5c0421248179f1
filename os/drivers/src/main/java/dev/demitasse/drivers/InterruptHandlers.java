package dev.demitasse.drivers;

import java.util.Arrays;

/** What to run when an interrupt comes that several parties share. Added to by one thread, run by any. */
final class InterruptHandlers implements Runnable {
    private volatile Runnable[] handlers = {};

    /** Adds a handler; one that is there already is not run twice. */
    void add(Runnable handler) {
        if (!contains(handler)) {
            Runnable[] more = Arrays.copyOf(handlers, handlers.length + 1);
            more[handlers.length] = handler;
            handlers = more;
        }
    }

    boolean contains(Runnable handler) {
        return Arrays.asList(handlers).contains(handler);
    }

    @Override
    public void run() {
        for (Runnable handler : handlers) {
            handler.run();
        }
    }
}
