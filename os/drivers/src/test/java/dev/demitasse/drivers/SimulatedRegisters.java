package dev.demitasse.drivers;

import dev.demitasse.machine.Registers;

/** Registers of a simulated device: one method for reading and one for writing, whatever the width. */
abstract class SimulatedRegisters implements Registers {
    private final long size;

    SimulatedRegisters(long size) {
        this.size = size;
    }

    /** The value of the {@code width}-byte register at {@code offset}. */
    abstract int read(int offset, int width);

    abstract void write(int offset, int width, int value);

    @Override
    public long size() {
        return size;
    }

    @Override
    public int get8(long offset) {
        return read((int) offset, 1) & 0xff;
    }

    @Override
    public int get16(long offset) {
        return read(aligned(offset, 2), 2) & 0xffff;
    }

    @Override
    public int get32(long offset) {
        return read(aligned(offset, 4), 4);
    }

    @Override
    public void set8(long offset, int value) {
        write((int) offset, 1, value & 0xff);
    }

    @Override
    public void set16(long offset, int value) {
        write(aligned(offset, 2), 2, value & 0xffff);
    }

    @Override
    public void set32(long offset, int value) {
        write(aligned(offset, 4), 4, value);
    }

    private static int aligned(long offset, int width) {
        if (offset % width != 0) {
            throw new AssertionError(width + "-byte access at the odd offset 0x" + Long.toHexString(offset));
        }
        return (int) offset;
    }
}
