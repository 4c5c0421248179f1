package dev.demitasse.jdk;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.Readiness;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A TCP socket, which a call to {@link #listen} turns into a listener. */
public final class StreamSocketFile extends SocketFile {
    private volatile NetworkSocket socket;

    /** A descriptor's worth of a new or accepted connection. */
    public StreamSocketFile(TcpSocket socket) {
        this.socket = socket;
        watchSocket(socket);
    }

    @Override
    public NetworkSocket socket() {
        return socket;
    }

    /** The connection; INVALID on a listener. */
    public TcpSocket connection() {
        if (socket instanceof TcpSocket connection) {
            return connection;
        }
        throw new NetworkException(NetworkError.INVALID);
    }

    /** Starts to listen, or changes the backlog of a listener. */
    public void listen(int backlog) {
        if (socket instanceof TcpListener listener) {
            listener.setBacklog(backlog);
            return;
        }
        TcpListener listener = connection().listen(backlog);
        socket = listener;
        watchSocket(listener);
        Optional<Endpoint> local = listener.local();
        if (local.isPresent() && !local.get().address().isLoopback()) {
            Network.announceListening(local.get().port());
        }
    }

    /** The next accepted connection; waits for it in blocking mode. Empty when there is none or the file was closed. */
    public Optional<TcpSocket> accept() {
        while (true) {
            if (!(socket instanceof TcpListener listener)) {
                throw new NetworkException(NetworkError.INVALID);
            }
            Optional<TcpSocket> accepted = listener.accept();
            if (accepted.isPresent()
                    || !blocking()
                    || await(Readiness.READABLE, Long.MAX_VALUE) == IoStatus.INTERRUPTED) {
                return accepted;
            }
        }
    }

    /**
     * Connects; waits for the outcome in blocking mode.
     *
     * @return 1 when connected, else an {@link IoStatus}
     */
    public int connect(Endpoint remote) {
        if (!remote.address().isLoopback()) {
            Network.awaitAddress();
        }
        if (connection().connect(remote)) {
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
        while (!connection().finishConnect()) {
            int ready = await(Readiness.WRITABLE, deadlineNanos);
            if (ready == 0) {
                return connection().finishConnect() ? 1 : IoStatus.UNAVAILABLE;
            }
            if (ready == IoStatus.INTERRUPTED) {
                return ready;
            }
        }
        return 1;
    }

    @Override
    protected int tryRead(ByteBuffer target) {
        return connection().read(target);
    }

    @Override
    protected int tryWrite(ByteBuffer source) {
        return connection().write(source);
    }

    @Override
    public int available() {
        return connection().available();
    }
}
