package dev.demitasse.kernel;

import com.oracle.svm.core.util.PlatformTimeUtils;

/** The wall clock as SubstrateVM asks for it. */
final class KernelTime extends PlatformTimeUtils {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    @Override
    public SecondsNanos javaTimeSystemUTC() {
        long now = TimeOfDay.epochNanos();
        return new SecondsNanos(Math.floorDiv(now, NANOS_PER_SECOND), Math.floorMod(now, NANOS_PER_SECOND));
    }
}
