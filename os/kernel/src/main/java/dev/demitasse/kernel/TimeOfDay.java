package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import dev.demitasse.machine.Machine;
import org.graalvm.nativeimage.ImageSingletons;

/** The machine's time of day, corrected by whoever knows better. Read without a lock; corrected by one thread at a time. */
final class TimeOfDay {
    private static volatile ClockCorrection correction = ClockCorrection.NONE;

    private TimeOfDay() {}

    /** Nanoseconds since 1970. */
    @Uninterruptible(reason = EARLY)
    static long epochNanos() {
        Machine machine = ImageSingletons.lookup(Machine.class);
        ClockCorrection current = correction;
        // Most machines are never corrected, and reading a clock may be a call of the hypervisor's.
        return current == ClockCorrection.NONE
                ? machine.epochNanos()
                : machine.epochNanos() + current.at(machine.nanoTime());
    }

    static void step(long nanos) {
        correction =
                correction.stepped(nanos, ImageSingletons.lookup(Machine.class).nanoTime());
    }

    static void slew(long nanos) {
        correction =
                correction.slewed(nanos, ImageSingletons.lookup(Machine.class).nanoTime());
    }
}
