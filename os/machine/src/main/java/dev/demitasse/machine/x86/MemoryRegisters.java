package dev.demitasse.machine.x86;

import dev.demitasse.machine.Registers;
import java.util.Objects;
import jdk.internal.misc.Unsafe;

/**
 * Registers in the physical address space, mapped one to one and uncached. Unsafe stays in bounds because every access
 * is checked against the window that the platform or a PCI base address register gave.
 */
record MemoryRegisters(long address, long size) implements Registers {
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();

    @Override
    public int get8(long offset) {
        return UNSAFE.getByteVolatile(null, at(offset, 1)) & 0xff;
    }

    @Override
    public int get16(long offset) {
        return UNSAFE.getShortVolatile(null, at(offset, 2)) & 0xffff;
    }

    @Override
    public int get32(long offset) {
        return UNSAFE.getIntVolatile(null, at(offset, 4));
    }

    @Override
    public void set8(long offset, int value) {
        UNSAFE.putByteVolatile(null, at(offset, 1), (byte) value);
    }

    @Override
    public void set16(long offset, int value) {
        UNSAFE.putShortVolatile(null, at(offset, 2), (short) value);
    }

    @Override
    public void set32(long offset, int value) {
        UNSAFE.putIntVolatile(null, at(offset, 4), value);
    }

    private long at(long offset, int width) {
        return address + Objects.checkFromIndexSize(offset, width, size);
    }
}
