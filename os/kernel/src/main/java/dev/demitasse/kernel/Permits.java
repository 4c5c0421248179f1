package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;

/**
 * A number of permits, and those who wait for one: what mutexes, locks and semaphores have in common. Who is woken has no
 * permit yet but looks again, so one that comes by at the right moment may be first. Guarded by the kernel lock.
 */
final class Permits {
    private final WaitList waiters = new WaitList();
    private int available;

    Permits(int available) {
        this.available = available;
    }

    /** Takes a permit when there is one; for ordinary Java: the heap can be collected while it waits. */
    void acquireInNative() {
        while (!acquireOrStandInLine()) {
            Scheduler.awaitInNative(Scheduler.FOREVER);
        }
    }

    /** Takes a permit when there is one; for code that is uninterruptible. */
    @Uninterruptible(reason = EARLY)
    void acquire() {
        while (!acquireOrStandInLine()) {
            Scheduler.await(Scheduler.FOREVER);
        }
    }

    /** Takes a permit if there is one now. */
    @Uninterruptible(reason = EARLY)
    boolean tryAcquire() {
        if (available == 0) {
            return false;
        }
        available--;
        return true;
    }

    /** Gives a permit, and wakes who has waited longest. */
    @Uninterruptible(reason = EARLY)
    void release() {
        available++;
        Task next = waiters.poll();
        if (next.isNonNull()) {
            Scheduler.wake(next);
        }
    }

    @Uninterruptible(reason = EARLY)
    private boolean acquireOrStandInLine() {
        Task self = Scheduler.current();
        if (tryAcquire()) {
            // A wake-up that was meant for something else may have come first, with this task still in line.
            waiters.remove(self);
            return true;
        }
        waiters.add(self);
        return false;
    }
}
