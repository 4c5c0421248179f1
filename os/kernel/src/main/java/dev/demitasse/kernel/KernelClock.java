package dev.demitasse.kernel;

import dev.demitasse.machine.Clock;
import dev.demitasse.machine.Machine;
import org.graalvm.nativeimage.ImageSingletons;

/** The machine's clock for the layers above. */
final class KernelClock implements Clock {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochNanos() {
        return ImageSingletons.lookup(Machine.class).epochNanos();
    }
}
