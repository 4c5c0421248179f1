package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The PCI transport (4.1) in front of a simulated device, laid out like QEMU's: the virtio structures in the 64-bit BAR 4,
 * the MSI-X table in BAR 1. Nothing answers while the command register or an unassigned BAR forbids it.
 */
final class SimulatedPci implements SimulatedVirtio.Interrupts {
    static final long MODERN_BAR = 0xfe00_4000L;
    static final long MSIX_BAR = 0xfebd_1000L;
    static final int LINE = 11;

    private static final int MODERN_BAR_SIZE = 0x4000;
    private static final int MSIX_BAR_SIZE = 0x1000;
    private static final int COMMON_OFFSET = 0x0000;
    private static final int ISR_OFFSET = 0x1000;
    private static final int DEVICE_OFFSET = 0x2000;
    private static final int NOTIFY_OFFSET = 0x3000;
    private static final int NOTIFY_MULTIPLIER = 4;
    private static final int MSIX_CAPABILITY = 0x98;

    private static final int BAR1 = 0x14;
    private static final int BAR4 = 0x20;
    private static final int BAR5 = 0x24;

    private final SimulatedBus bus;
    private final SimulatedVirtio device;
    private final int vectors;
    private final ByteBuffer space = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    private final Configuration configuration = new Configuration();
    private final ByteBuffer msixTable;

    private int deviceFeaturesHalf;
    private int driverFeaturesHalf;
    private int selectedQueue;
    private int configurationVector = SimulatedVirtio.NO_VECTOR;
    private int interruptStatus;
    private boolean refusesVectors;
    private int configurationAccesses;

    /**
     * @param vectors entries of the MSI-X table; 0 for a device without MSI-X
     * @param assigned whether the firmware gave the BARs addresses
     */
    SimulatedPci(SimulatedBus bus, SimulatedVirtio device, int vectors, boolean assigned) {
        this.bus = bus;
        this.device = device;
        this.vectors = vectors;
        this.msixTable = ByteBuffer.allocate(16 * Math.max(vectors, 1)).order(ByteOrder.LITTLE_ENDIAN);
        for (int vector = 0; vector < vectors; vector++) {
            msixTable.putInt(16 * vector + 12, 1);
        }
        device.plugInto(this);
        space.putShort(0x2e, (short) device.type());
        space.putShort(0x06, (short) 0x10);
        space.put(0x34, (byte) (vectors > 0 ? MSIX_CAPABILITY : 0x84));
        space.put(0x3c, (byte) LINE);
        space.put(0x3d, (byte) 1);
        space.putInt(BAR4, 0b1100);
        if (vectors > 0) {
            space.put(MSIX_CAPABILITY, (byte) 0x11).put(MSIX_CAPABILITY + 1, (byte) 0x84);
            space.putShort(MSIX_CAPABILITY + 2, (short) (vectors - 1));
            space.putInt(MSIX_CAPABILITY + 4, 1);
        }
        // The PCI_CFG capability first, as QEMU has it; it leads nowhere a driver needs to go.
        capability(0x84, 0x70, 5, 0, 0);
        capability(0x70, 0x60, 2, NOTIFY_OFFSET, 0x1000);
        space.put(0x72, (byte) 20).putInt(0x80, NOTIFY_MULTIPLIER);
        capability(0x60, 0x50, 4, DEVICE_OFFSET, 0x1000);
        capability(0x50, 0x40, 3, ISR_OFFSET, 0x1000);
        capability(0x40, 0, 1, COMMON_OFFSET, 0x1000);
        if (assigned) {
            configuration.write(BAR1, 4, (int) MSIX_BAR);
            configuration.write(BAR4, 4, (int) MODERN_BAR);
            configuration.write(BAR5, 4, (int) (MODERN_BAR >>> 32));
            plugBars();
        }
        configurationAccesses = 0;
    }

