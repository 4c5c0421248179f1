package dev.demitasse.storage;

import java.nio.ByteBuffer;

/** A file compiled into the image: nothing about it can be changed, and using it holds nothing. Immutable. */
final class ImageFile extends ImageNode implements RegularFile {
    private final byte[] content;

    ImageFile(Attributes attributes, byte[] content) {
        super(attributes);
        this.content = content;
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public int read(long position, ByteBuffer target) {
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
