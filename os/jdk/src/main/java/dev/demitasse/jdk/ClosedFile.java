package dev.demitasse.jdk;

import dev.demitasse.net.Readiness;
import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.FileType;
import dev.demitasse.storage.StorageException;
import java.nio.ByteBuffer;

/**
 * What a descriptor refers to between the JDK's two steps of closing a channel: reads end, writes fail, nobody waits.
 */
public final class ClosedFile extends OpenFile {
    /** The one there is; it stays whatever happens to its descriptors. */
    public static final ClosedFile INSTANCE = new ClosedFile();

    private ClosedFile() {}

    @Override
    public Attributes attributes() {
        return new Attributes(FileType.SOCKET, 0777, 0, 0, 0, 1, 0, 0, 0, 0);
    }

    @Override
    public int readiness() {
        return Readiness.READABLE | Readiness.WRITABLE | Readiness.HANGUP;
    }

    @Override
    protected int tryRead(ByteBuffer target) {
        return IoStatus.END;
    }

    @Override
    protected int tryWrite(ByteBuffer source) throws StorageException {
        throw new StorageException(ErrorCode.BROKEN_PIPE);
    }

    @Override
    protected void end() {
        // Holds nothing.
    }
}
