package dev.demitasse.kernel;

import com.oracle.svm.core.SubstrateUtil;
import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.RecomputeFieldValue;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.thread.RecurringCallbackSupport;
import com.oracle.svm.core.thread.RecurringCallbackSupport.RecurringCallbackTimer;
import com.oracle.svm.core.thread.SafepointCheckCounter;
import com.oracle.svm.core.threadlocal.FastThreadLocalObject;
import org.graalvm.nativeimage.CurrentIsolate;
import org.graalvm.nativeimage.IsolateThread;

/**
 * How often a thread looks at the clock for the end of its time slice. SubstrateVM has it do so after a number of safepoint
 * polls that it learns from how many there were in how much time. Three things are different here.
 *
 * <p>The number has bounds: of a thread that mostly waits it would be next to none, and of one that does nothing but poll so
 * large that the thread would go on for long once its polls become rare.
 *
 * <p>A thread does not look, nor count anew, whenever the callback has been suspended for a moment. It is suspended in every
 * operation of a monitor and in every allocation that leaves the fast path: several hundred times in an HTTP request. A thread
 * that allocated or locked in a loop would never come to the end of its count.
 *
 * <p>And the timer, which is an object, is left alone while the callback is suspended. A collection is such a time, and its
 * code polls, too: between the pass that turns references and the one that moves objects, the timer is not where its reference
 * says, and whatever is there would be written over.
 */
final class PreemptionTimer {
    /** A hundred polls, with which SubstrateVM begins, are well under a time slice. */
    static final int LEAST_POLLS = 100;

    /** So many take some 30 µs where nothing else is done, and looking at the clock less than a hundredth of that. */
    static final int MOST_POLLS = 1 << 15;

    /** The count after one that ended during a suspension. The collector polls often, but not two thousand million times. */
    static final int DUE = Integer.MAX_VALUE;

    private PreemptionTimer() {}

    /**
     * The polls until the next look.
     *
     * @param perNano how many there have been in a nanosecond
     * @param remaining nanoseconds of the time slice
     */
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    static int polls(double perNano, long remaining) {
        double polls = perNano * remaining;
        if (polls < LEAST_POLLS) {
            return LEAST_POLLS;
        }
        return polls > MOST_POLLS ? MOST_POLLS : (int) polls;
    }

    /**
     * The polls until the next look when a suspension ends.
     *
     * @param count what is left of the count; below zero when a safepoint was asked for, which is seen at the next poll
     */
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    static int resumed(int count) {
        return count > MOST_POLLS ? 1 : count;
    }
}

@TargetClass(SafepointCheckCounter.class)
final class Target_com_oracle_svm_core_thread_SafepointCheckCounter {
    private Target_com_oracle_svm_core_thread_SafepointCheckCounter() {}

    @Alias
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    static native int getVolatile(IsolateThread thread);

    @Alias
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    static native void setVolatile(IsolateThread thread, int value);
}

@TargetClass(RecurringCallbackSupport.class)
final class Target_com_oracle_svm_core_thread_RecurringCallbackSupport {
    @Alias
    @RecomputeFieldValue(kind = RecomputeFieldValue.Kind.None, isFinal = true)
    private static FastThreadLocalObject<RecurringCallbackTimer> timerTL;

    private Target_com_oracle_svm_core_thread_RecurringCallbackSupport() {}

    @Alias
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    private static native void decrementSuspended();

    /** What a poll does that ends a count. */
    @Substitute
    @Uninterruptible(reason = "Must not contain safepoint checks.")
    static void maybeExecuteCallback() {
        RecurringCallbackTimer timer = timerTL.get();
        if (timer == null || RecurringCallbackSupport.isCallbackTimerSuspended()) {
            Target_com_oracle_svm_core_thread_SafepointCheckCounter.setVolatile(
                    CurrentIsolate.getCurrentThread(), PreemptionTimer.DUE);
        } else {
            SubstrateUtil.cast(
                            timer,
                            Target_com_oracle_svm_core_thread_RecurringCallbackSupport_RecurringCallbackTimer.class)
                    .evaluate();
        }
    }

    @Substitute
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    public static void resumeCallbackTimerAtNextSafepointCheck() {
        decrementSuspended();
        if (!RecurringCallbackSupport.isCallbackTimerSuspended()) {
            IsolateThread thread = CurrentIsolate.getCurrentThread();
            int count = Target_com_oracle_svm_core_thread_SafepointCheckCounter.getVolatile(thread);
            int resumed = PreemptionTimer.resumed(count);
            if (resumed != count) {
                Target_com_oracle_svm_core_thread_SafepointCheckCounter.setVolatile(thread, resumed);
            }
        }
    }
}

@TargetClass(RecurringCallbackTimer.class)
final class Target_com_oracle_svm_core_thread_RecurringCallbackSupport_RecurringCallbackTimer {
    @Alias
    private long targetIntervalNanos;

    @Alias
    private double ewmaChecksPerNano;

    @Alias
    private long lastCallbackExecution;

    private Target_com_oracle_svm_core_thread_RecurringCallbackSupport_RecurringCallbackTimer() {}

    @Alias
    @Uninterruptible(reason = "Must not contain safepoint checks.")
    native void evaluate();

    @Alias
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    native void setCounter(int value);

    @Substitute
    @Uninterruptible(reason = "Must not contain safepoint checks.")
    private void updateCounter() {
        long remaining = lastCallbackExecution + targetIntervalNanos - System.nanoTime();
        setCounter(PreemptionTimer.polls(ewmaChecksPerNano, remaining));
    }
}
