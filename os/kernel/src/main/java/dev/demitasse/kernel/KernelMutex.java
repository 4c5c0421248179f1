package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.locks.VMMutex;
import org.graalvm.nativeimage.Platform;
import org.graalvm.nativeimage.Platforms;

/** SubstrateVM's own mutex, for its runtime; ordinary code has {@link KernelLock}. */
final class KernelMutex extends VMMutex {
    private final Permits permit = new Permits(1);

    @Platforms(Platform.HOSTED_ONLY.class)
    KernelMutex(String name) {
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
    public VMMutex lock() {
        acquireInNative();
        setOwnerToCurrentThread();
        return this;
    }

    @Override
    @Uninterruptible(reason = "Whole critical section needs to be uninterruptible.", callerMustBe = true)
    public void lockNoTransition() {
        acquire();
        setOwnerToCurrentThread();
    }

    @Override
    @Uninterruptible(reason = "Whole critical section needs to be uninterruptible.", callerMustBe = true)
    public void lockNoTransitionUnspecifiedOwner() {
        acquire();
        setOwnerToUnspecified();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void unlock() {
        clearCurrentThreadOwner();
        release();
    }

    @Override
    @Uninterruptible(reason = "Whole critical section needs to be uninterruptible.", callerMustBe = true)
    public void unlockNoTransitionUnspecifiedOwner() {
        clearUnspecifiedOwner();
        release();
    }

    void acquireInNative() {
        permit.acquireInNative();
    }

    @Uninterruptible(reason = EARLY)
    void acquire() {
        permit.acquire();
    }

    @Uninterruptible(reason = EARLY)
    void release() {
        permit.release();
    }
}
