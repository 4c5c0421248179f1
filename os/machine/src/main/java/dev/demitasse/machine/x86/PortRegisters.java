package dev.demitasse.machine.x86;

import dev.demitasse.machine.Registers;
import java.util.Objects;

/** Registers in the processor's I/O space. */
record PortRegisters(int port, long size) implements Registers {
    @Override
    public int get8(long offset) {
        return Cpu.in8(at(offset, 1));
    }

    @Override
    public int get16(long offset) {
        return Cpu.in16(at(offset, 2));
    }

    @Override
    public int get32(long offset) {
        return Cpu.in32(at(offset, 4));
    }

    @Override
    public void set8(long offset, int value) {
        Cpu.out8(at(offset, 1), value);
    }

    @Override
    public void set16(long offset, int value) {
        Cpu.out16(at(offset, 2), value);
    }

    @Override
    public void set32(long offset, int value) {
        Cpu.out32(at(offset, 4), value);
    }

    private int at(long offset, int width) {
        return port + (int) Objects.checkFromIndexSize(offset, width, size);
    }
}
