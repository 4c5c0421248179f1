package dev.demitasse.storage;

import java.nio.ByteBuffer;

/** A file of an {@link ImageFileSystem}: nothing about it can be changed, and using it holds nothing. */
abstract class ReadOnlyFile extends ImageNode implements RegularFile {
    ReadOnlyFile(Attributes attributes) {
        super(attributes);
    }

    static int copy(byte[] content, long position, ByteBuffer target) {
        int length = (int) Math.max(0, Math.min(target.remaining(), content.length - position));
        if (length > 0) {
            target.put(content, (int) position, length);
        }
        return length;
    }

    @Override
    public int write(long position, ByteBuffer source) throws StorageException {
        throw readOnly();
    }

    @Override
    public int append(ByteBuffer source) throws StorageException {
        throw readOnly();
    }

    @Override
    public void truncate(long size) throws StorageException {
        throw readOnly();
    }

    @Override
    public void open() {
        // Its content stays for good.
    }

    @Override
    public void close() {
        // Its content stays for good.
    }
}
