package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceDescriptor;

/** The MMIO transport's registers (4.2.2) in front of a simulated device, with a level-triggered line as QEMU has it. */
final class SimulatedMmio extends SimulatedRegisters implements SimulatedVirtio.Interrupts {
    static final long ADDRESS = 0xfeb0_0e00L;
    static final int SIZE = 0x200;
    static final int LINE = 12;

    private final SimulatedBus bus;
    private final SimulatedVirtio device;
    private final int version;
    private int deviceFeaturesHalf;
    private int driverFeaturesHalf;
    private int selectedQueue;
    private final long[] addresses = new long[3];
    private int interruptStatus;

    private SimulatedMmio(SimulatedBus bus, SimulatedVirtio device, int version) {
        super(SIZE);
        this.bus = bus;
        this.device = device;
        this.version = version;
    }

    static SimulatedMmio plug(SimulatedBus bus, SimulatedVirtio device) {
        return plug(bus, device, 2);
    }

    static SimulatedMmio plug(SimulatedBus bus, SimulatedVirtio device, int version) {
        SimulatedMmio registers = new SimulatedMmio(bus, device, version);
        bus.plug(ADDRESS, registers);
        device.plugInto(registers);
        return registers;
    }

    static DeviceDescriptor descriptor() {
        return new DeviceDescriptor.VirtioMmio(ADDRESS, SIZE, LINE);
    }

    @Override
    public synchronized void used(SimulatedQueue queue) {
        raise(1);
    }

    @Override
    public synchronized void configurationChanged() {
        raise(2);
    }

    private void raise(int reason) {
        boolean rises = interruptStatus == 0;
        interruptStatus |= reason;
        if (rises) {
            bus.raiseLine(LINE);
        }
    }

    @Override
    synchronized int read(int offset, int width) {
        if (offset >= 0x100) {
            return device.readConfiguration(offset - 0x100, width);
        }
        if (width != 4) {
            throw new AssertionError(width + "-byte read of the control register 0x" + Integer.toHexString(offset));
        }
        return switch (offset) {
            case 0x000 -> 0x74726976;
            case 0x004 -> version;
            case 0x008 -> device.type();
            case 0x010 -> device.offeredFeatures(deviceFeaturesHalf);
            case 0x034 ->
                selectedQueue < device.queues() ? device.queue(selectedQueue).maximum() : 0;
            case 0x060 -> interruptStatus;
            case 0x070 -> device.status();
            case 0x0fc -> device.generation();
            default -> throw new AssertionError("read of register 0x" + Integer.toHexString(offset));
        };
    }

    @Override
    synchronized void write(int offset, int width, int value) {
        if (width != 4 || offset >= 0x100) {
            throw new AssertionError(width + "-byte write of 0x" + Integer.toHexString(offset));
        }
        switch (offset) {
            case 0x014 -> deviceFeaturesHalf = value;
            case 0x020 -> device.acceptFeatures(driverFeaturesHalf, value);
            case 0x024 -> driverFeaturesHalf = value;
            case 0x030 -> selectedQueue = value;
            case 0x038 -> device.queue(selectedQueue).setSize(value);
            case 0x044 -> enable(value);
            case 0x050 -> device.notifyQueue(value);
            case 0x064 -> interruptStatus &= ~value;
            case 0x070 -> device.setStatus(value);
            case 0x080, 0x090, 0x0a0 -> setHalf(offset, 0xffff_ffffL << 32, Integer.toUnsignedLong(value));
            case 0x084, 0x094, 0x0a4 -> setHalf(offset, 0xffff_ffffL, (long) value << 32);
            default -> throw new AssertionError("write of register 0x" + Integer.toHexString(offset));
        }
    }

    private void setHalf(int offset, long kept, long value) {
        int area = (offset >> 4) - 8;
        addresses[area] = addresses[area] & kept | value;
    }

    private void enable(int value) {
        if (value != 1) {
            throw new AssertionError("QueueReady " + value);
        }
        SimulatedQueue queue = device.queue(selectedQueue);
        queue.setDescriptors(addresses[0]);
        queue.setDriverArea(addresses[1]);
        queue.setDeviceArea(addresses[2]);
        device.enableQueue(selectedQueue);
    }
}
