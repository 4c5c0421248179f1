package dev.demitasse.drivers;

import dev.demitasse.drivers.PciFunction.Capability;
import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Driver.DeviceException;
import dev.demitasse.machine.Registers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Virtio over PCI (4.1), modern interface, with MSI-X where the device has it and the interrupt line where not.
 *
 * <p>{@code qemu-system-x86_64 -M q35 -netdev user,id=n0 -device virtio-net-pci,netdev=n0,romfile=} (transitional, on the
 * root bus) or {@code virtio-net-pci-non-transitional}
 */
final class PciTransport implements VirtioTransport {
    private static final int VENDOR = 0x1af4;

    /** Device ids 0x1000 to 0x103f are transitional devices', 0x1040 to 0x107f those of modern ones (4.1.2). */
    private static final int FIRST_ID = 0x1000;

    private static final int FIRST_MODERN_ID = 0x1040;
    private static final int LAST_ID = 0x107f;

    /** Where a virtio capability says its structure is (4.1.4): BAR, offset, length, and for notifications a factor. */
    private static final int CAPABILITY_BAR = 4;

    private static final int CAPABILITY_OFFSET = 8;
    private static final int CAPABILITY_LENGTH = 12;
    private static final int CAPABILITY_NOTIFY_MULTIPLIER = 16;

    private static final int COMMON = 1;
    private static final int NOTIFY = 2;
    private static final int INTERRUPT_STATUS = 3;
    private static final int DEVICE = 4;

    private static final int DEVICE_FEATURES_SELECT = 0x00;
    private static final int DEVICE_FEATURES = 0x04;
    private static final int DRIVER_FEATURES_SELECT = 0x08;
    private static final int DRIVER_FEATURES = 0x0c;
    private static final int CONFIGURATION_VECTOR = 0x10;
    private static final int STATUS = 0x14;
    private static final int GENERATION = 0x15;
    private static final int QUEUE_SELECT = 0x16;
    private static final int QUEUE_SIZE = 0x18;
    private static final int QUEUE_VECTOR = 0x1a;
    private static final int QUEUE_ENABLE = 0x1c;
    private static final int QUEUE_NOTIFY_OFFSET = 0x1e;
    private static final int QUEUE_DESCRIPTORS = 0x20;
    private static final int QUEUE_DRIVER = 0x28;
    private static final int QUEUE_DEVICE = 0x30;
    private static final int COMMON_LENGTH = 0x38;

    private static final int NO_VECTOR = 0xffff;
    private static final int CONFIGURATION_CHANGE = 2;

    private final PciFunction function;
    private final Registers common;
    private final Registers notify;
    private final Registers device;
    private final long notifyMultiplier;
    private long[] notifyOffsets = {};

    /** Null when the device has no MSI-X; then the three after it serve the interrupt line. */
    private final @Nullable MsixTable msix;

    private final @Nullable Registers interruptStatus;
    private final InterruptHandlers queueHandlers = new InterruptHandlers();
    private final InterruptHandlers configurationHandlers = new InterruptHandlers();

    private int selectedQueue = -1;
    private int selectedQueueSize;

    /** Finds the device's structures and makes it a bus master; does not touch its virtio state. */
    PciTransport(DeviceDescriptor.Pci descriptor, DeviceBus bus) {
        this.function = new PciFunction(descriptor, bus);
        Registers commonWindow = null;
        Registers notifyWindow = null;
        Registers deviceWindow = null;
        Capability interruptStatusCapability = null;
        Capability msixCapability = null;
        long multiplier = 0;
        // 4.1.4: of several structures of one type, the first that the driver can use is the one to use.
        for (Capability capability : function.capabilities()) {
            if (capability.id() == PciFunction.CAPABILITY_MSIX && msixCapability == null) {
                msixCapability = capability;
            }
            if (capability.id() != PciFunction.CAPABILITY_VENDOR) {
                continue;
            }
            int type = capability.header() >>> 24;
            if (type == COMMON && commonWindow == null) {
                commonWindow = structure(capability);
            } else if (type == NOTIFY && notifyWindow == null) {
                notifyWindow = structure(capability);
                multiplier = Integer.toUnsignedLong(
                        function.configuration().get32(capability.offset() + CAPABILITY_NOTIFY_MULTIPLIER));
            } else if (type == DEVICE && deviceWindow == null) {
                deviceWindow = structure(capability);
            } else if (type == INTERRUPT_STATUS && interruptStatusCapability == null) {
                interruptStatusCapability = capability;
            }
        }
        if (commonWindow == null || notifyWindow == null || commonWindow.size() < COMMON_LENGTH) {
            throw new DeviceException(function.name()
                    + " has no modern virtio interface: with QEMU, leave out disable-modern=on on its -device");
        }
        this.common = commonWindow;
        this.notify = notifyWindow;
        this.notifyMultiplier = multiplier;
        // An entropy device has no configuration and so no structure for it (5.4.4).
        this.device = deviceWindow != null ? deviceWindow : new RegisterWindow(commonWindow, 0, 0);
        if (msixCapability != null) {
            this.msix = new MsixTable(function, msixCapability, bus);
            this.interruptStatus = null;
            function.enable(false);
            msix.enable();
        } else if (interruptStatusCapability != null) {
            this.msix = null;
            this.interruptStatus = structure(interruptStatusCapability);
            function.enable(true);
            bus.lineInterrupt(function.interruptLine(), this::lineInterrupt);
        } else {
            throw new DeviceException(function.name() + " has neither MSI-X nor an interrupt status register");
        }
    }

