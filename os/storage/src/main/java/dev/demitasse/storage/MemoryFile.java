package dev.demitasse.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file of a {@link MemoryFileSystem}: pages, of which those never written are missing and read as zeros. */
final class MemoryFile extends MemoryNode implements RegularFile {
    private static final int PAGE_SIZE = 4096;
    /** What one array of pages can name; keeps the page index an {@code int}. */
    private static final long LARGEST = (long) PAGE_SIZE * (Integer.MAX_VALUE - 8);

    private static final byte[] ZEROS = new byte[PAGE_SIZE];

    private byte[] @Nullable [] pages = new byte[0][];
    private long size;
    private int uses;

    MemoryFile(MemoryFileSystem fileSystem, int permissions) {
        super(fileSystem, FileType.REGULAR, permissions);
    }

    @Override
    long contentSize() {
        return size;
    }

    @Override
    public long size() {
        fileSystem.lock.lock();
        try {
            return size;
        } finally {
            fileSystem.lock.unlock();
        }
    }

    @Override
    public int read(long position, ByteBuffer target) {
        fileSystem.lock.lock();
        try {
            int length = (int) Math.max(0, Math.min(target.remaining(), size - position));
            for (int done = 0; done < length; ) {
                long at = position + done;
                int offset = (int) (at % PAGE_SIZE);
                int count = Math.min(PAGE_SIZE - offset, length - done);
                target.put(pageOrZeros(at), offset, count);
                done += count;
            }
            return length;
        } finally {
            fileSystem.lock.unlock();
        }
    }

    @Override
    public int write(long position, ByteBuffer source) throws StorageException {
        fileSystem.lock.lock();
        try {
            return writeLocked(position, source);
        } finally {
            fileSystem.lock.unlock();
        }
    }

    @Override
    public int append(ByteBuffer source) throws StorageException {
        fileSystem.lock.lock();
        try {
            return writeLocked(size, source);
        } finally {
            fileSystem.lock.unlock();
        }
    }

    private int writeLocked(long position, ByteBuffer source) throws StorageException {
        int length = source.remaining();
        if (position < 0 || position > LARGEST - length) {
            throw new StorageException(ErrorCode.FILE_TOO_LARGE);
        }
        int done = 0;
        try {
            while (done < length) {
                long at = position + done;
                int offset = (int) (at % PAGE_SIZE);
                int count = Math.min(PAGE_SIZE - offset, length - done);
                source.get(pageToWrite(at), offset, count);
                done += count;
            }
        } catch (StorageException noSpace) {
            if (done == 0) {
                throw noSpace;
            }
        }
        if (done > 0) {
            size = Math.max(size, position + done);
            touch();
        }
        return done;
    }

    private byte[] pageOrZeros(long position) {
        int index = (int) (position / PAGE_SIZE);
        byte[] page = index < pages.length ? pages[index] : null;
        return page != null ? page : ZEROS;
    }

    private byte[] pageToWrite(long position) throws StorageException {
        int index = (int) (position / PAGE_SIZE);
        byte[] page = index < pages.length ? pages[index] : null;
        if (page == null) {
            growIndex(index + 1);
            fileSystem.reserve(PAGE_SIZE);
            page = new byte[PAGE_SIZE];
            pages[index] = page;
        }
        return page;
    }

    /** Makes room for {@code count} page references, doubling; the references themselves are charged as well. */
    private void growIndex(int count) throws StorageException {
        if (count > pages.length) {
            int length = (int) Math.min(Math.max((long) count, 2L * pages.length), LARGEST / PAGE_SIZE);
            fileSystem.reserve((long) Long.BYTES * (length - pages.length));
            pages = Arrays.copyOf(pages, length);
        }
    }

    @Override
    public void truncate(long newSize) throws StorageException {
        if (newSize < 0) {
            throw new StorageException(ErrorCode.INVALID);
        }
        if (newSize > LARGEST) {
            throw new StorageException(ErrorCode.FILE_TOO_LARGE);
        }
        fileSystem.lock.lock();
        try {
            if (newSize < size) {
                cut(newSize);
            }
            size = newSize;
            touch();
        } finally {
            fileSystem.lock.unlock();
        }
    }

    private void cut(long newSize) {
        int keep = (int) ((newSize + PAGE_SIZE - 1) / PAGE_SIZE);
        for (int i = keep; i < pages.length; i++) {
            if (pages[i] != null) {
                pages[i] = null;
                fileSystem.giveBack(PAGE_SIZE);
            }
        }
        if (keep < pages.length) {
            fileSystem.giveBack((long) Long.BYTES * (pages.length - keep));
            pages = Arrays.copyOf(pages, keep);
        }
        int tail = (int) (newSize % PAGE_SIZE);
        byte[] last = tail == 0 || keep > pages.length ? null : pages[keep - 1];
        if (last != null) {
            // What a later extension uncovers must read as zeros.
            Arrays.fill(last, tail, PAGE_SIZE, (byte) 0);
        }
    }

    @Override
    public void open() {
        fileSystem.lock.lock();
        try {
            uses++;
        } finally {
            fileSystem.lock.unlock();
        }
    }

    @Override
    public void close() {
        fileSystem.lock.lock();
        try {
            uses--;
            dropIfUnused();
        } finally {
            fileSystem.lock.unlock();
        }
    }

    @Override
    void unlinked() {
        super.unlinked();
        dropIfUnused();
    }

    private void dropIfUnused() {
        if (links == 0 && uses == 0) {
            cut(0);
            size = 0;
        }
    }
}
