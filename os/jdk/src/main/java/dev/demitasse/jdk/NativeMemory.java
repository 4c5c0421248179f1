package dev.demitasse.jdk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import jdk.internal.access.JavaNioAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;

/**
 * Memory the JDK hands to its native methods as a bare address. The callers in the JDK guarantee that it is there for
 * the length of the call; everything behind this class works on checked buffers.
 */
public final class NativeMemory {
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final JavaNioAccess NIO = SharedSecrets.getJavaNioAccess();

    /** {@code struct iovec}: an address and a length of eight bytes each. */
    private static final int IOVEC_SIZE = 16;

    private NativeMemory() {}

    /** A buffer over {@code length} bytes at {@code address}; valid for the length of the native call only. */
    public static ByteBuffer buffer(long address, int length) {
        return NIO.newDirectByteBuffer(address, length);
    }

    /** The buffer of the {@code index}-th element of an array of {@code struct iovec}. */
    public static ByteBuffer vectorElement(long vector, int index) {
        long element = vector + (long) index * IOVEC_SIZE;
        return buffer(UNSAFE.getLong(element), (int) UNSAFE.getLong(element + Long.BYTES));
    }

    /** The bytes up to the first zero at {@code address}, which are a file name, as text. */
    public static String cString(long address) {
        int length = 0;
        while (UNSAFE.getByte(address + length) != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        buffer(address, length).get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes four bytes. */
    public static void putInt(long address, int value) {
        UNSAFE.putInt(address, value);
    }

    /** Memory outside the heap, at a multiple of {@code alignment}, with {@code length} bytes; freed by {@link #free}. */
    public static long allocate(long length, int alignment) {
        long raw = UNSAFE.allocateMemory(length + alignment + Long.BYTES);
        long aligned = (raw + Long.BYTES + alignment - 1) & -alignment;
        // The word in front of the block remembers where it starts.
        UNSAFE.putLong(aligned - Long.BYTES, raw);
        return aligned;
    }

    /** Frees what {@link #allocate} gave. */
    public static void free(long aligned) {
        UNSAFE.freeMemory(UNSAFE.getLong(aligned - Long.BYTES));
    }

    /** Sets memory to zeros. */
    public static void clear(long address, long length) {
        UNSAFE.setMemory(address, length, (byte) 0);
    }
}
