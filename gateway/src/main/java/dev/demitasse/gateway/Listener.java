package dev.demitasse.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Accepts connections on a port and gives each a virtual thread. */
final class Listener implements Published {
    /** One connection, served by {@link #run} on a thread of its own and ended by {@link #close}. */
    interface Session extends Runnable, AutoCloseable {
        @Override
        void close();
    }

    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    /** Connections that the kernel keeps while we accept others; Linux allows 4,096 unless told otherwise. */
    private static final int BACKLOG = 4096;

    private static final long PAUSE_MILLIS = 100;

    private final ServerSocketChannel channel;
    private final InetSocketAddress address;
    private final @Nullable TlsIdentity tls;
    private final Function<Wire, Session> sessions;
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;
    private volatile boolean stopped;
    private volatile boolean closed;

    Listener(InetSocketAddress listen, @Nullable TlsIdentity tls, Function<Wire, Session> sessions) throws IOException {
        this.tls = tls;
        this.sessions = sessions;
        channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(listen, BACKLOG);
            address = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            channel.close();
            throw new IOException(
                    "port " + listen.getPort() + " of " + listen.getHostString() + " can't be listened on: "
                            + e.getMessage(),
                    e);
        }
        acceptor = Thread.ofVirtual().name("gateway port " + address.getPort()).start(this::accept);
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    private void accept() {
        while (!stopped) {
            try {
                serve(channel.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // No more descriptors, mostly: those that are accepted will end, and then there are some.
                LOG.log(System.Logger.Level.WARNING, "port " + address.getPort() + ": " + e.getMessage());
                pause();
            } catch (RuntimeException | OutOfMemoryError e) {
                // That was one connection; the port stays.
                LOG.log(System.Logger.Level.ERROR, "port " + address.getPort() + ": a connection was not served", e);
            }
        }
    }

    private void serve(SocketChannel accepted) throws IOException {
        PlainWire plain;
        try {
            plain = new PlainWire(accepted);
        } catch (IOException e) {
            // The client was gone before we came.
            accepted.close();
            return;
        }
        Session session;
        try {
            session = sessions.apply(tls == null ? plain : new TlsWire(plain, tls));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            plain.close();
            throw e;
        }
        open.add(session);
        if (closed) {
            session.close();
        }
        Thread.ofVirtual().name("gateway connection").start(() -> {
            try {
                session.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "port " + address.getPort() + ": a connection failed", e);
            } finally {
                session.close();
                open.remove(session);
            }
        });
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        stopped = true;
        try {
            channel.close();
            // The port is free when the thread that waits for connections has let go of it.
            acceptor.join();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "port " + address.getPort(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        stop();
        open.forEach(Session::close);
    }
}
