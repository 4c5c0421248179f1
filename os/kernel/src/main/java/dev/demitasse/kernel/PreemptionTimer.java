package dev.demitasse.kernel;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.jdk.UninterruptibleUtils;
import com.oracle.svm.core.thread.SafepointCheckCounter;
import org.graalvm.nativeimage.CurrentIsolate;
import org.graalvm.nativeimage.IsolateThread;

/**
 * How often a thread looks at the clock for the end of its time slice. SubstrateVM has it do so after a number of
 * safepoint polls that it learns from how many there were in how much time; of a thread that mostly waits that is next to
 * none, and it would read the clock thrice at nearly every poll. A hundred polls, with which SubstrateVM begins, are well
 * under a time slice.
 *
 * <p>SubstrateVM still believes that it asked for fewer, and so takes the thread for slower than it is; as soon as it asks
 * for more than a hundred its count is right again.
 */
final class PreemptionTimer {
    static final int LEAST_POLLS = 100;

    private PreemptionTimer() {}
}

@TargetClass(SafepointCheckCounter.class)
final class Target_com_oracle_svm_core_thread_SafepointCheckCounter {
    private Target_com_oracle_svm_core_thread_SafepointCheckCounter() {}

    @Alias
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    static native void setVolatile(IsolateThread thread, int value);

    /** The current thread's polls until its next look. */
    @Substitute
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    static void setVolatile(int value) {
        setVolatile(
                CurrentIsolate.getCurrentThread(), UninterruptibleUtils.Math.max(value, PreemptionTimer.LEAST_POLLS));
    }
}
