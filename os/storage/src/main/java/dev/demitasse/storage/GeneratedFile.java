package dev.demitasse.storage;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** A file whose content is computed when looked at; it may differ from one look to the next. */
final class GeneratedFile extends ReadOnlyFile {
    private final Supplier<byte[]> content;

    GeneratedFile(Attributes attributes, Supplier<byte[]> content) {
        super(attributes);
        this.content = content;
    }

    @Override
    public Attributes attributes() {
        Attributes fixed = super.attributes();
        return new Attributes(
                fixed.type(),
                fixed.permissions(),
                size(),
                fixed.device(),
                fixed.inode(),
                fixed.links(),
                fixed.accessed(),
                fixed.modified(),
                fixed.changed(),
                fixed.created());
    }

    @Override
    public long size() {
        return content.get().length;
    }

    @Override
    public int read(long position, ByteBuffer target) {
        return copy(content.get(), position, target);
    }
}
