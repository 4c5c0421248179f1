package dev.demitasse.jdk;

import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.Directory;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** An open directory, and how far its names have been read. Reading is confined to one thread at a time by the JDK. */
public final class DirectoryFile extends OpenFile {
    private final Directory directory;
    private @Nullable Iterator<String> names;

    DirectoryFile(Directory directory) {
        this.directory = directory;
    }

    /** The next name, or {@code null} after the last. */
    public @Nullable String nextName() {
        if (names == null) {
            names = directory.names().iterator();
        }
        return names.hasNext() ? names.next() : null;
    }

    /** The directory itself. */
    public Directory directory() {
        return directory;
    }

    @Override
    public Attributes attributes() {
        return directory.attributes();
    }

    @Override
    protected int tryRead(ByteBuffer target) throws StorageException {
        throw new StorageException(ErrorCode.IS_DIRECTORY);
    }

    @Override
    protected void end() {
        // Holds nothing.
    }
}
