package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Driver;
import org.jspecify.annotations.Nullable;

/**
 * Starts virtio devices of the types this package drives, on either transport. Other types, and MMIO slots without a
 * device, are left alone. Stateless.
 *
 * <p>The system property {@code demitasse.net.buffers} says how many packet buffers of 2 KiB a network device gets: by
 * default 128, enough for tens of connections and little enough for a guest of 16 MB.
 */
public final class VirtioDriver implements Driver {
    static final String BUFFERS_PROPERTY = "demitasse.net.buffers";

    private static final int DEFAULT_BUFFERS = 128;
    private static final int LEAST_BUFFERS = 16;
    private static final int MOST_BUFFERS = 16384;

    /** Device types (5). */
    private static final int NETWORK = 1;

    private static final int BLOCK = 2;
    private static final int ENTROPY = 4;

    @Override
    public @Nullable Object start(DeviceDescriptor device, DeviceBus bus) {
        return switch (device) {
            case DeviceDescriptor.VirtioMmio mmio -> startMmio(mmio, bus);
            case DeviceDescriptor.Pci pci -> startPci(pci, bus);
            case DeviceDescriptor.FrameStream _, DeviceDescriptor.Tap _ -> null;
        };
    }

    private static @Nullable Object startMmio(DeviceDescriptor.VirtioMmio descriptor, DeviceBus bus) {
        MmioTransport transport = new MmioTransport(descriptor, bus);
        if (!drives(transport.deviceType())) {
            return null;
        }
        transport.requireModern();
        return start(transport.deviceType(), transport, bus);
    }

    private static @Nullable Object startPci(DeviceDescriptor.Pci descriptor, DeviceBus bus) {
        int type = PciTransport.deviceType(descriptor, bus);
        return drives(type) ? start(type, new PciTransport(descriptor, bus), bus) : null;
    }

    private static boolean drives(int type) {
        return type == NETWORK || type == BLOCK || type == ENTROPY;
    }

    private static Object start(int type, VirtioTransport transport, DeviceBus bus) {
        try {
            return switch (type) {
                case NETWORK -> new VirtioNet(transport, bus, buffers());
                case BLOCK -> new VirtioBlock(transport, bus);
                case ENTROPY -> new VirtioRng(transport, bus);
                default -> throw new IllegalArgumentException("virtio device type " + type);
            };
        } catch (DeviceException | OutOfMemoryError | IllegalArgumentException e) {
            // 3.1.1: a driver that gives up during the initialisation sets FAILED.
            DeviceStatus.giveUp(transport);
            throw e;
        }
    }

    static int buffers() {
        String value = System.getProperty(BUFFERS_PROPERTY);
        if (value == null) {
            return DEFAULT_BUFFERS;
        }
        try {
            int buffers = Integer.parseInt(value);
            if (buffers >= LEAST_BUFFERS && buffers <= MOST_BUFFERS) {
                return buffers;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw new DeviceException(
                BUFFERS_PROPERTY + "=" + value + " is not a number from " + LEAST_BUFFERS + " to " + MOST_BUFFERS);
    }
}
