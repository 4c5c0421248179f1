package dev.demitasse.machine;

/**
 * A window of device registers, in memory or in I/O space; little-endian, each access one bus access of that width,
 * never reordered or merged. Reads narrower than 32 bits are zero-extended. Offsets are checked against the window.
 */
public interface Registers {
    /** Bytes in the window. */
    long size();

    int get8(long offset);

    int get16(long offset);

    int get32(long offset);

    void set8(long offset, int value);

    void set16(long offset, int value);

    void set32(long offset, int value);
}
