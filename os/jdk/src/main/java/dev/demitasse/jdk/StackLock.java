package dev.demitasse.jdk;

import dev.demitasse.kernel.KernelLock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The network stack's lock: a {@link KernelLock} that its owner may take again. The owner never yields while it holds
 * it, so a virtual thread is as good an owner as a platform thread.
 */
final class StackLock implements Lock {
    private final KernelLock lock = new KernelLock();
    /** Written by the owner only; another thread that reads it sees a thread that is not itself. */
    private volatile @Nullable Thread owner;

    private int holds;

    @Override
    @SuppressWarnings("ReferenceEquality")
    public void lock() {
        Thread me = Thread.currentThread();
        if (owner != me) {
            lock.lock();
            owner = me;
        }
        holds++;
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public void unlock() {
        if (owner != Thread.currentThread()) {
            throw new IllegalMonitorStateException("the network stack's lock is not held by this thread");
        }
        if (--holds == 0) {
            owner = null;
            lock.unlock();
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean tryLock() {
        Thread me = Thread.currentThread();
        if (owner != me) {
            if (!lock.tryLock()) {
                return false;
            }
            owner = me;
        }
        holds++;
        return true;
    }

    @Override
    public void lockInterruptibly() {
        lock();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) {
        throw new UnsupportedOperationException("the network stack's lock has no timed acquisition");
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("the network stack's lock has no conditions");
    }
}
