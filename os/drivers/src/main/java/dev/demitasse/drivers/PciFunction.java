package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Driver.DeviceException;
import dev.demitasse.machine.Registers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a driver needs of one PCI function's configuration space ("PCI Local Bus Specification 3.0" chapter 6): its
 * capabilities and the register windows behind its base address registers. Each access to configuration space may cost
 * two exits from the guest, so nothing is read twice. Used by one thread.
 */
final class PciFunction {
    static final int CAPABILITY_VENDOR = 0x09;
    static final int CAPABILITY_MSIX = 0x11;

    private static final int COMMAND = 0x04;
    private static final int STATUS = 0x06;
    private static final int BARS = 0x10;
    private static final int SUBSYSTEM_ID = 0x2e;
    private static final int CAPABILITIES = 0x34;
    private static final int INTERRUPT_LINE = 0x3c;
    private static final int INTERRUPT_PIN = 0x3d;

    private static final int COMMAND_IO = 1;
    private static final int COMMAND_MEMORY = 1 << 1;
    private static final int COMMAND_BUS_MASTER = 1 << 2;
    private static final int COMMAND_LINE_DISABLED = 1 << 10;
    private static final int STATUS_HAS_CAPABILITIES = 1 << 4;

    private static final int BAR_COUNT = 6;
    private static final int BAR_IO = 1;
    private static final int BAR_TYPE = 0b110;
    private static final int BAR_64_BIT = 0b100;
    private static final int LOWEST_CAPABILITY = 0x40;

    /** As many four-byte capabilities as fit behind the header: a longer list runs in a circle. */
    private static final int MOST_CAPABILITIES = (256 - LOWEST_CAPABILITY) / 4;

    private static final long UNREAD = -1;

    private final DeviceDescriptor.Pci descriptor;
    private final Registers configuration;
    private final DeviceBus bus;
    private final long[] barAddresses = new long[BAR_COUNT];
    private final boolean[] barIsIo = new boolean[BAR_COUNT];
    private int usedSpaces;

    PciFunction(DeviceDescriptor.Pci descriptor, DeviceBus bus) {
        this.descriptor = descriptor;
        this.configuration = descriptor.configuration();
        this.bus = bus;
        Arrays.fill(barAddresses, UNREAD);
    }

    /**
     * One entry of the capability list (6.7).
     *
     * @param offset where it starts in configuration space
     * @param header its first four bytes: id, link to the next, two that depend on the id
     */
    record Capability(int offset, int header) {
        int id() {
            return header & 0xff;
        }
    }

    /** What and where the function is, for messages: {@code PCI device 1af4:1041 at 00:03.0}. */
    String name() {
        return "PCI device " + fourDigits(descriptor.vendor()) + ":" + fourDigits(descriptor.device()) + " at "
                + descriptor.location();
    }

    Registers configuration() {
        return configuration;
    }

    /** The id by which the subsystem's vendor knows it. */
    int subsystemId() {
        return configuration.get16(SUBSYSTEM_ID);
    }

    /** The capability list, in the function's order. */
    List<Capability> capabilities() {
        List<Capability> found = new ArrayList<>();
        if ((configuration.get16(STATUS) & STATUS_HAS_CAPABILITIES) == 0) {
            return found;
        }
        int offset = configuration.get8(CAPABILITIES) & 0xfc;
        while (offset != 0) {
            if (offset < LOWEST_CAPABILITY || found.size() == MOST_CAPABILITIES) {
                throw new DeviceException(name() + " has a broken capability list (entry " + found.size() + " at 0x"
                        + Integer.toHexString(offset) + ")");
            }
            Capability capability = new Capability(offset, configuration.get32(offset));
            found.add(capability);
            offset = capability.header() >>> 8 & 0xfc;
        }
        return found;
    }

