package dev.demitasse.net.simulation;

import dev.demitasse.machine.Clock;
import dev.demitasse.machine.Entropy;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** A world with its own time: events happen in order, and time jumps from one to the next. One thread. */
public final class Simulation implements Clock {
    private static final long EPOCH = 1_800_000_000_000_000_000L;

    private record Event(long time, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final long seed;
    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Host> hosts = new ArrayList<>();
    private long now;
    private long order;

    /** A world that is the same for the same seed. */
    public Simulation(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.now = 1_000_000_000_000L + random.nextInt(1_000_000_000);
    }

    /** What decided everything. */
    public long seed() {
        return seed;
    }

    /** The source of all chance. */
    public Random random() {
        return random;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public long epochNanos() {
        return EPOCH + now;
    }

    /** Entropy that is the same for the same seed. */
    public Entropy entropy() {
        Random own = new Random(random.nextLong());
        return (bytes, offset, length) -> {
            byte[] some = new byte[length];
            own.nextBytes(some);
            System.arraycopy(some, 0, bytes, offset, length);
        };
    }

    /** Has something happen later. */
    public void after(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    /** Has something happen at a time. */
    public void at(long time, Runnable action) {
        events.add(new Event(Math.max(time, now), order++, action));
    }

    void add(Host host) {
        hosts.add(host);
    }

    /**
     * Lets time pass until {@code done} holds.
     *
     * @param limit most nanoseconds
     * @return whether it came to hold
     */
    public boolean run(long limit, BooleanSupplier done) {
        long end = now + limit;
        while (!done.getAsBoolean()) {
            for (Host host : hosts) {
                host.settle();
            }
            if (done.getAsBoolean()) {
                return true;
            }
            Event next = events.peek();
            if (next == null || next.time > end) {
                now = end;
                return false;
            }
            events.poll();
            now = next.time;
            next.action.run();
        }
        return true;
    }

    /** Lets so much time pass. */
    public void run(long nanos) {
        run(nanos, () -> false);
    }
}
