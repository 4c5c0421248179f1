package dev.demitasse.drivers;

import dev.demitasse.machine.Registers;
import java.util.Objects;

/** A part of a larger register window, numbered from its own start. Every access is checked against the part. */
final class RegisterWindow implements Registers {
    private final Registers whole;
    private final long start;
    private final long size;

    RegisterWindow(Registers whole, long start, long size) {
        Objects.checkFromIndexSize(start, size, whole.size());
        this.whole = whole;
        this.start = start;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int get8(long offset) {
        return whole.get8(at(offset, 1));
    }

    @Override
    public int get16(long offset) {
        return whole.get16(at(offset, 2));
    }

    @Override
    public int get32(long offset) {
        return whole.get32(at(offset, 4));
    }

    @Override
    public void set8(long offset, int value) {
        whole.set8(at(offset, 1), value);
    }

    @Override
    public void set16(long offset, int value) {
        whole.set16(at(offset, 2), value);
    }

    @Override
    public void set32(long offset, int value) {
        whole.set32(at(offset, 4), value);
    }

    private long at(long offset, int width) {
        return start + Objects.checkFromIndexSize(offset, width, size);
    }
}
