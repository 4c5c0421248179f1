package dev.demitasse.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One direction of a relay: a thread that takes frames in and decides, and one that hands them on in time. Thread-safe. */
final class RelayDirection {
    /** So many wait at most, whatever the delay. */
    private static final int LONGEST_QUEUE = 20_000;

    private record Waiting(long due, long number, byte[] frame) {}

    private final FrameEnd from;
    private final FrameEnd to;
    private final @Nullable Capture before;
    private final @Nullable Capture after;
    private final PriorityQueue<Waiting> queue =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::due).thenComparingLong(Waiting::number));
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All guarded by the lock.
    private Faults faults = Faults.NONE;
    private SplittableRandom random = new SplittableRandom(0);
    private @Nullable Predicate<byte[]> held;
    private final List<byte[]> kept = new ArrayList<>();
    private boolean closed;
    private long number;
    private long taken;
    /** When the last frame has left that waits for the link's rate. */
    private long idleFrom = System.nanoTime();

    private @Nullable IOException failure;

    /** Notes frames in {@code before} as they come, and in {@code after} as they go. */
    RelayDirection(FrameEnd from, FrameEnd to, @Nullable Capture before, @Nullable Capture after) {
        this.from = from;
        this.to = to;
        this.before = before;
        this.after = after;
    }

    void start(String name) {
        Thread.ofPlatform().daemon().name("relay, in, " + name).start(this::takeAll);
        Thread.ofPlatform().daemon().name("relay, out, " + name).start(this::deliverAll);
    }

    void set(Faults wanted, long seed) {
        lock.lock();
        try {
            faults = wanted;
            random = new SplittableRandom(seed);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the frames that are of a kind and not lost, from now on. */
    void hold(Predicate<byte[]> kind) {
        lock.lock();
        try {
            held = kind;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps none any more, and hands on what was kept. */
    void release() {
        lock.lock();
        try {
            held = null;
            kept.forEach(frame -> queue.add(new Waiting(System.nanoTime(), number++, frame)));
            kept.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many are kept. */
    int kept() {
        lock.lock();
        try {
            return kept.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many frames have come. */
    long taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Why it does not go on, if it does not. */
    @Nullable IOException failure() {
        lock.lock();
        try {
            return closed ? null : failure;
        } finally {
            lock.unlock();
        }
    }

    private void takeAll() {
        byte[] frame = new byte[FrameEnd.LONGEST];
        try {
            for (int length = from.receive(frame); length >= 0; length = from.receive(frame)) {
                note(before, frame, length);
                take(Arrays.copyOf(frame, length));
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private static void note(@Nullable Capture capture, byte[] frame, int length) {
        if (capture != null) {
            capture.add(frame, length);
        }
    }

    private void take(byte[] frame) {
        lock.lock();
        try {
            taken++;
            // All is drawn for each frame, so that what happens to one does not depend on what happened to another.
            boolean lost = random.nextDouble() < faults.loss();
            boolean twice = random.nextDouble() < faults.duplication();
            boolean late = random.nextDouble() < faults.reordering();
            double lateness = random.nextDouble();
            double second = random.nextDouble();
            long now = System.nanoTime();
            if (faults.bitsPerSecond() > 0) {
                idleFrom = Math.max(idleFrom, now);
                long waitingBytes = (idleFrom - now) * faults.bitsPerSecond() / 8 / 1_000_000_000L;
                if (waitingBytes + frame.length > faults.queueBytes()) {
                    return;
                }
                idleFrom += frame.length * 8L * 1_000_000_000L / faults.bitsPerSecond();
                now = idleFrom;
            }
            if (lost || queue.size() >= LONGEST_QUEUE) {
                return;
            }
            if (held != null && held.test(frame)) {
                kept.add(frame);
                return;
            }
            long due = now + faults.delay().toNanos();
            due += late ? (long) (lateness * faults.lateness().toNanos()) : 0;
            queue.add(new Waiting(due, number++, frame));
            if (twice) {
                queue.add(new Waiting(due + (long) (second * faults.lateness().toNanos()), number++, frame));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void deliverAll() {
        try {
            for (byte[] frame = next(); frame != null; frame = next()) {
                note(after, frame, frame.length);
                to.send(frame, frame.length);
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the next that is due; null once it is closed. */
    private byte @Nullable [] next() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                Waiting first = queue.peek();
                long wait = first == null ? Long.MAX_VALUE : first.due - System.nanoTime();
                if (first != null && wait <= 0) {
                    queue.remove();
                    return first.frame;
                }
                if (wait == Long.MAX_VALUE) {
                    changed.await();
                } else {
                    changed.await(wait, TimeUnit.NANOSECONDS);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void fail(IOException e) {
        lock.lock();
        try {
            failure = e;
        } finally {
            lock.unlock();
        }
    }
}
