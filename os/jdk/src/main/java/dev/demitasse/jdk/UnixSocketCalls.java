package dev.demitasse.jdk;

import dev.demitasse.net.NetworkException;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the native methods of {@code sun.nio.ch.UnixDomainSockets} do, with the exceptions they throw.
 *
 * <p>The JDK's socket channels reach them all, but make such sockets only after they have asked {@link #supported}. That
 * is reached only by who may ask for such a socket, and alone makes the maker of them: the images of all others have none
 * of it (docs/decisions/0071-unix-domain-sockets.md).
 */
public final class UnixSocketCalls {
    /** Linux's {@code sun_path} less two, as the JDK's native code has it. */
    private static final int LONGEST_PATH = 106;

    private static volatile @Nullable Maker maker;

    private UnixSocketCalls() {}

    private abstract static class Maker {
        abstract OpenFile make();
    }

    private static final class SocketMaker extends Maker {
        @Override
        OpenFile make() {
            return new UnixSocketFile();
        }
    }

    /** Whether there are such sockets: yes, from now on. */
    public static boolean supported() {
        maker = new SocketMaker();
        return true;
    }

    /** A new socket's descriptor. */
    public static int open() throws IOException {
        Maker present = maker;
        if (present == null) {
            throw new SocketException("Protocol family not supported");
        }
        return ChannelCalls.open(present.make());
    }

    /** Binds to a path. */
    public static void bind(FileDescriptor descriptor, byte[] path) throws IOException {
        try {
            socket(descriptor).bind(text(path));
        } catch (StorageException e) {
            throw Failures.socketException(e);
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** Connects to a path; 1 when connected, else an {@link IoStatus}. */
    public static int connect(FileDescriptor descriptor, byte[] path) throws IOException {
        try {
            return socket(descriptor).connect(text(path));
        } catch (StorageException e) {
            throw Failures.socketException(e);
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** Accepts into {@code accepted} and tells the peer's path in {@code peer}; 1, or an {@link IoStatus}. */
    public static int accept(FileDescriptor descriptor, FileDescriptor accepted, Object[] peer) throws IOException {
        UnixSocketFile listener = socket(descriptor);
        try {
            UnixSocketFile.Accepted connection = listener.accept();
            if (connection == null) {
                return listener.closed() ? IoStatus.INTERRUPTED : IoStatus.UNAVAILABLE;
            }
            StreamCalls.setNumber(accepted, ChannelCalls.open(connection.socket()));
            peer[0] = connection.peer().getBytes(StandardCharsets.UTF_8);
            return 1;
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** The path it is bound to; none if it is not. */
    public static byte[] localAddress(FileDescriptor descriptor) throws IOException {
        return socket(descriptor).address().getBytes(StandardCharsets.UTF_8);
    }

    /** The user and the group of the peer, in the upper and the lower half: root, or -1 each without a peer. */
    public static long peerCredentials(int number) throws SocketException {
        try {
            return Descriptors.get(number) instanceof UnixSocketFile socket && socket.isConnected() ? 0 : -1;
        } catch (StorageException e) {
            throw Failures.socketException(e);
        }
    }

    private static UnixSocketFile socket(FileDescriptor descriptor) throws IOException {
        if (ChannelCalls.file(descriptor) instanceof UnixSocketFile socket) {
            return socket;
        }
        throw new SocketException(ErrorCode.NOT_SOCKET.message());
    }

    private static String text(byte[] path) throws SocketException {
        if (path.length > LONGEST_PATH) {
            throw new SocketException("Unix domain path too long");
        }
        return new String(path, StandardCharsets.UTF_8);
    }
}