    /** The virtio device type (5) of a PCI function, 0 when it is no virtio device. */
    static int deviceType(DeviceDescriptor.Pci descriptor, DeviceBus bus) {
        int id = descriptor.device();
        if (descriptor.vendor() != VENDOR || id < FIRST_ID || id > LAST_ID) {
            return 0;
        }
        // 4.1.2.1: a transitional device says its type in the subsystem id.
        return id >= FIRST_MODERN_ID ? id - FIRST_MODERN_ID : new PciFunction(descriptor, bus).subsystemId();
    }

    @Override
    public String name() {
        return function.name();
    }

    @Override
    public int status() {
        return common.get8(STATUS);
    }

    @Override
    public void setStatus(int status) {
        common.set8(STATUS, status);
    }

    @Override
    public long deviceFeatures() {
        common.set32(DEVICE_FEATURES_SELECT, 1);
        long high = common.get32(DEVICE_FEATURES);
        common.set32(DEVICE_FEATURES_SELECT, 0);
        return high << 32 | Integer.toUnsignedLong(common.get32(DEVICE_FEATURES));
    }

    @Override
    public void setDriverFeatures(long features) {
        common.set32(DRIVER_FEATURES_SELECT, 1);
        common.set32(DRIVER_FEATURES, (int) (features >>> 32));
        common.set32(DRIVER_FEATURES_SELECT, 0);
        common.set32(DRIVER_FEATURES, (int) features);
    }

    @Override
    public int maximumQueueSize(int queue) {
        select(queue);
        selectedQueueSize = common.get16(QUEUE_SIZE);
        return selectedQueueSize;
    }

    @Override
    public void enableQueue(
            int queue, int size, long descriptors, long driverArea, long deviceArea, Runnable interrupt) {
        if (maximumKnown(queue) != size) {
            common.set16(QUEUE_SIZE, size);
        }
        setAddress(QUEUE_DESCRIPTORS, descriptors);
        setAddress(QUEUE_DRIVER, driverArea);
        setAddress(QUEUE_DEVICE, deviceArea);
        rememberNotifyOffset(queue);
        if (msix != null) {
            setVector(QUEUE_VECTOR, msix.vectorFor(interrupt));
        } else {
            queueHandlers.add(interrupt);
        }
        common.set16(QUEUE_ENABLE, 1);
    }

    @Override
    public void onConfigurationChange(Runnable handler) {
        if (msix != null) {
            setVector(CONFIGURATION_VECTOR, msix.vectorFor(handler));
        } else {
            configurationHandlers.add(handler);
        }
    }

    @Override
    public void notifyQueue(int queue) {
        notify.set16(notifyOffsets[queue], queue);
    }

    @Override
    public Registers configuration() {
        return device;
    }

    @Override
    public int configurationGeneration() {
        return common.get8(GENERATION);
    }

    private Registers structure(Capability capability) {
        Registers configuration = function.configuration();
        int offset = capability.offset();
        return function.window(
                configuration.get8(offset + CAPABILITY_BAR),
                Integer.toUnsignedLong(configuration.get32(offset + CAPABILITY_OFFSET)),
                Integer.toUnsignedLong(configuration.get32(offset + CAPABILITY_LENGTH)));
    }

    private int maximumKnown(int queue) {
        return queue == selectedQueue ? selectedQueueSize : maximumQueueSize(queue);
    }

    private void select(int queue) {
        if (queue != selectedQueue) {
            common.set16(QUEUE_SELECT, queue);
            selectedQueue = queue;
        }
    }

    private void setAddress(int register, long address) {
        common.set32(register, (int) address);
        common.set32(register + 4, (int) (address >>> 32));
    }

    /** 4.1.5.1.2: a device that cannot serve the vector answers NO_VECTOR. */
    private void setVector(int register, int vector) {
        common.set16(register, vector);
        if (common.get16(register) == NO_VECTOR) {
            throw new DeviceException(name() + " cannot serve its MSI-X vector " + vector);
        }
    }

    /** 4.1.4.4: a queue's notification register is at its offset times the device's multiplier. */
    private void rememberNotifyOffset(int queue) {
        long offset = notifyMultiplier == 0 ? 0 : common.get16(QUEUE_NOTIFY_OFFSET) * notifyMultiplier;
        if (offset > notify.size() - Short.BYTES) {
            throw new DeviceException(name() + " places the notification of queue " + queue + " at offset " + offset
                    + " of a structure of " + notify.size() + " bytes");
        }
        if (notifyOffsets.length <= queue) {
            notifyOffsets = Arrays.copyOf(notifyOffsets, queue + 1);
        }
        notifyOffsets[queue] = offset;
    }

    /** 4.1.5.3: reading the status says why and takes the interrupt back. */
    private void lineInterrupt() {
        int reasons = interruptStatus == null ? 0 : interruptStatus.get8(0);
        if ((reasons & CONFIGURATION_CHANGE) != 0) {
            configurationHandlers.run();
        }
        if (reasons != 0) {
            queueHandlers.run();
        }
    }
}
