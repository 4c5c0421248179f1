package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Driver.DeviceException;
import dev.demitasse.machine.Registers;

/**
 * Virtio over memory-mapped registers (4.2), version 2.
 *
 * <p>{@code qemu-system-x86_64 -M microvm -global virtio-mmio.force-legacy=false -netdev user,id=n0 -device
 * virtio-net-device,netdev=n0}
 */
final class MmioTransport implements VirtioTransport {
    /** Bytes of registers before the device's own configuration. */
    private static final int CONFIGURATION = 0x100;

    private static final int MAGIC = 0x000;
    private static final int VERSION = 0x004;
    private static final int DEVICE_ID = 0x008;
    private static final int DEVICE_FEATURES = 0x010;
    private static final int DEVICE_FEATURES_SELECT = 0x014;
    private static final int DRIVER_FEATURES = 0x020;
    private static final int DRIVER_FEATURES_SELECT = 0x024;
    private static final int QUEUE_SELECT = 0x030;
    private static final int QUEUE_SIZE_MAXIMUM = 0x034;
    private static final int QUEUE_SIZE = 0x038;
    private static final int QUEUE_READY = 0x044;
    private static final int QUEUE_NOTIFY = 0x050;
    private static final int INTERRUPT_STATUS = 0x060;
    private static final int INTERRUPT_ACKNOWLEDGE = 0x064;
    private static final int STATUS = 0x070;
    private static final int QUEUE_DESCRIPTORS = 0x080;
    private static final int QUEUE_DRIVER = 0x090;
    private static final int QUEUE_DEVICE = 0x0a0;
    private static final int GENERATION = 0x0fc;

    /** "virt", little-endian. */
    private static final int MAGIC_VALUE = 0x74726976;

    private static final int USED_BUFFER = 1;
    private static final int CONFIGURATION_CHANGE = 2;

    private final DeviceDescriptor.VirtioMmio descriptor;
    private final Registers registers;
    private final DeviceBus bus;
    private final int deviceType;
    private final InterruptHandlers queueHandlers = new InterruptHandlers();
    private final InterruptHandlers configurationHandlers = new InterruptHandlers();
    private boolean lineConnected;
    private int selectedQueue = -1;

    /** Looks at the device's identity, which has no side effect on it. */
    MmioTransport(DeviceDescriptor.VirtioMmio descriptor, DeviceBus bus) {
        this.descriptor = descriptor;
        this.bus = bus;
        if (descriptor.size() < CONFIGURATION) {
            throw new DeviceException(name() + " has " + descriptor.size() + " bytes of registers, fewer than the "
                    + CONFIGURATION + " of the transport: correct virtio_mmio.device= on the kernel command line");
        }
        this.registers = bus.memoryRegisters(descriptor.address(), descriptor.size());
        int magic = registers.get32(MAGIC);
        if (magic != MAGIC_VALUE) {
            throw new DeviceException(name() + " is no virtio device (magic 0x" + Integer.toHexString(magic)
                    + "): correct virtio_mmio.device= on the kernel command line");
        }
        this.deviceType = registers.get32(DEVICE_ID);
    }

    /** The device type (5); 0 is a slot without a device (4.2.3.1.1). */
    int deviceType() {
        return deviceType;
    }

    /** Throws when the device offers the legacy register layout (4.2.4), which this driver does not speak. */
    void requireModern() {
        int version = registers.get32(VERSION);
        if (version == 1) {
            throw new DeviceException(
                    name() + " is a legacy one (version 1): start QEMU with -global virtio-mmio.force-legacy=false");
        }
        if (version != 2) {
            throw new DeviceException(name() + " has the unknown version " + version);
        }
    }

    @Override
    public String name() {
        return "virtio-mmio device at 0x" + Long.toHexString(descriptor.address());
    }

    @Override
    public int status() {
        return registers.get32(STATUS);
    }

    @Override
    public void setStatus(int status) {
        registers.set32(STATUS, status);
    }

    @Override
    public long deviceFeatures() {
        registers.set32(DEVICE_FEATURES_SELECT, 1);
        long high = registers.get32(DEVICE_FEATURES);
        registers.set32(DEVICE_FEATURES_SELECT, 0);
        return high << 32 | Integer.toUnsignedLong(registers.get32(DEVICE_FEATURES));
    }

    @Override
    public void setDriverFeatures(long features) {
        registers.set32(DRIVER_FEATURES_SELECT, 1);
        registers.set32(DRIVER_FEATURES, (int) (features >>> 32));
        registers.set32(DRIVER_FEATURES_SELECT, 0);
        registers.set32(DRIVER_FEATURES, (int) features);
    }

    @Override
    public int maximumQueueSize(int queue) {
        select(queue);
        return registers.get32(QUEUE_SIZE_MAXIMUM);
    }

    /** 4.2.3.2, without its reading of QueueReady first: the reset just done has cleared that (4.2.2.1). */
    @Override
    public void enableQueue(
            int queue, int size, long descriptors, long driverArea, long deviceArea, Runnable interrupt) {
        queueHandlers.add(interrupt);
        connectLine();
        select(queue);
        registers.set32(QUEUE_SIZE, size);
        setAddress(QUEUE_DESCRIPTORS, descriptors);
        setAddress(QUEUE_DRIVER, driverArea);
        setAddress(QUEUE_DEVICE, deviceArea);
        registers.set32(QUEUE_READY, 1);
    }

    @Override
    public void onConfigurationChange(Runnable handler) {
        configurationHandlers.add(handler);
        connectLine();
    }

    @Override
    public void notifyQueue(int queue) {
        registers.set32(QUEUE_NOTIFY, queue);
    }

    @Override
    public Registers configuration() {
        return new RegisterWindow(registers, CONFIGURATION, descriptor.size() - CONFIGURATION);
    }

    @Override
    public int configurationGeneration() {
        return registers.get32(GENERATION);
    }

    private void select(int queue) {
        if (queue != selectedQueue) {
            registers.set32(QUEUE_SELECT, queue);
            selectedQueue = queue;
        }
    }

    private void setAddress(int register, long address) {
        registers.set32(register, (int) address);
        registers.set32(register + 4, (int) (address >>> 32));
    }

    private void connectLine() {
        if (!lineConnected) {
            lineConnected = true;
            bus.lineInterrupt(descriptor.line(), this::interrupt);
        }
    }

    /**
     * 4.2.3.4.1. Acknowledged before the handlers look, so that what happens while they do raises the line anew.
     * Acknowledged both bits, not just those read: the line is handled as an edge, and a bit that came between the two
     * accesses would hold it up for ever. For queues nothing is lost by it, since the rings are looked at afterwards;
     * a configuration change of that instant is seen with the next one.
     */
    private void interrupt() {
        int reasons = registers.get32(INTERRUPT_STATUS);
        registers.set32(INTERRUPT_ACKNOWLEDGE, USED_BUFFER | CONFIGURATION_CHANGE);
        if ((reasons & CONFIGURATION_CHANGE) != 0) {
            configurationHandlers.run();
        }
        queueHandlers.run();
    }
}
