package dev.demitasse.jdk;

import dev.demitasse.kernel.KernelLock;
import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.RegularFile;
import dev.demitasse.storage.StorageException;
import java.nio.ByteBuffer;

/** An open regular file: content and a position. Always ready. */
public final class ContentFile extends OpenFile {
    private final RegularFile file;
    private final OpenMode mode;
    private final KernelLock lock = new KernelLock();
    private long position;

    ContentFile(RegularFile file, OpenMode mode) {
        this.file = file;
        this.mode = mode;
        file.open();
    }

    @Override
    public Attributes attributes() {
        return file.attributes();
    }

    @Override
    protected int tryRead(ByteBuffer target) throws StorageException {
        mode.checkReadable();
        lock.lock();
        try {
            int count = readAt(position, target);
            position += Math.max(0, count);
            return count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected int tryWrite(ByteBuffer source) throws StorageException {
        mode.checkWritable();
        lock.lock();
        try {
            if (mode.append()) {
                int count = file.append(source);
                position = file.size();
                return count;
            }
            int count = file.write(position, source);
            position += count;
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Reads at a place of its own, without moving the position. */
    public int readAt(long offset, ByteBuffer target) throws StorageException {
        mode.checkReadable();
        if (!target.hasRemaining()) {
            return 0;
        }
        int count = file.read(offset, target);
        return count == 0 ? IoStatus.END : count;
    }

    /** Writes at a place of its own, without moving the position. */
    public int writeAt(long offset, ByteBuffer source) throws StorageException {
        mode.checkWritable();
        // Linux appends here too (pwrite(2), Bugs), and the JDK documents it so.
        return mode.append() ? file.append(source) : file.write(offset, source);
    }

    /** Where the next read or write goes. */
    public long position() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets where the next read or write goes.
     *
     * @throws StorageException INVALID for a negative position
     */
    public void seek(long newPosition) throws StorageException {
        if (newPosition < 0) {
            throw new StorageException(ErrorCode.INVALID);
        }
        lock.lock();
        try {
            position = newPosition;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of content. */
    public long size() {
        return file.size();
    }

    /** Cuts or extends the content. */
    public void truncate(long size) throws StorageException {
        mode.checkWritable();
        file.truncate(size);
    }

    @Override
    public int available() {
        return Math.clamp(size() - position(), 0, Integer.MAX_VALUE);
    }

    /** Whether writes go to the end. */
    public boolean append() {
        return mode.append();
    }

    /** The file itself. */
    public RegularFile file() {
        return file;
    }

    @Override
    protected void end() {
        file.close();
    }
}
