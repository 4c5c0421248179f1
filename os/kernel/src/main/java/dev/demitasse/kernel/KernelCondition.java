package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.locks.VMCondition;
import org.graalvm.nativeimage.Platform;
import org.graalvm.nativeimage.Platforms;

/**
 * SubstrateVM's own condition variable. Standing in line happens before the mutex is given up, so no signal is missed;
 * who is woken without having been taken out of the line has run into the deadline.
 */
final class KernelCondition extends VMCondition {
    private static final String WAITS =
            "Should only be called if the thread did an explicit transition to native earlier.";

    private final WaitList waiters = new WaitList();

    @Platforms(Platform.HOSTED_ONLY.class)
    KernelCondition(KernelMutex mutex) {
        super(mutex);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int initialize() {
        return 0;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int destroy() {
        return 0;
    }

    @Override
    public void block() {
        blockInNative(Scheduler.FOREVER);
    }

    @Override
    public long block(long nanoseconds) {
        long deadline = deadline(nanoseconds);
        blockInNative(deadline);
        return Math.max(deadline - System.nanoTime(), 0);
    }

    @Override
    @Uninterruptible(reason = WAITS, callerMustBe = true)
    public void blockNoTransition() {
        mutex.clearCurrentThreadOwner();
        blockNow(Scheduler.FOREVER);
        mutex.setOwnerToCurrentThread();
    }

    @Override
    @Uninterruptible(reason = WAITS, callerMustBe = true)
    public void blockNoTransitionUnspecifiedOwner() {
        mutex.clearUnspecifiedOwner();
        blockNow(Scheduler.FOREVER);
        mutex.setOwnerToUnspecified();
    }

    @Override
    @Uninterruptible(reason = WAITS, callerMustBe = true)
    public long blockNoTransition(long nanoseconds) {
        long deadline = deadline(nanoseconds);
        mutex.clearCurrentThreadOwner();
        blockNow(deadline);
        mutex.setOwnerToCurrentThread();
        return Math.max(deadline - System.nanoTime(), 0);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void signal() {
        Task task = waiters.poll();
        if (task.isNonNull()) {
            Scheduler.wake(task);
        }
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void broadcast() {
        while (!waiters.isEmpty()) {
            signal();
        }
    }

    private void blockInNative(long deadline) {
        standInLine();
        while (stillInLine(deadline)) {
            Scheduler.awaitInNative(deadline);
        }
        kernelMutex().acquireInNative();
        mutex.setOwnerToCurrentThread();
    }

    @Uninterruptible(reason = EARLY)
    private void standInLine() {
        mutex.clearCurrentThreadOwner();
        waiters.add(Scheduler.current());
        kernelMutex().release();
    }

    @Uninterruptible(reason = EARLY)
    private void blockNow(long deadline) {
        waiters.add(Scheduler.current());
        kernelMutex().release();
        while (stillInLine(deadline)) {
            Scheduler.await(deadline);
        }
        kernelMutex().acquire();
    }

    /** Leaves the line when the deadline has passed. */
    @Uninterruptible(reason = EARLY)
    private boolean stillInLine(long deadline) {
        Task self = Scheduler.current();
        if (!self.getQueued()) {
            return false;
        }
        if (deadline != Scheduler.FOREVER && System.nanoTime() >= deadline) {
            waiters.remove(self);
            return false;
        }
        return true;
    }

    @Uninterruptible(reason = EARLY)
    private static long deadline(long nanoseconds) {
        long deadline = System.nanoTime() + nanoseconds;
        return deadline < 0 ? Scheduler.FOREVER : deadline;
    }

    @Uninterruptible(reason = EARLY)
    private KernelMutex kernelMutex() {
        return (KernelMutex) mutex;
    }
}
