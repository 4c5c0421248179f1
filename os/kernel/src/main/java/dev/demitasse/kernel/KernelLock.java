package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.graalvm.word.WordFactory;

/**
 * Mutual exclusion between kernel threads. Waiting blocks the kernel thread itself: a virtual thread that waits here
 * stays on its carrier, so hold it briefly. Not reentrant, no conditions, not interruptible.
 */
@SuppressWarnings("NullAway.Init") // fields that are machine words start as zero
public final class KernelLock implements Lock {
    private final Permits permit = new Permits(1);
    private Task owner;

    /** A free lock. */
    public KernelLock() {}

    @Override
    public void lock() {
        permit.acquireInNative();
        own();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean tryLock() {
        if (!permit.tryAcquire()) {
            return false;
        }
        own();
        return true;
    }

    @Override
    public void unlock() {
        if (!release()) {
            throw new IllegalMonitorStateException("unlocked by a thread that does not hold the lock");
        }
    }

    @Override
    public void lockInterruptibly() {
        lock();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) {
        throw new UnsupportedOperationException("a kernel lock has no timed acquisition");
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a kernel lock has no conditions; use Signal");
    }

    @Uninterruptible(reason = EARLY)
    private void own() {
        owner = Scheduler.current();
    }

    @Uninterruptible(reason = EARLY)
    private boolean release() {
        if (owner.notEqual(Scheduler.current())) {
            return false;
        }
        owner = WordFactory.nullPointer();
        permit.release();
        return true;
    }
}
