package dev.demitasse.hypervisor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A listener that keeps all it hears. Thread-safe. */
final class Recorder implements InstanceListener {
    private final StringBuilder console = new StringBuilder();
    private final List<ControlEvent> events = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    @Override
    public synchronized void console(ByteBuffer bytes) {
        console.append(StandardCharsets.US_ASCII.decode(bytes));
        notifyAll();
    }

    @Override
    public synchronized void event(ControlEvent event) {
        events.add(event);
        notifyAll();
    }

    @Override
    public synchronized void note(String message) {
        notes.add(message);
    }

    synchronized String console() {
        return console.toString();
    }

    synchronized List<ControlEvent> events() {
        return List.copyOf(events);
    }

    synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    /** Waits until {@code condition} holds; fails after ten seconds. */
    synchronized void await(Predicate<Recorder> condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.test(this)) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError("not within 10 s; console: " + console + "; events: " + events);
            }
            // Short, since what a host shows of an instance wakes nobody here.
            wait(Math.min(millis, 50));
        }
    }
}
