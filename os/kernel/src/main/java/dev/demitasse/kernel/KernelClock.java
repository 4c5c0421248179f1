package dev.demitasse.kernel;

import dev.demitasse.machine.Clock;

/** The machine's clock for the layers above. */
final class KernelClock implements Clock {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochNanos() {
        return TimeOfDay.epochNanos();
    }
}
