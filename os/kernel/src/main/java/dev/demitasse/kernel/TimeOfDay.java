package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import dev.demitasse.machine.Machine;
import org.graalvm.nativeimage.ImageSingletons;
import org.jspecify.annotations.Nullable;

/** The machine's time of day, corrected by whoever knows better. Read without a lock; corrected by one thread at a time. */
final class TimeOfDay {
    /** Null as long as nobody has corrected it, which is for ever on most machines. */
    private static volatile @Nullable ClockCorrection correction;

    private TimeOfDay() {}

    /** Nanoseconds since 1970. */
    @Uninterruptible(reason = EARLY)
    static long epochNanos() {
        Machine machine = ImageSingletons.lookup(Machine.class);
        ClockCorrection current = correction;
        long now = machine.epochNanos();
        return current == null ? now : now + current.at(machine.nanoTime());
    }

    static void step(long nanos) {
        correction = current().stepped(nanos, System.nanoTime());
    }

    static void slew(long nanos) {
        correction = current().slewed(nanos, System.nanoTime());
    }

    private static ClockCorrection current() {
        ClockCorrection current = correction;
        return current == null ? ClockCorrection.NONE : current;
    }
}
