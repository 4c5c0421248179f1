package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/**
 * Threads need no signal to leave a blocking call: the call ends by itself when its descriptor is closed or replaced,
 * which the JDK does just before it would signal.
 */
@TargetClass(className = "sun.nio.ch.NativeThread")
final class Target_sun_nio_ch_NativeThread {
    @Substitute
    private static void init() {}

    @Substitute
    private static boolean supportPendingSignals0() {
        return false;
    }

    @Substitute
    private static long current0() {
        return Thread.currentThread().threadId();
    }

    @Substitute
    private static void signal0(long thread) {}
}
