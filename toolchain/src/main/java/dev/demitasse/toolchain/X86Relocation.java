package dev.demitasse.toolchain;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The x86-64 relocation types a static link needs (System V ABI, AMD64 supplement, table 4.9). In the formulas S is the
 * symbol's address, A the addend, P the address of the place.
 */
enum X86Relocation {
    /** S + A, 8 bytes. */
    R_X86_64_64(1, 8),
    /** S + A - P, 4 bytes, signed. */
    R_X86_64_PC32(2, 4),
    /** L + A - P: without shared libraries the function itself is L. */
    R_X86_64_PLT32(4, 4),
    /** S + A, 4 bytes, zero-extended by the processor. */
    R_X86_64_32(10, 4),
    /** S + A, 4 bytes, sign-extended by the processor. */
    R_X86_64_32S(11, 4),
    /** S + A - P, 8 bytes. */
    R_X86_64_PC64(24, 8);

    private static final X86Relocation[] VALUES = values();

    private final int code;
    private final int bytes;

    X86Relocation(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The type of that number, or null; no Optional, since a link asks this tens of thousands of times. */
    static @Nullable X86Relocation of(int code) {
        for (X86Relocation relocation : VALUES) {
            if (relocation.code == code) {
                return relocation;
            }
        }
        return null;
    }

    /** Size of the place that is changed. */
    int bytes() {
        return bytes;
    }

    /**
     * Writes the relocated value.
     *
     * @param out the image
     * @param at index of the place in {@code out}
     * @param target S + A
     * @param place P
     * @return false when the value does not fit the place, which is then unchanged
     */
    boolean apply(ByteBuffer out, int at, long target, long place) {
        long value = switch (this) {
            case R_X86_64_64, R_X86_64_32, R_X86_64_32S -> target;
            case R_X86_64_PC32, R_X86_64_PLT32, R_X86_64_PC64 -> target - place;
        };
        boolean fits = switch (this) {
            case R_X86_64_64, R_X86_64_PC64 -> true;
            case R_X86_64_32 -> value >>> 32 == 0;
            case R_X86_64_32S, R_X86_64_PC32, R_X86_64_PLT32 -> value == (int) value;
        };
        if (fits && bytes == 8) {
            out.putLong(at, value);
        } else if (fits) {
            out.putInt(at, (int) value);
        }
        return fits;
    }
}
