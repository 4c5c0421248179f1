package dev.demitasse.toolchain;

import java.nio.ByteBuffer;

/** Reads what DWARF is made of (DWARF 5, 7.6), one after the other. Confined to one thread. */
final class DwarfReader {
    private static final int MORE = 0x80;
    private static final int BITS = 7;
    private static final int VALUE = 0x7f;

    private final ByteBuffer bytes;
    private int position;

    /** Reads from the beginning. */
    DwarfReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return position < bytes.limit();
    }

    int position() {
        return position;
    }

    void skip(int count) {
        position += count;
    }

    /** A number in LEB128, unsigned. */
    long unsigned() {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes.get(position++);
            value |= (long) (next & VALUE) << shift;
            shift += BITS;
        } while ((next & MORE) != 0);
        return value;
    }
}
