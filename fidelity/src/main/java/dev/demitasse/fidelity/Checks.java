package dev.demitasse.fidelity;

import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs checks and prints a line for each: the area, a slash, its name, a tab, its value. Confined to one thread.
 *
 * <p>Every check has a thread of its own, so that one which hangs costs only its time and prints so.
 */
public final class Checks {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String area;
    private final PrintStream out;
    private int count;

    Checks(String area, PrintStream out) {
        this.area = area;
        this.out = out;
    }

    /** What a check computes. */
    @FunctionalInterface
    public interface Value {
        /** Computes it; an exception counts as a value, too. */
        @Nullable Object get() throws Exception;
    }

    /** Runs a check. Its name is of lower-case letters, digits and dashes, and unique in the area. */
    public void check(String name, Value value) {
        var run = new Run(value);
        Thread thread = Thread.ofPlatform().name("check").daemon().start(run);
        try {
            if (!thread.join(LIMIT)) {
                run.text = "hangs";
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("checks are not to interrupt the thread that runs them", e);
        }
        out.print(area + "/" + name + "\t" + run.text + "\n");
        out.flush();
        count++;
    }

    /** Runs a check that computes nothing: that it ends, or how, is its value. */
    public void action(String name, Action action) {
        check(name, () -> {
            action.run();
            return "done";
        });
    }

    /** What a check without a value does. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    /** Does something on another thread after a moment, while a check waits for it. */
    public static Thread soon(Action action) {
        return Thread.ofPlatform().start(() -> {
            try {
                Thread.sleep(50);
                action.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    int count() {
        return count;
    }

    private static final class Run implements Runnable {
        private final Value value;
        private volatile String text = "";

        Run(Value value) {
            this.value = value;
        }

        @Override
        public void run() {
            String result;
            try {
                result = Text.of(value.get());
            } catch (Throwable e) {
                result = Text.of(e);
            }
            text = result;
        }
    }
}
