package dev.demitasse.machine.x86;

import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Registers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * PCI configuration space by mechanism 1 (PCI Local Bus Specification 3.0, section 3.2.2.3.2): an address at port
 * 0xcf8, data at 0xcfc. The root bus only: virtual machines put their devices there.
 */
final class Pci {
    private static final int ADDRESS = 0xcf8;
    private static final int DATA = 0xcfc;
    private static final int ENABLE = 0x8000_0000;

    private static final int DEVICES = 32;
    private static final int FUNCTIONS = 8;
    private static final int VENDOR = 0;
    private static final int HEADER_TYPE = 0xe;
    private static final int MULTI_FUNCTION = 0x80;
    private static final int NO_VENDOR = 0xffff;

    private Pci() {}

    /** The functions present on the root bus, in the order of their addresses. */
    static List<DeviceDescriptor.Pci> scan() {
        List<DeviceDescriptor.Pci> found = new ArrayList<>();
        if (!present()) {
            return found;
        }
        for (int device = 0; device < DEVICES; device++) {
            int functions = 1;
            for (int function = 0; function < functions; function++) {
                Configuration configuration = new Configuration(device << 11 | function << 8);
                int id = configuration.get32(VENDOR);
                if ((id & 0xffff) == NO_VENDOR) {
                    continue;
                }
                if (function == 0 && (configuration.get8(HEADER_TYPE) & MULTI_FUNCTION) != 0) {
                    functions = FUNCTIONS;
                }
                found.add(new DeviceDescriptor.Pci(
                        configuration,
                        id & 0xffff,
                        id >>> 16,
                        "00:" + (device < 16 ? "0" : "") + Integer.toHexString(device) + "." + function));
            }
        }
        return found;
    }

    /** The address register keeps what is written to it; a machine without PCI (microvm) has nothing there. */
    private static boolean present() {
        Cpu.out32(ADDRESS, ENABLE);
        return Cpu.in32(ADDRESS) == ENABLE;
    }

    private record Configuration(int base) implements Registers {
        @Override
        public long size() {
            return 256;
        }

        @Override
        public int get8(long offset) {
            return Cpu.in8(select(offset, 1));
        }

        @Override
        public int get16(long offset) {
            return Cpu.in16(select(offset, 2));
        }

        @Override
        public int get32(long offset) {
            return Cpu.in32(select(offset, 4));
        }

        @Override
        public void set8(long offset, int value) {
            Cpu.out8(select(offset, 1), value);
        }

        @Override
        public void set16(long offset, int value) {
            Cpu.out16(select(offset, 2), value);
        }

        @Override
        public void set32(long offset, int value) {
            Cpu.out32(select(offset, 4), value);
        }

        private int select(long offset, int width) {
            int register = (int) Objects.checkFromIndexSize(offset, width, size());
            Cpu.out32(ADDRESS, ENABLE | base | register & ~3);
            return DATA + (register & 3);
        }
    }
}
