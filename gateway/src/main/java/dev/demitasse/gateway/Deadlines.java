package dev.demitasse.gateway;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends what has passed its deadline: looks once in a while, so that setting a deadline is one write. While there is nothing
 * to look at, nothing runs.
 */
final class Deadlines implements AutoCloseable {
    /** What has a deadline that moves. */
    interface Timed {
        /** Returns the deadline, by {@link System#nanoTime}. */
        long deadline();

        /** Called once or more when it has passed; must not block. */
        void expire();
    }

    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(250);

    private final Set<Timed> all = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;

    Deadlines() {
        thread = Thread.ofVirtual().name("gateway deadlines").start(this::run);
    }

    void add(Timed timed) {
        all.add(timed);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    void remove(Timed timed) {
        all.remove(timed);
    }

    private void run() {
        while (!closed) {
            long now = System.nanoTime();
            for (var timed : all) {
                if (now - timed.deadline() >= 0) {
                    timed.expire();
                }
            }
            if (all.isEmpty()) {
                // Set before looking again, so that who adds meanwhile sees it or is seen.
                asleep = true;
                if (all.isEmpty() && !closed) {
                    LockSupport.park(this);
                }
                asleep = false;
            } else {
                LockSupport.parkNanos(this, LOOK);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
