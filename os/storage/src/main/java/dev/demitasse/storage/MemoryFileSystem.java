package dev.demitasse.storage;

import dev.demitasse.machine.Clock;
import java.util.concurrent.locks.Lock;

/**
 * A file system in the Java heap that forgets everything at power-off: what {@code /tmp} is.
 *
 * <p>It never holds more than its capacity: content is counted by the page, names and nodes by a flat charge. One lock
 * guards all of it; it is held for the length of a copy and never while waiting.
 */
public final class MemoryFileSystem implements FileSystem {
    /** What a node with its name is charged, about what the objects behind it take. */
    static final int NODE_CHARGE = 256;

    final Lock lock;
    private final Clock clock;
    private final int device;
    private final long capacity;
    private final MemoryDirectory root;

    private long used;
    private long lastInode;

    /**
     * @param device number of this file system, unique in its namespace
     * @param capacity bytes it may hold
     * @param clock stamps the nodes
     * @param lock guards it; need not be reentrant
     */
    public MemoryFileSystem(int device, long capacity, Clock clock, Lock lock) {
        this.device = device;
        this.capacity = capacity;
        this.clock = clock;
        this.lock = lock;
        this.root = new MemoryDirectory(this, 01777, null);
    }

    @Override
    public String kind() {
        return "tmpfs";
    }

    @Override
    public Directory root() {
        return root;
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public long free() {
        lock.lock();
        try {
            return capacity - used;
        } finally {
            lock.unlock();
        }
    }

    /** Counts {@code bytes} as used; the lock is held. */
    void reserve(long bytes) throws StorageException {
        if (bytes > capacity - used) {
            throw new StorageException(ErrorCode.NO_SPACE);
        }
        used += bytes;
    }

    /** Takes back {@link #reserve}; the lock is held. */
    void giveBack(long bytes) {
        used -= bytes;
    }

    long nextInode() {
        return ++lastInode;
    }

    int device() {
        return device;
    }

    long now() {
        return clock.epochNanos();
    }
}
