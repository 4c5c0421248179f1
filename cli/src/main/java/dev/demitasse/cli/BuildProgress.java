package dev.demitasse.cli;

import dev.demitasse.toolchain.BuildListener;
import dev.demitasse.toolchain.Stage;
import java.time.Duration;

/** Shows a build: the current stage on a terminal, the compiler's output when asked. Guarded by its lock. */
final class BuildProgress implements BuildListener, AutoCloseable {
    private static final String ERASE_LINE = "\r\u001b[K";

    private final boolean verbose;
    private final boolean live = Terminal.showsProgress();
    private final long start = System.nanoTime();
    private boolean lineShown;

    /** Shows the compiler's output too when {@code verbose}. */
    BuildProgress(boolean verbose) {
        this.verbose = verbose;
    }

    @Override
    public synchronized void stage(Stage stage) {
        if (live && !verbose) {
            erase();
            System.err.print("demi: " + stage.title() + " … (" + Quantities.time(elapsed()) + ")");
            System.err.flush();
            lineShown = true;
        }
    }

    @Override
    public synchronized void output(String line) {
        if (verbose) {
            System.err.println(line);
        }
    }

    @Override
    public synchronized void note(String text) {
        erase();
        Messages.note(text);
    }

    /** Takes the stage off the terminal. */
    @Override
    public synchronized void close() {
        erase();
    }

    private void erase() {
        if (lineShown) {
            System.err.print(ERASE_LINE);
            System.err.flush();
            lineShown = false;
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
