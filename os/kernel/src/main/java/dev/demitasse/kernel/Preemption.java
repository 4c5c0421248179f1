package dev.demitasse.kernel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.graalvm.nativeimage.Threading;

/**
 * Takes the processor from a thread that does not give it up: at the first safepoint poll after its time slice, the
 * thread yields. SubstrateVM's recurring callback does the timing, so no interrupt is needed.
 */
final class Preemption {
    private static final long TIME_SLICE_MILLIS = 5;

    /** How many threads have yielded here and not come back. */
    private static final AtomicInteger YIELDED = new AtomicInteger();

    private Preemption() {}

    /** From now on for the current thread. */
    static void start() {
        Threading.registerRecurringCallback(TIME_SLICE_MILLIS, TimeUnit.MILLISECONDS, access -> yieldHere());
    }

    private static void yieldHere() {
        YIELDED.incrementAndGet();
        Scheduler.yieldInNative();
        YIELDED.decrementAndGet();
    }

    /** Whether a thread lost the processor in the midst of its code. */
    static boolean anywhere() {
        return YIELDED.get() > 0;
    }
}
