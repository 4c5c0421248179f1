package dev.demitasse.machine;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A disk: numbered blocks of equal size. Thread-safe. */
public interface BlockDevice {
    /** Bytes per block, a power of two of at least 512. */
    int blockSize();

    /** How many blocks there are. */
    long blocks();

    /** Whether {@link #write} always fails. */
    boolean readOnly();

    /** Reads whole blocks, starting at {@code block}, until {@code target} is full. */
    void read(long block, ByteBuffer target) throws IOException;

    /** Writes whole blocks, starting at {@code block}, until {@code source} is empty. */
    void write(long block, ByteBuffer source) throws IOException;

    /** Returns once all finished writes are on stable storage. */
    void flush() throws IOException;
}
