package dev.demitasse.gateway;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is posted, one after the other and in order, on a virtual thread that lives while there is something to run.
 * Safe for use by several threads; {@link #post} never blocks.
 */
final class Mailbox {
    private static final System.Logger LOG = System.getLogger(Mailbox.class.getName());

    private final String name;
    private final Queue<Runnable> letters = new ArrayDeque<>();
    private boolean running;

    Mailbox(String name) {
        this.name = name;
    }

    synchronized void post(Runnable letter) {
        letters.add(letter);
        if (!running) {
            running = true;
            Thread.ofVirtual().name(name).start(this::run);
        }
    }

    private void run() {
        for (var letter = next(); letter != null; letter = next()) {
            try {
                letter.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, name + ": who was told failed", e);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        var letter = letters.poll();
        running = letter != null;
        return letter;
    }
}
