package dev.demitasse.kernel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * Mutual exclusion between kernel threads. Waiting blocks the kernel thread itself: a virtual thread that waits here
 * stays on its carrier, so hold it briefly. Not reentrant, no conditions, not interruptible.
 */
public final class KernelLock implements Lock {
    @Override
    public void lock() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unlock() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryLock() {
        throw new UnsupportedOperationException();
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
}
