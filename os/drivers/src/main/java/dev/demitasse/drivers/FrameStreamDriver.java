package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Driver;
import org.jspecify.annotations.Nullable;

/** The driver of networks that are a descriptor of the host: a stream of frames, or a tap. */
public final class FrameStreamDriver implements Driver {
    @Override
    public @Nullable Object start(DeviceDescriptor device, DeviceBus bus) {
        return switch (device) {
            case DeviceDescriptor.FrameStream frames -> new FrameStreamNet(frames, bus, VirtioDriver.buffers());
            case DeviceDescriptor.Tap tap -> new TapNet(tap, bus, VirtioDriver.buffers());
            case DeviceDescriptor.VirtioMmio _, DeviceDescriptor.Pci _ -> null;
        };
    }
}
