package dev.demitasse.jdk;

import dev.demitasse.kernel.Kernel;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the native methods of {@code sun.nio.ch.Net} do, with the exceptions they throw. */
public final class SocketCalls {
    /**
     * The backlog is a hint (java.net.ServerSocket), and its default of 50 is less than a burst of clients: one that finds
     * no room comes again only after its own timeout, which is seconds behind QEMU's user network.
     */
    private static final int LEAST_BACKLOG = 256;

    private static final int ECHO_PORT = 7;
    private static final Endpoint UNBOUND = new Endpoint(IpAddress.ANY_IPV4, 0);

    private SocketCalls() {}

    static SocketFile socket(FileDescriptor descriptor) throws SocketException {
        return socket(StreamCalls.number(descriptor));
    }

    private static SocketFile socket(int number) throws SocketException {
        try {
            if (Descriptors.get(number) instanceof SocketFile socket) {
                return socket;
            }
            throw new StorageException(ErrorCode.NOT_SOCKET);
        } catch (StorageException e) {
            throw Failures.socketException(e);
        }
    }

    private static StreamSocketFile stream(FileDescriptor descriptor) throws SocketException {
        if (socket(descriptor) instanceof StreamSocketFile stream) {
            return stream;
        }
        throw new SocketException(ErrorCode.NOT_SUPPORTED.message());
    }

    static DatagramSocketFile datagrams(FileDescriptor descriptor) throws SocketException {
        if (socket(descriptor) instanceof DatagramSocketFile datagrams) {
            return datagrams;
        }
        throw new SocketException(ErrorCode.NOT_SUPPORTED.message());
    }

    /**
     * A new socket's descriptor.
     *
     * @param stream TCP, else UDP
     * @param reuse whether it shall bind over connections that are still ending, as listening sockets do
     */
    public static int open(boolean stream, boolean reuse) throws SocketException {
        SocketFile file = stream
                ? new StreamSocketFile(Network.stack().tcpSocket())
                : new DatagramSocketFile(Network.stack().udpSocket());
        if (stream && reuse) {
            file.socket().setOption(SocketOption.REUSE_ADDRESS, 1);
        }
        try {
            return Descriptors.open(file);
        } catch (StorageException e) {
            throw Failures.socketException(e);
        }
    }

