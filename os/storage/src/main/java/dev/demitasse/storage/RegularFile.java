package dev.demitasse.storage;

import java.nio.ByteBuffer;

/** A node with content: a sequence of bytes that can be reached at any position. */
public non-sealed interface RegularFile extends Node {
    /** Bytes of content. */
    long size();

    /**
     * Copies content from {@code position} on into {@code target} until that is full or the file ends.
     *
     * @return bytes copied; 0 at or behind the end
     */
    int read(long position, ByteBuffer target);

    /**
     * Replaces or extends the content from {@code position} on; a gap reads as zeros.
     *
     * @return bytes taken, at least one unless {@code source} is empty
     * @throws StorageException READ_ONLY, NO_SPACE when not one byte fits, FILE_TOO_LARGE
     */
    int write(long position, ByteBuffer source) throws StorageException;

    /**
     * Writes at the end, wherever that is by then.
     *
     * @return bytes taken
     * @throws StorageException as for {@link #write}
     */
    int append(ByteBuffer source) throws StorageException;

    /**
     * Cuts or, with zeros, extends the content to {@code size} bytes.
     *
     * @throws StorageException READ_ONLY, NO_SPACE, FILE_TOO_LARGE
     */
    void truncate(long size) throws StorageException;

    /** Keeps the content while it is in use, even without a name; undone by {@link #close}. */
    void open();

    /** Ends one use; a file with neither name nor use gives its space back. */
    void close();
}
