package dev.demitasse.drivers;

import java.util.Arrays;

/** What to run when an interrupt comes that several parties share. Added to by one thread, run by any. */
final class InterruptHandlers implements Runnable {
    private volatile Runnable[] handlers = {};

    /** Adds a handler; one that is there already is not run twice. */
    void add(Runnable handler) {
        Runnable[] current = handlers;
        for (Runnable known : current) {
            if (known == handler) {
                return;
            }
        }
        Runnable[] more = Arrays.copyOf(current, current.length + 1);
        more[current.length] = handler;
        handlers = more;
    }

    boolean contains(Runnable handler) {
        for (Runnable known : handlers) {
            if (known == handler) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void run() {
        for (Runnable handler : handlers) {
            handler.run();
        }
    }
}