    /** Binds; with {@code bothFamilies} the unspecified address of either stands for all addresses of both. */
    public static void bind(FileDescriptor descriptor, boolean bothFamilies, InetAddress address, int port)
            throws IOException {
        boolean all = bothFamilies && address.isAnyLocalAddress();
        Endpoint local = all ? new Endpoint(IpAddress.ANY_IPV6, port) : Addresses.endpoint(address, port);
        if (!local.address().isAny() && !local.address().isLoopback()) {
            Network.awaitAddress();
        }
        try {
            switch (socket(descriptor)) {
                case StreamSocketFile stream -> stream.connection().bind(local);
                case DatagramSocketFile datagrams -> datagrams.udp().bind(local);
            }
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** The Unix domain socket that this is; {@code null} if it is another. */
    private static @Nullable UnixSocketFile unix(FileDescriptor descriptor) throws IOException {
        return ChannelCalls.file(descriptor) instanceof UnixSocketFile unix ? unix : null;
    }

    /** Listens. */
    public static void listen(FileDescriptor descriptor, int backlog) throws IOException {
        UnixSocketFile unix = unix(descriptor);
        if (unix != null) {
            unix.listen(backlog);
            return;
        }
        try {
            stream(descriptor).listen(Math.max(backlog, LEAST_BACKLOG));
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** Connects; 1 when connected, else an {@link IoStatus}. */
    public static int connect(FileDescriptor descriptor, InetAddress address, int port) throws IOException {
        Endpoint remote = address.isAnyLocalAddress() ? loopback(address, port) : Addresses.endpoint(address, port);
        try {
            return switch (socket(descriptor)) {
                case StreamSocketFile stream -> stream.connect(remote);
                case DatagramSocketFile datagrams -> {
                    if (!remote.address().isLoopback()) {
                        Network.awaitAddress();
                    }
                    datagrams.udp().connect(remote);
                    yield 1;
                }
            };
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    private static Endpoint loopback(InetAddress family, int port) {
        boolean six = family instanceof Inet6Address;
        return new Endpoint(six ? IpAddress.LOOPBACK_IPV6 : IpAddress.LOOPBACK_IPV4, port);
    }

    /** Undoes a datagram socket's connect. */
    public static void disconnect(FileDescriptor descriptor) throws IOException {
        try {
            datagrams(descriptor).udp().disconnect();
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** Waits for a connect to end; whether it is connected. */
    public static boolean pollConnect(FileDescriptor descriptor, long timeoutMillis) throws IOException {
        try {
            UnixSocketFile unix = unix(descriptor);
            return (unix != null
                            ? unix.finishConnect(deadline(timeoutMillis))
                            : stream(descriptor).finishConnect(deadline(timeoutMillis)))
                    == 1;
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** Accepts into {@code accepted} and tells the peer in {@code peer}; 1, or an {@link IoStatus}. */
    public static int accept(FileDescriptor descriptor, FileDescriptor accepted, InetSocketAddress[] peer)
            throws IOException {
        try {
            StreamSocketFile listener = stream(descriptor);
            Optional<TcpSocket> connection = listener.accept();
            if (connection.isEmpty()) {
                return listener.closed() ? IoStatus.INTERRUPTED : IoStatus.UNAVAILABLE;
            }
            StreamCalls.setNumber(accepted, Descriptors.open(new StreamSocketFile(connection.get())));
            peer[0] = toJdk(connection.get().remote());
            return 1;
        } catch (StorageException e) {
            throw Failures.socketException(e);
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    private static InetSocketAddress toJdk(Optional<Endpoint> endpoint) {
        Endpoint known = endpoint.orElse(UNBOUND);
        return new InetSocketAddress(Addresses.toJdk(known), known.port());
    }

    /** Ends input (0), output (1) or both (2). */
    public static void shutdown(FileDescriptor descriptor, int how) throws IOException {
        try {
            UnixSocketFile unix = unix(descriptor);
            if (unix != null) {
                unix.shutdown(how);
                return;
            }
            TcpSocket connection = stream(descriptor).connection();
            if (how != 1) {
                connection.shutdownInput();
            }
            if (how != 0) {
                connection.shutdownOutput();
            }
        } catch (NetworkException e) {
            // The peer was faster: there is nothing left to shut down (Net.c ignores ENOTCONN as well).
            if (e.error() != NetworkError.NOT_CONNECTED) {
                throw Failures.socketException(e);
            }
        }
    }

    /** The local end; unspecified while unbound. */
    public static Endpoint local(FileDescriptor descriptor) throws SocketException {
        return socket(descriptor).socket().local().orElse(UNBOUND);
    }

    /** The remote end of a connection. */
    public static Endpoint remote(FileDescriptor descriptor) throws IOException {
        SocketFile file = socket(descriptor);
        Optional<Endpoint> remote = switch (file) {
            case StreamSocketFile stream -> stream.connection().remote();
            case DatagramSocketFile datagrams -> datagrams.udp().remote();
        };
        return remote.orElseThrow(() -> new SocketException("Transport endpoint is not connected"));
    }

    /** Waits for any of {@code events}; answers those there, 0 at the timeout or when the descriptor was closed. */
    public static int poll(FileDescriptor descriptor, int events, long timeoutMillis) throws IOException {
        OpenFile file = ChannelCalls.file(descriptor);
        return Math.max(0, file.await(events, deadline(timeoutMillis)));
    }

    /** The deadline of a timeout in milliseconds, of which negative ones never pass. */
    public static long deadline(long timeoutMillis) {
        if (timeoutMillis < 0) {
            return Long.MAX_VALUE;
        }
        return Kernel.clock().nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /** Bytes that can be read at once. */
    public static int available(FileDescriptor descriptor) throws IOException {
        try {
            return socket(descriptor).available();
        } catch (StorageException e) {
            throw Failures.socketException(e);
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** Sends one urgent byte; 1 or an {@link IoStatus}. */
    public static int sendUrgent(FileDescriptor descriptor, byte value) throws IOException {
        try {
            return stream(descriptor).connection().writeUrgent(value & 0xff) ? 1 : IoStatus.UNAVAILABLE;
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** The value of an option named by its Linux level and number. */
    public static int option(FileDescriptor descriptor, int level, int number) throws IOException {
        UnixSocketFile unix = unix(descriptor);
        try {
            SocketOption option = SocketOptions.named(level, number);
            return unix != null
                    ? unix.option(option)
                    : socket(descriptor).socket().option(option);
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** Sets an option named by its Linux level and number. */
    public static void setOption(FileDescriptor descriptor, int level, int number, int value) throws IOException {
        UnixSocketFile unix = unix(descriptor);
        try {
            SocketOption option = SocketOptions.named(level, number);
            if (unix != null) {
                unix.setOption(option, value);
            } else {
                socket(descriptor).socket().setOption(option, value);
            }
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** The value of an option of the socket with this number. */
    public static int option(int number, SocketOption option) throws SocketException {
        try {
            return socket(number).socket().option(option);
        } catch (NetworkException e) {
            throw new SocketException(e.error().text());
        }
    }

    /** Sets an option of the socket with this number. */
    public static void setOption(int number, SocketOption option, int value) throws SocketException {
        try {
            socket(number).socket().setOption(option, value);
        } catch (NetworkException e) {
            throw new SocketException(e.error().text());
        }
    }

    /**
     * Whether a host answers: it takes or refuses a connection to its echo port (RFC 862), as the JDK tries where it may
     * not send ICMP.
     */
    public static boolean reachable(IpAddress address, int zone, int timeoutMillis) {
        StreamSocketFile probe = new StreamSocketFile(Network.stack().tcpSocket());
        try {
            probe.setBlocking(false);
            int connected = probe.connect(new Endpoint(address, ECHO_PORT, zone));
            return connected == 1 || probe.finishConnect(deadline(timeoutMillis)) == 1;
        } catch (NetworkException e) {
            return e.error() == NetworkError.CONNECTION_REFUSED;
        } finally {
            probe.finish();
        }
    }
}