    /**
     * Registers in the memory or I/O space of a base address register. A register the firmware left without an address
     * gets one from the platform.
     *
     * @param bar 0 to 5; for a 64-bit one, its lower half
     */
    Registers window(int bar, long offset, long length) {
        if (bar < 0 || bar >= BAR_COUNT) {
            throw new DeviceException(name() + " places registers behind BAR " + bar + ", which does not exist");
        }
        if (barAddresses[bar] == UNREAD) {
            readBar(bar);
        }
        long base = barAddresses[bar];
        // A BAR is aligned to its size (6.2.5.1), so the address bounds the size without the accesses to ask for it.
        long most = Long.lowestOneBit(base);
        if (offset < 0 || length <= 0 || offset > most - length) {
            throw new DeviceException(name() + " places " + length + " bytes of registers at offset " + offset
                    + " of BAR " + bar + " (0x" + Long.toHexString(base) + "), which ends before");
        }
        usedSpaces |= barIsIo[bar] ? COMMAND_IO : COMMAND_MEMORY;
        return barIsIo[bar]
                ? bus.portRegisters((int) (base + offset), (int) length)
                : bus.memoryRegisters(base + offset, length);
    }

    /**
     * Lets the function answer in the spaces of the windows asked for so far, and read and write memory. After the last
     * {@link #window}, before the first access through one.
     *
     * @param lineInterrupt whether it may assert its interrupt line
     */
    void enable(boolean lineInterrupt) {
        int command = configuration.get16(COMMAND) | usedSpaces | COMMAND_BUS_MASTER;
        configuration.set16(
                COMMAND, lineInterrupt ? command & ~COMMAND_LINE_DISABLED : command | COMMAND_LINE_DISABLED);
    }

    /** The line that the firmware says the function's interrupt arrives at. */
    int interruptLine() {
        int line = configuration.get8(INTERRUPT_LINE);
        // 0 is the timer's on every PC: firmware that knows no line leaves it so. 255 means unconnected (6.2.4).
        if (configuration.get8(INTERRUPT_PIN) == 0 || line == 0 || line == 0xff) {
            throw new DeviceException(name() + " has no MSI-X and the firmware gave it no interrupt line: with QEMU,"
                    + " leave out vectors=0 and -bios");
        }
        return line;
    }

    private void readBar(int bar) {
        int register = BARS + 4 * bar;
        int low = configuration.get32(register);
        if ((low & BAR_IO) != 0) {
            barIsIo[bar] = true;
            barAddresses[bar] = Integer.toUnsignedLong(low & ~0b11);
            if (barAddresses[bar] == 0) {
                throw unassigned("I/O", bar, "");
            }
            return;
        }
        boolean wide = (low & BAR_TYPE) == BAR_64_BIT && bar + 1 < BAR_COUNT;
        long high = wide ? Integer.toUnsignedLong(configuration.get32(register + 4)) << 32 : 0;
        long address = high | Integer.toUnsignedLong(low & ~0b1111);
        barAddresses[bar] = address != 0 ? address : assign(bar, wide);
    }

    /** Gives a memory base address register an address: sizes it (6.2.5.1) with its decoder off, then asks the platform. */
    private long assign(int bar, boolean wide) {
        int register = BARS + 4 * bar;
        configuration.set16(COMMAND, configuration.get16(COMMAND) & ~(COMMAND_IO | COMMAND_MEMORY));
        configuration.set32(register, ~0);
        long mask = Integer.toUnsignedLong(configuration.get32(register) & ~0b1111);
        if (wide) {
            configuration.set32(register + 4, ~0);
            mask |= Integer.toUnsignedLong(configuration.get32(register + 4)) << 32;
        } else {
            mask |= mask == 0 ? 0 : 0xffff_ffffL << 32;
        }
        if (mask == 0) {
            throw new DeviceException(name() + " has no BAR " + bar);
        }
        long size = -mask;
        OptionalLong address = bus.claimAddressSpace(size);
        if (address.isEmpty()) {
            throw unassigned("memory", bar, " of " + size + " bytes");
        }
        long base = address.getAsLong();
        configuration.set32(register, (int) base);
        if (wide) {
            configuration.set32(register + 4, (int) (base >>> 32));
        }
        return base;
    }

    /** Hexadecimal; {@code String.format} would bring the formatter and its locales into every image. */
    private static String fourDigits(int id) {
        return Integer.toHexString(0x10000 | id & 0xffff).substring(1);
    }

    private DeviceException unassigned(String space, int bar, String size) {
        return new DeviceException(name() + ": the firmware gave its " + space + " BAR " + bar + size
                + " no address, and this platform has none to give: with QEMU, leave out -bios (SeaBIOS assigns them)");
    }
}