    DeviceDescriptor.Pci modern() {
        return descriptor(0x1040 + device.type());
    }

    DeviceDescriptor.Pci transitional() {
        return descriptor(0x1000);
    }

    DeviceDescriptor.Pci descriptor(int deviceId) {
        return new DeviceDescriptor.Pci(configuration, 0x1af4, deviceId, "00:03.0");
    }

    /** Configuration space as a byte array, for tests that damage it. */
    ByteBuffer space() {
        return space;
    }

    int configurationAccesses() {
        return configurationAccesses;
    }

    boolean busMaster() {
        return (command() & 4) != 0;
    }

    void refuseVectors() {
        refusesVectors = true;
    }

    /** Registers appear where the BARs point once those are assigned. */
    void plugBars() {
        bus.plug(bar4(), new Modern());
        bus.plug(Integer.toUnsignedLong(space.getInt(BAR1) & ~0xf), new MsixTableRegisters());
    }

    @Override
    public void used(SimulatedQueue queue) {
        interrupt(queue.vector(), 1);
    }

    @Override
    public void configurationChanged() {
        interrupt(configurationVector, 2);
    }

    private void interrupt(int vector, int reason) {
        if (!busMaster()) {
            throw new AssertionError("device is not allowed to master the bus");
        }
        if (vectors == 0) {
            boolean rises = interruptStatus == 0;
            interruptStatus |= reason;
            if (rises && (command() & 0x400) == 0) {
                bus.raiseLine(LINE);
            }
        } else if (vector != SimulatedVirtio.NO_VECTOR
                && (space.getShort(MSIX_CAPABILITY + 2) & 0x8000) != 0
                && (msixTable.getInt(16 * vector + 12) & 1) == 0) {
            bus.message(msixTable.getLong(16 * vector), msixTable.getInt(16 * vector + 8));
        }
    }

    private void capability(int at, int next, int type, int offset, int length) {
        space.put(at, (byte) 9).put(at + 1, (byte) next).put(at + 2, (byte) 16).put(at + 3, (byte) type);
        space.put(at + 4, (byte) 4).putInt(at + 8, offset).putInt(at + 12, length);
    }

    private int command() {
        return space.getShort(0x04);
    }

    private long bar4() {
        return Integer.toUnsignedLong(space.getInt(BAR4) & ~0xf) | Integer.toUnsignedLong(space.getInt(BAR5)) << 32;
    }

    private final class Configuration extends SimulatedRegisters {
        Configuration() {
            super(256);
        }

        @Override
        int read(int offset, int width) {
            configurationAccesses++;
            return switch (width) {
                case 1 -> space.get(offset);
                case 2 -> space.getShort(offset);
                default -> space.getInt(offset);
            };
        }

        @Override
        void write(int offset, int width, int value) {
            configurationAccesses++;
            switch (offset) {
                case 0x04 -> space.putShort(0x04, (short) value);
                case BAR1 -> writeBar(offset, value, vectors > 0 ? -MSIX_BAR_SIZE : 0, 0);
                case BAR4 -> writeBar(offset, value, -MODERN_BAR_SIZE, 0b1100);
                case BAR5 -> writeBar(offset, value, ~0, 0);
                case MSIX_CAPABILITY + 2 ->
                    space.putShort(offset, (short) (space.getShort(offset) & 0x7ff | value & 0xc000));
                default -> throw new AssertionError("write of configuration 0x" + Integer.toHexString(offset));
            }
        }

        private void writeBar(int offset, int value, int mask, int kind) {
            if ((command() & 2) != 0) {
                throw new AssertionError("BAR written while its decoder is on");
            }
            space.putInt(offset, value & mask | kind);
            // With all ones the driver asks for the size; anything else is an address.
            if (value != ~0) {
                plugBars();
            }
        }
    }

    private final class MsixTableRegisters extends SimulatedRegisters {
        MsixTableRegisters() {
            super(MSIX_BAR_SIZE);
        }

