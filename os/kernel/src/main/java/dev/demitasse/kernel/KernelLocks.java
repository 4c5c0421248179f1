package dev.demitasse.kernel;

import com.oracle.svm.core.locks.VMCondition;
import com.oracle.svm.core.locks.VMLockSupport;
import com.oracle.svm.core.locks.VMMutex;
import com.oracle.svm.core.locks.VMSemaphore;
import org.graalvm.nativeimage.Platform;
import org.graalvm.nativeimage.Platforms;

/** Puts our locks in the place of SubstrateVM's, in the image heap. */
final class KernelLocks extends VMLockSupport {
    @Override
    @Platforms(Platform.HOSTED_ONLY.class)
    protected VMMutex replaceVMMutex(VMMutex source) {
        return new KernelMutex(source.getName());
    }

    @Override
    @Platforms(Platform.HOSTED_ONLY.class)
    protected VMCondition replaceVMCondition(VMCondition source) {
        return new KernelCondition((KernelMutex) mutexReplacer.apply(source.getMutex()));
    }

    @Override
    @Platforms(Platform.HOSTED_ONLY.class)
    protected VMSemaphore replaceSemaphore(VMSemaphore source) {
        return new KernelSemaphore(source.getName());
    }
}
