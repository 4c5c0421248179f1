package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.thread.PlatformThreads;

@TargetClass(PlatformThreads.class)
final class Target_com_oracle_svm_core_thread_PlatformThreads {
    @Alias
    private static native void sleep0(long nanos);

    /** As SubstrateVM's, with the messages of HotSpot. */
    @Substitute
    static void sleep(long nanos) throws InterruptedException {
        if (nanos < 0) {
            throw new IllegalArgumentException("timeout value is negative");
        }
        sleep0(nanos);
        if (Thread.interrupted()) {
            throw new InterruptedException("sleep interrupted");
        }
    }
}
