package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.locks.VMSemaphore;
import org.graalvm.nativeimage.Platform;
import org.graalvm.nativeimage.Platforms;

/** SubstrateVM's own semaphore. */
final class KernelSemaphore extends VMSemaphore {
    private final WaitList waiters = new WaitList();
    private int permits;

    @Platforms(Platform.HOSTED_ONLY.class)
    KernelSemaphore(String name) {
        super(name);
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
    public void await() {
        while (!acquireOrStandInLine()) {
            Scheduler.awaitInNative(Scheduler.FOREVER);
        }
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void signal() {
        permits++;
        Task next = waiters.poll();
        if (next.isNonNull()) {
            Scheduler.wake(next);
        }
    }

    @Uninterruptible(reason = EARLY)
    private boolean acquireOrStandInLine() {
        Task self = Scheduler.current();
        if (permits == 0) {
            waiters.add(self);
            return false;
        }
        permits--;
        waiters.remove(self);
        return true;
    }
}
