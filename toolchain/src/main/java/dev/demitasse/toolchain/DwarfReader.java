package dev.demitasse.toolchain;

import java.nio.ByteBuffer;

/** Reads what DWARF is made of (DWARF 5, 7.4 to 7.6), one after the other. Confined to one thread. */
final class DwarfReader {
    private static final int MORE = 0x80;
    private static final int BITS = 7;
    private static final int VALUE = 0x7f;
    private static final int SIGN = 0x40;

    private final ByteBuffer bytes;
    private int position;

    /** Reads a section, little-endian, from its beginning. */
    DwarfReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return position < bytes.limit();
    }

    int position() {
        return position;
    }

    void position(int at) {
        position = at;
    }

    void skip(int count) {
        position += count;
    }

    /** The next byte, unsigned. */
    int one() {
        return Byte.toUnsignedInt(bytes.get(position++));
    }

    /** Two bytes, unsigned. */
    int two() {
        int value = Short.toUnsignedInt(bytes.getShort(position));
        position += Short.BYTES;
        return value;
    }

    /** Four bytes: an offset, or the length of a section's part; sections are smaller than 2 GiB. */
    int four() {
        int value = bytes.getInt(position);
        position += Integer.BYTES;
        return value;
    }

    /** Eight bytes. */
    long eight() {
        long value = bytes.getLong(position);
        position += Long.BYTES;
        return value;
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

    /** A number in LEB128, signed. */
    long signed() {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes.get(position++);
            value |= (long) (next & VALUE) << shift;
            shift += BITS;
        } while ((next & MORE) != 0);
        return (next & SIGN) != 0 && shift < Long.SIZE ? value | -1L << shift : value;
    }

    /** Passes over a string that ends with a zero. */
    void skipString() {
        while (bytes.get(position++) != 0) {
            continue;
        }
    }
}
