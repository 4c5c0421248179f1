package dev.demitasse.jdk;

import dev.demitasse.kernel.KernelLock;
import dev.demitasse.net.Readiness;
import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.FileType;
import dev.demitasse.storage.StorageException;
import java.nio.ByteBuffer;

/** A pipe: bytes written to one end come out of the other, in order, a bounded number of them under way. */
public final class Pipe {
    /** As on Linux (pipe(7)). */
    private static final int CAPACITY = 65536;

    private final KernelLock lock = new KernelLock();
    private final byte[] ring = new byte[CAPACITY];
    private int head;
    private int count;
    private boolean readerClosed;
    private boolean writerClosed;

    private final OpenFile reader = new Reader();
    private final OpenFile writer = new Writer();

    /** The end to read from. */
    public OpenFile reader() {
        return reader;
    }

    /** The end to write to. */
    public OpenFile writer() {
        return writer;
    }

    /** Bytes under way. */
    int available() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    private static Attributes pipeAttributes() {
        return new Attributes(FileType.PIPE, 0600, 0, 0, 0, 1, 0, 0, 0, 0);
    }

    private final class Reader extends OpenFile {
        @Override
        public Attributes attributes() {
            return pipeAttributes();
        }

        @Override
        public int readiness() {
            lock.lock();
            try {
                return (count > 0 || writerClosed ? Readiness.READABLE : 0) | (writerClosed ? Readiness.HANGUP : 0);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int available() {
            return Pipe.this.available();
        }

        @Override
        protected int tryRead(ByteBuffer target) {
            int length;
            lock.lock();
            try {
                if (count == 0) {
                    return writerClosed ? IoStatus.END : IoStatus.UNAVAILABLE;
                }
                length = Math.min(count, target.remaining());
                int first = Math.min(length, CAPACITY - head);
                target.put(ring, head, first).put(ring, 0, length - first);
                head = (head + length) % CAPACITY;
                count -= length;
            } finally {
                lock.unlock();
            }
            writer.readinessChanged();
            return length;
        }

        @Override
        protected void end() {
            lock.lock();
            try {
                readerClosed = true;
            } finally {
                lock.unlock();
            }
            writer.readinessChanged();
        }
    }

    private final class Writer extends OpenFile {
        @Override
        public Attributes attributes() {
            return pipeAttributes();
        }

        @Override
        public int readiness() {
            lock.lock();
            try {
                return (count < CAPACITY || readerClosed ? Readiness.WRITABLE : 0)
                        | (readerClosed ? Readiness.ERROR : 0);
            } finally {
                lock.unlock();
            }
        }

        @Override
        protected int tryWrite(ByteBuffer source) throws StorageException {
            int length;
            lock.lock();
            try {
                if (readerClosed) {
                    throw new StorageException(ErrorCode.BROKEN_PIPE);
                }
                length = Math.min(CAPACITY - count, source.remaining());
                if (length == 0 && source.hasRemaining()) {
                    return IoStatus.UNAVAILABLE;
                }
                int tail = (head + count) % CAPACITY;
                int first = Math.min(length, CAPACITY - tail);
                source.get(ring, tail, first).get(ring, 0, length - first);
                count += length;
            } finally {
                lock.unlock();
            }
            reader.readinessChanged();
            return length;
        }

        @Override
        protected void end() {
            lock.lock();
            try {
                writerClosed = true;
            } finally {
                lock.unlock();
            }
            reader.readinessChanged();
        }
    }
}
