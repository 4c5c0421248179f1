package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.thread.VMThreads;
import dev.demitasse.machine.Machine;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.c.type.CCharPointer;

/** SubstrateVM's view of kernel threads: a handle and an id are both the {@link Task}. */
final class KernelVMThreads extends VMThreads {
    @Override
    @Uninterruptible(reason = EARLY)
    public OSThreadHandle getCurrentOSThreadHandle() {
        return (OSThreadHandle) Scheduler.current();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    protected OSThreadId getCurrentOSThreadId() {
        return (OSThreadId) Scheduler.current();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    protected void joinNoTransition(OSThreadHandle osThreadHandle) {
        Tasks.join((Task) osThreadHandle);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void nativeSleep(int milliseconds) {
        Machine machine = ImageSingletons.lookup(Machine.class);
        long deadline = machine.nanoTime() + milliseconds * 1_000_000L;
        while (machine.nanoTime() < deadline) {
            Scheduler.await(deadline);
        }
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void yield() {
        Scheduler.yieldNow();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean supportsNativeYieldAndSleep() {
        return true;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void failFatally(int code, CCharPointer message) {
        Panic.stop(message, code);
    }
}
