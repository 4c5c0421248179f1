package dev.demitasse.jdk;

import dev.demitasse.kernel.KernelLock;
import dev.demitasse.kernel.Signal;
import dev.demitasse.net.Readiness;
import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What descriptors refer to (POSIX calls it an open file description): a file, a socket, one end of a pipe, …. Several
 * descriptors may share one; it ends with the last of them. Thread-safe.
 *
 * <p>Subclasses never block in {@link #tryRead} and {@link #tryWrite} if they can ever be unready; this class adds the
 * waiting, which parks the kernel thread. Virtual threads do not come here to wait: the JDK's poller does it for them.
 */
public abstract class OpenFile {
    /** Events a wait is ended by even when nobody asked for them, as with {@code poll(2)}. */
    static final int ALWAYS_REPORTED = Readiness.ERROR | Readiness.HANGUP;

    private static final Watcher[] NONE = {};

    private final KernelLock watchersLock = new KernelLock();
    /** Replaced as a whole under the lock, so that reading needs none. */
    private volatile Watcher[] watchers = NONE;

    private volatile boolean blocking = true;
    private volatile boolean closed;
    /** How many descriptors refer here; guarded by the descriptor table's lock. */
    private int references;

    /** Its attributes as {@code fstat} tells them. */
    public abstract Attributes attributes() throws StorageException;

    /** What it is ready for, as bits of {@link Readiness}. */
    public int readiness() {
        return Readiness.READABLE | Readiness.WRITABLE;
    }

    /**
     * Reads what is there.
     *
     * @return bytes read, {@link IoStatus#END} or {@link IoStatus#UNAVAILABLE}
     */
    protected int tryRead(ByteBuffer target) throws StorageException {
        throw new StorageException(ErrorCode.BAD_DESCRIPTOR);
    }

    /**
     * Writes what it takes now.
     *
     * @return bytes written or {@link IoStatus#UNAVAILABLE}
     */
    protected int tryWrite(ByteBuffer source) throws StorageException {
        throw new StorageException(ErrorCode.BAD_DESCRIPTOR);
    }

    /** Ends it: no descriptor refers to it any more. */
    protected abstract void end();

    /** Bytes that can be read without waiting, as far as that is known. */
    public int available() throws StorageException {
        throw new StorageException(ErrorCode.NOT_SUPPORTED);
    }

    /**
     * Reads, waiting for the first byte if the file is in blocking mode.
     *
     * @return bytes read or an {@link IoStatus}
     */
    public final int read(ByteBuffer target) throws StorageException {
        while (true) {
            int count = tryRead(target);
            if (count != IoStatus.UNAVAILABLE || !blocking) {
                return count;
            }
            if (await(Readiness.READABLE, Long.MAX_VALUE) == IoStatus.INTERRUPTED) {
                return IoStatus.INTERRUPTED;
            }
        }
    }

    /**
     * Writes, waiting for room until all is written if the file is in blocking mode.
     *
     * @return bytes written or an {@link IoStatus}
     */
    public final int write(ByteBuffer source) throws StorageException {
        int written = 0;
        while (true) {
            int count = tryWrite(source);
            if (count > 0) {
                written += count;
            }
            if (!blocking || !source.hasRemaining() || (count < 0 && count != IoStatus.UNAVAILABLE)) {
                return written > 0 ? written : count;
            }
            if (count == IoStatus.UNAVAILABLE && await(Readiness.WRITABLE, Long.MAX_VALUE) == IoStatus.INTERRUPTED) {
                return written > 0 ? written : IoStatus.INTERRUPTED;
            }
        }
    }

    /** Whether transfers wait. */
    public final boolean blocking() {
        return blocking;
    }

    /** Sets whether transfers wait. */
    public final void setBlocking(boolean blocking) {
        this.blocking = blocking;
    }

    /** Whether its last descriptor has been closed. */
    public final boolean closed() {
        return closed;
    }

    /**
     * Waits until the file is ready for something.
     *
     * @param events bits of {@link Readiness} to wait for
     * @param deadlineNanos a time of the kernel's clock, {@link Long#MAX_VALUE} for never
     * @return those of the events, and of error and hang-up, that are there; 0 when the deadline came first;
     *     {@link IoStatus#INTERRUPTED} when the file was closed
     */
    public final int await(int events, long deadlineNanos) {
        int wanted = events | ALWAYS_REPORTED;
        int ready = readiness() & wanted;
        if (ready != 0) {
            return ready;
        }
        Waiter waiter = new Waiter();
        watch(waiter);
        try {
            while (true) {
                if (closed) {
                    return IoStatus.INTERRUPTED;
                }
                ready = readiness() & wanted;
                if (ready != 0) {
                    return ready;
                }
                if (!waiter.signal.await(deadlineNanos)) {
                    return 0;
                }
            }
        } finally {
            unwatch(waiter);
        }
    }

    /** Tells the watchers that readiness may have grown; with no lock held but possibly the network stack's. */
    protected final void readinessChanged() {
        for (Watcher watcher : watchers) {
            watcher.readinessChanged();
        }
    }

    final void watch(Watcher watcher) {
        watchersLock.lock();
        try {
            Watcher[] more = Arrays.copyOf(watchers, watchers.length + 1);
            more[watchers.length] = watcher;
            watchers = more;
        } finally {
            watchersLock.unlock();
        }
    }

    final void unwatch(Watcher watcher) {
        watchersLock.lock();
        try {
            int index = Arrays.asList(watchers).indexOf(watcher);
            if (index >= 0) {
                Watcher[] fewer = Arrays.copyOf(watchers, watchers.length - 1);
                System.arraycopy(watchers, index + 1, fewer, index, fewer.length - index);
                watchers = fewer;
            }
        } finally {
            watchersLock.unlock();
        }
    }

    /** One more descriptor refers here; the descriptor table's lock is held. */
    final void retain() {
        references++;
    }

    /** One fewer; the descriptor table's lock is held. Answers whether it was the last, which is then to be ended. */
    final boolean release() {
        return --references == 0;
    }

    /** After the last {@link #release}, without the table's lock. */
    final void finish() {
        closed = true;
        end();
        for (Watcher watcher : watchers) {
            watcher.fileClosed();
        }
    }

    /** A kernel thread that waits in {@link #await}. */
    private static final class Waiter extends Watcher {
        final Signal signal = new Signal();

        @Override
        void readinessChanged() {
            signal.set();
        }

        @Override
        void fileClosed() {
            signal.set();
        }
    }
}
