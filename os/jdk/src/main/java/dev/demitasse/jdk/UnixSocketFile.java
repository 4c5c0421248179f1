package dev.demitasse.jdk;

import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.Readiness;
import dev.demitasse.net.SocketOption;
import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.FileType;
import dev.demitasse.storage.SocketNode;
import dev.demitasse.storage.StorageException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A Unix domain stream socket (unix(7)): it listens, connects or is connected, within this machine. Its calls throw {@link
 * NetworkException}.
 */
public final class UnixSocketFile extends OpenFile {
    /** Half of Linux's {@code net.core.wmem_default}, which is how the JDK reads it. Nothing depends on it. */
    private static final int BUFFER = 106_496;

    private volatile String address = "";
    private volatile @Nullable SocketNode name;
    private volatile @Nullable UnixListener listener;
    private volatile @Nullable UnixStream stream;
    /** Where it waits for a place in the backlog. */
    private volatile @Nullable UnixListener target;

    private volatile boolean refused;

    private volatile int sendBuffer = BUFFER;
    private volatile int receiveBuffer = BUFFER;
    private volatile int linger = -1;

    /** An unbound one. */
    public UnixSocketFile() {}

    private final class Forwarder extends Watcher {
        @Override
        void readinessChanged() {
            UnixSocketFile.this.readinessChanged();
        }

        @Override
        void fileClosed() {
            UnixSocketFile.this.readinessChanged();
        }
    }

    /** The path it was bound to; empty if it was not. */
    public String address() {
        return address;
    }

    /** Gives it a name in the tree of files. */
    public void bind(String path) throws StorageException {
        name = UnixAddresses.bind(path, this);
        address = path;
    }

    /** Starts to listen, or changes the backlog. */
    public void listen(int backlog) {
        UnixListener present = listener;
        if (present != null) {
            present.setBacklog(backlog);
        } else {
            listener = new UnixListener(backlog);
        }
    }

    /**
     * Connects; waits for a place in the other's backlog in blocking mode.
     *
     * @return 1 when connected, else an {@link IoStatus}
     */
    public int connect(String path) throws StorageException {
        UnixSocketFile other = UnixAddresses.find(path);
        UnixListener listening = other.listener;
        if (listening == null) {
            throw new NetworkException(NetworkError.CONNECTION_REFUSED);
        }
        target = listening;
        listening.request(new UnixListener.Request(this, UnixStream.Pair.create()));
        other.readinessChanged();
        if (stream != null) {
            return 1;
        }
        return blocking() ? finishConnect(Long.MAX_VALUE) : IoStatus.UNAVAILABLE;
    }

    /**
     * Waits for the outcome of {@link #connect}.
     *
     * @return 1 when connected, else an {@link IoStatus}
     */
    public int finishConnect(long deadlineNanos) {
        while (stream == null) {
            if (refused) {
                throw new NetworkException(NetworkError.CONNECTION_REFUSED);
            }
            if (target == null) {
                throw new NetworkException(NetworkError.NOT_CONNECTED);
            }
            int ready = await(Readiness.WRITABLE, deadlineNanos);
            if (ready == 0 && stream == null) {
                return IoStatus.UNAVAILABLE;
            }
            if (ready == IoStatus.INTERRUPTED) {
                return ready;
            }
        }
        return 1;
    }

    /** Told by the listener, once. */
    void connected(UnixStream end) {
        stream = end;
        end.watch(new Forwarder());
        if (closed()) {
            end.close();
        }
        readinessChanged();
    }

    /** Told by a listener that has closed. */
    void refused() {
        refused = true;
        readinessChanged();
    }

    /**
     * The next connection; waits for it in blocking mode.
     *
     * @return {@code null} when there is none or this was closed
     */
    public @Nullable Accepted accept() {
        while (true) {
            UnixListener listening = listener;
            if (listening == null) {
                throw new NetworkException(NetworkError.INVALID);
            }
            UnixListener.Request request = listening.accept();
            if (request != null) {
                var socket = new UnixSocketFile();
                socket.address = address;
                socket.connected(request.ends().server());
                return new Accepted(socket, request.client().address);
            }
            if (!blocking() || await(Readiness.READABLE, Long.MAX_VALUE) == IoStatus.INTERRUPTED) {
                return null;
            }
        }
    }

    /**
     * A connection.
     *
     * @param socket this end
     * @param peer the address of the other; empty if it has none
     */
    public record Accepted(UnixSocketFile socket, String peer) {}

    /** Whether it is or was connected. */
    public boolean isConnected() {
        return stream != null;
    }

    /** Ends input (0), output (1) or both (2). */
    public void shutdown(int how) {
        UnixStream end = connection();
        if (how != 1) {
            end.endInput();
        }
        if (how != 0) {
            end.endOutput();
        }
        readinessChanged();
    }

    /** The value of an option; those of buffers are only remembered. */
    public int option(SocketOption option) {
        return switch (option) {
            case SEND_BUFFER -> sendBuffer;
            case RECEIVE_BUFFER -> receiveBuffer;
            case LINGER -> linger;
            default -> throw new NetworkException(NetworkError.NOT_SUPPORTED);
        };
    }

    /** Sets an option. */
    public void setOption(SocketOption option, int value) {
        switch (option) {
            case SEND_BUFFER -> sendBuffer = value;
            case RECEIVE_BUFFER -> receiveBuffer = value;
            case LINGER -> linger = value;
            default -> throw new NetworkException(NetworkError.NOT_SUPPORTED);
        }
    }

    @Override
    public Attributes attributes() {
        return new Attributes(FileType.SOCKET, 0777, 0, 0, 0, 1, 0, 0, 0, 0);
    }

    @Override
    public int readiness() {
        UnixStream end = stream;
        if (end != null) {
            return end.readiness();
        }
        UnixListener listening = listener;
        if (listening != null) {
            return listening.readiness();
        }
        if (refused) {
            return Readiness.WRITABLE | Readiness.ERROR;
        }
        return target != null ? 0 : Readiness.WRITABLE | Readiness.HANGUP;
    }

    @Override
    protected int tryRead(ByteBuffer buffer) throws StorageException {
        return connection().read(buffer);
    }

    @Override
    protected int tryWrite(ByteBuffer buffer) throws StorageException {
        return connection().write(buffer);
    }

    @Override
    public int available() {
        return connection().available();
    }

    private UnixStream connection() {
        UnixStream end = stream;
        if (end == null) {
            throw new NetworkException(NetworkError.NOT_CONNECTED);
        }
        return end;
    }

    @Override
    protected void end() {
        UnixListener waitsAt = target;
        if (waitsAt != null) {
            waitsAt.withdraw(this);
        }
        UnixStream end = stream;
        if (end != null) {
            end.close();
        }
        UnixListener listening = listener;
        if (listening != null) {
            listening.close();
        }
        SocketNode bound = name;
        if (bound != null) {
            UnixAddresses.release(bound);
        }
    }
}