        @Override
        int read(int offset, int width) {
            return msixTable.getInt(offset);
        }

        @Override
        void write(int offset, int width, int value) {
            requireDecoding();
            if (width != 4) {
                throw new AssertionError(width + "-byte write of the MSI-X table");
            }
            msixTable.putInt(offset, value);
        }
    }

    private void requireDecoding() {
        if ((command() & 2) == 0) {
            throw new AssertionError("access while memory decoding is off");
        }
    }

    private final class Modern extends SimulatedRegisters {
        Modern() {
            super(MODERN_BAR_SIZE);
        }

        @Override
        int read(int offset, int width) {
            requireDecoding();
            if (offset >= DEVICE_OFFSET) {
                return device.readConfiguration(offset - DEVICE_OFFSET, width);
            }
            if (offset >= ISR_OFFSET) {
                int reasons = interruptStatus;
                interruptStatus = 0;
                return reasons;
            }
            requireWidth(offset, width);
            return switch (offset) {
                case 0x04 -> device.offeredFeatures(deviceFeaturesHalf);
                case 0x10 -> configurationVector;
                case 0x12 -> device.queues();
                case 0x14 -> device.status();
                case 0x15 -> device.generation();
                case 0x18 ->
                    selectedQueue < device.queues()
                            ? device.queue(selectedQueue).size()
                            : 0;
                case 0x1a -> device.queue(selectedQueue).vector();
                case 0x1e -> selectedQueue;
                default -> throw new AssertionError("read of common register 0x" + Integer.toHexString(offset));
            };
        }

        @Override
        void write(int offset, int width, int value) {
            requireDecoding();
            if (offset >= NOTIFY_OFFSET) {
                int queue = (offset - NOTIFY_OFFSET) / NOTIFY_MULTIPLIER;
                if (width != 2 || value != queue) {
                    throw new AssertionError("notification of queue " + queue + " says " + value);
                }
                device.notifyQueue(queue);
                return;
            }
            requireWidth(offset, width);
            switch (offset) {
                case 0x00 -> deviceFeaturesHalf = value;
                case 0x08 -> driverFeaturesHalf = value;
                case 0x0c -> device.acceptFeatures(driverFeaturesHalf, value);
                case 0x10 -> configurationVector = vector(value);
                case 0x14 -> device.setStatus(value);
                case 0x16 -> selectedQueue = value;
                case 0x18 -> device.queue(selectedQueue).setSize(value);
                case 0x1a -> device.queue(selectedQueue).setVector(vector(value));
                case 0x1c -> device.enableQueue(selectedQueue);
                case 0x20, 0x28, 0x30 -> areas[(offset - 0x20) / 8] = Integer.toUnsignedLong(value);
                case 0x24, 0x2c, 0x34 -> setHigh((offset - 0x24) / 8, value);
                default -> throw new AssertionError("write of common register 0x" + Integer.toHexString(offset));
            }
        }

        private final long[] areas = new long[3];

        private void setHigh(int area, int value) {
            areas[area] |= (long) value << 32;
            SimulatedQueue queue = device.queue(selectedQueue);
            switch (area) {
                case 0 -> queue.setDescriptors(areas[0]);
                case 1 -> queue.setDriverArea(areas[1]);
                default -> queue.setDeviceArea(areas[2]);
            }
        }

        private int vector(int value) {
            return refusesVectors || value >= vectors ? SimulatedVirtio.NO_VECTOR : value;
        }

        /** 4.1.3.1: fields are accessed with their own width, 64-bit ones in halves. */
        private void requireWidth(int offset, int width) {
            int natural = offset < 0x10 || offset >= 0x20 ? 4 : offset == 0x14 || offset == 0x15 ? 1 : 2;
            if (width != natural) {
                throw new AssertionError(width + "-byte access of common register 0x" + Integer.toHexString(offset));
            }
        }
    }
}
