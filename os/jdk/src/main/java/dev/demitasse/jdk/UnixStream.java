package dev.demitasse.jdk;

import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.Readiness;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** One end of a connection between two Unix domain sockets. Thread-safe. */
final class UnixStream {
    private final Direction incoming;
    private final Direction outgoing;
    private volatile boolean inputEnded;
    private volatile boolean outputEnded;

    private UnixStream(Direction incoming, Direction outgoing) {
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    /**
     * The bytes one way.
     *
     * @param pipe holds them
     * @param reset the writer went with bytes of the other direction unread: said once, where these end
     */
    private record Direction(Pipe pipe, AtomicBoolean reset) {
        Direction() {
            this(new Pipe(), new AtomicBoolean());
        }
    }

    /** The two ends of a connection. */
    record Pair(UnixStream client, UnixStream server) {
        /** Of a new one. */
        static Pair create() {
            var up = new Direction();
            var down = new Direction();
            return new Pair(new UnixStream(down, up), new UnixStream(up, down));
        }
    }

    /** Tells {@code watcher} when what this end is ready for may have changed. */
    void watch(Watcher watcher) {
        incoming.pipe.reader().watch(watcher);
        outgoing.pipe.writer().watch(watcher);
    }

    /** As {@code unix_poll} of Linux's net/unix/af_unix.c: a hang-up is the end of both directions. */
    int readiness() {
        int in = incoming.pipe.reader().readiness();
        int out = outgoing.pipe.writer().readiness();
        boolean noInput = inputEnded || (in & Readiness.HANGUP) != 0;
        boolean noOutput = outputEnded || (out & Readiness.ERROR) != 0;
        return (noInput ? Readiness.READABLE : in & Readiness.READABLE)
                | (out & Readiness.WRITABLE)
                | (noInput && noOutput ? Readiness.HANGUP : 0);
    }

    int available() {
        return incoming.pipe.available();
    }

    int read(ByteBuffer target) throws StorageException {
        if (inputEnded) {
            return IoStatus.END;
        }
        int count = incoming.pipe.reader().tryRead(target);
        if (count == IoStatus.END && incoming.reset.getAndSet(false)) {
            throw new NetworkException(NetworkError.CONNECTION_RESET);
        }
        return count;
    }

    int write(ByteBuffer source) throws StorageException {
        if (outputEnded) {
            throw new StorageException(ErrorCode.BROKEN_PIPE);
        }
        return outgoing.pipe.writer().tryWrite(source);
    }

    void endInput() {
        inputEnded = true;
        incoming.pipe.reader().finish();
    }

    void endOutput() {
        outputEnded = true;
        outgoing.pipe.writer().finish();
    }

    /** Ends both directions. */
    void close() {
        if (available() > 0) {
            outgoing.reset.set(true);
        }
        endInput();
        endOutput();
    }

    /** Ends both directions of a connection that nobody accepted, which the client is told as a reset. */
    void refuse() {
        outgoing.reset.set(true);
        close();
    }
}
