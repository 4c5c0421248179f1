package dev.demitasse.storage;

import java.nio.ByteBuffer;

/** A file compiled into the image. Immutable. */
final class ImageFile extends ReadOnlyFile {
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
        return copy(content, position, target);
    }
}
