package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;
import static org.graalvm.nativeimage.c.function.CFunction.Transition.NO_TRANSITION;

import com.oracle.svm.core.Uninterruptible;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.nativeimage.c.function.InvokeCFunctionPointer;
import org.graalvm.word.Pointer;

/**
 * Linux's clocks, through the code that Linux maps into every process for reading them without a system call, where it
 * has any. Where that code cannot read the clock it makes the call.
 */
@SuppressWarnings("NullAway.Init") // fields that are machine words start as zero
final class ProcessClock {
    static final int REALTIME = 0;
    static final int MONOTONIC = 1;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** {@code clock_gettime} of the C library, in Linux's own code. */
    private interface GetTime extends CFunctionPointer {
        @InvokeCFunctionPointer(transition = NO_TRANSITION)
        int call(int clock, Pointer time);
    }

    private static GetTime mapped;

    private ProcessClock() {}

    /** Looks for the mapped code; {@code stack} is that of a new process. */
    @Uninterruptible(reason = EARLY)
    static void start(Pointer stack) {
        mapped = (GetTime) MappedCode.clock(StartStack.mappedCode(stack));
    }

    /** Nanoseconds since the clock's beginning. */
    @Uninterruptible(reason = EARLY)
    static long nanos(int clock) {
        Pointer time = Linux.touched(StackValue.get(2 * Long.BYTES), 2 * Long.BYTES);
        if (mapped.isNull() || mapped.call(clock, time) != 0) {
            Linux.call(Linux.CLOCK_GETTIME, clock, time.rawValue(), 0);
        }
        return time.readLong(0) * NANOS_PER_SECOND + time.readLong(Long.BYTES);
    }
}
