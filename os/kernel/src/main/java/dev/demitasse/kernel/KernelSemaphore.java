package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.locks.VMSemaphore;
import org.graalvm.nativeimage.Platform;
import org.graalvm.nativeimage.Platforms;

/** SubstrateVM's own semaphore. */
final class KernelSemaphore extends VMSemaphore {
    private final Permits permits = new Permits(0);

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
        permits.acquireInNative();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void signal() {
        permits.release();
    }
}
