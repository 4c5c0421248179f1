package dev.demitasse.kernel;

import java.util.concurrent.TimeUnit;
import org.graalvm.nativeimage.Threading;

/**
 * Takes the processor from a thread that does not give it up: at the first safepoint poll after its time slice, the
 * thread yields. SubstrateVM's recurring callback does the timing, so no interrupt is needed.
 */
final class Preemption {
    private static final long TIME_SLICE_MILLIS = 5;

    private Preemption() {}

    /** From now on for the current thread. */
    static void start() {
        Threading.registerRecurringCallback(
                TIME_SLICE_MILLIS, TimeUnit.MILLISECONDS, access -> Scheduler.yieldInNative());
    }
}
