package dev.demitasse.kernel;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.thread.RecurringCallbackSupport;
import com.oracle.svm.core.thread.RecurringCallbackSupport.RecurringCallbackTimer;

/**
 * How often a thread looks at the clock for the end of its time slice. SubstrateVM has it do so after a number of safepoint
 * polls that it learns from how many there were in how much time. Two things are different here.
 *
 * <p>The number has bounds: of a thread that mostly waits it would be next to none, and of one that does nothing but poll so
 * large that the thread would go on for long once its polls become rare.
 *
 * <p>And a thread does not look, nor count anew, whenever the callback has been suspended for a moment. It is suspended in
 * every operation of a monitor and in every allocation that leaves the fast path: several hundred times in an HTTP request.
 * A thread that allocated or locked in a loop would never come to the end of its count.
 */
final class PreemptionTimer {
    /** A hundred polls, with which SubstrateVM begins, are well under a time slice. */
    static final int LEAST_POLLS = 100;

    /** So many take some 30 µs where nothing else is done, and looking at the clock less than a hundredth of that. */
    static final int MOST_POLLS = 1 << 15;

    private PreemptionTimer() {}

    /**
     * The polls until the next look.
     *
     * @param perNano how many there have been in a nanosecond
     * @param remaining nanoseconds of the time slice; below zero when it is over and its end has to wait
     */
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    static int polls(double perNano, long remaining) {
        if (remaining < 0) {
            // At the next poll: after a number of them it could be suspended each time, in step with the thread's loop.
            return 1;
        }
        double polls = perNano * remaining;
        if (polls < LEAST_POLLS) {
            return LEAST_POLLS;
        }
        return polls > MOST_POLLS ? MOST_POLLS : (int) polls;
    }
}

@TargetClass(RecurringCallbackSupport.class)
final class Target_com_oracle_svm_core_thread_RecurringCallbackSupport {
    private Target_com_oracle_svm_core_thread_RecurringCallbackSupport() {}

    @Alias
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    private static native void decrementSuspended();

    /** What became due meanwhile is seen at the next look, which is no further away than before. */
    @Substitute
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    public static void resumeCallbackTimerAtNextSafepointCheck() {
        decrementSuspended();
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
    @Uninterruptible(reason = "Called from uninterruptible code.", mayBeInlined = true)
    native void setCounter(int value);

    /** The last part of a look. */
    @Substitute
    @Uninterruptible(reason = "Must not contain safepoint checks.")
    private void updateCounter() {
        long remaining = lastCallbackExecution + targetIntervalNanos - System.nanoTime();
        setCounter(PreemptionTimer.polls(ewmaChecksPerNano, remaining));
    }
}
