package dev.demitasse.machine.x86;

import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Registers;
import java.util.List;
import java.util.OptionalLong;

/**
 * The addresses that are handed to PCI functions when the firmware has placed none, as QEMU's {@code qboot} does; where
 * it has placed a single one it has done so for all, and nothing is handed out. Used by one thread.
 *
 * <p>They lie above the memory, above the configuration window of {@code q35} at 0xb0000000, and below what is at fixed
 * places on a PC: I/O APIC, HPET, local APIC, flash memory (QEMU: hw/i386/pc.c, hw/i386/pc_q35.c).
 *
 * <p>{@code qemu-system-x86_64 -M q35 -bios qboot.rom … -device virtio-net-pci,netdev=n0,romfile=}
 */
final class PciWindow {
    /** The first address that is never handed out. */
    static final long END = 0xfeb0_0000L;

    private static final long LOWEST = 0xc000_0000L;

    /** The chip set's own granularity: memory ends at a multiple of it, but for what firmware keeps at its end. */
    private static final long GRANULE = 256L << 20;

    private static final int HEADER_TYPE = 0x0e;
    private static final int BARS = 0x10;
    private static final int BAR_COUNT = 6;
    private static final int BAR_IO = 1;

    private long next;

    private PciWindow(long begin) {
        this.next = begin;
    }

    /**
     * What is free above the end of the memory below 4 GiB.
     *
     * @param endOfMemory the first address that is not memory
     * @param functions all functions there are
     */
    static PciWindow above(long endOfMemory, List<DeviceDescriptor.Pci> functions) {
        // No stream: here it would be the boot's only one, and where code is translated before it runs that takes a
        // millisecond.
        boolean placed = false;
        for (DeviceDescriptor.Pci function : functions) {
            placed |= isPlaced(function.configuration());
        }
        return new PciWindow(placed ? END : Math.max(LOWEST, endOfMemory + GRANULE - 1 & -GRANULE));
    }

    /** Whether a function has an address in the memory space already (PCI Local Bus Specification 3.0, 6.2.5.1). */
    private static boolean isPlaced(Registers configuration) {
        // Only ordinary functions have six; bridges have none that matter.
        int bars = (configuration.get8(HEADER_TYPE) & 0x7f) == 0 ? BAR_COUNT : 0;
        for (int i = 0; i < bars; i++) {
            int bar = configuration.get32(BARS + 4 * i);
            if ((bar & BAR_IO) == 0 && (bar & ~0xf) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Hands out addresses, aligned to their number.
     *
     * @param size how many, a power of two
     */
    OptionalLong claim(long size) {
        long begin = next + size - 1 & -size;
        if (size > END || begin > END - size) {
            return OptionalLong.empty();
        }
        next = begin + size;
        return OptionalLong.of(begin);
    }
}
