package dev.demitasse.net.tcp;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.Readiness;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.TcpState;
import dev.demitasse.net.core.BaseSocket;
import dev.demitasse.net.core.PortTable;
import dev.demitasse.net.ip.Internet;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A TCP socket: what a user holds of a {@link Connection}. Public methods take the stack's lock. */
public final class StreamSocket extends BaseSocket implements TcpSocket {
    private final Tcp tcp;
    private final TcpSettings settings;
    private PortTable.@Nullable Binding binding;
    private @Nullable Connection connection;

    /** A socket bound to nothing. */
    public StreamSocket(Tcp tcp) {
        super(tcp.turn, Internet.DEFAULT_TTL);
        this.tcp = tcp;
        this.settings = new TcpSettings();
    }

    /** The socket of an accepted connection. */
    StreamSocket(Tcp tcp, Connection accepted, Listener from) {
        super(tcp.turn, Internet.DEFAULT_TTL);
        this.tcp = tcp;
        this.settings = accepted.settings();
        inherit(from);
        this.connection = accepted;
        accepted.attach(this);
        NetworkError failure = accepted.failure();
        if (failure != null) {
            fail(failure);
        }
    }

    @Override
    protected NetworkSocket self() {
        return this;
    }

    @Override
    protected int openReadiness() {
        Connection c = connection;
        if (c == null) {
            return Readiness.WRITABLE | Readiness.HANGUP;
        }
        return switch (c.state()) {
            case SYN_SENT, SYN_RECEIVED, LISTEN -> 0;
            case CLOSED -> Readiness.READABLE | Readiness.WRITABLE | Readiness.HANGUP | Readiness.READ_HANGUP;
            case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT -> transferReadiness(c);
        };
    }

    private static int transferReadiness(Connection c) {
        boolean ended = c.receiver().finReached() || c.receiver().shut();
        boolean finished = c.sender().finQueued();
        int ready = 0;
        if (ended || c.receiver().ready() > 0) {
            ready |= Readiness.READABLE;
        }
        if (finished || c.sender().writable()) {
            ready |= Readiness.WRITABLE;
        }
        if (ended) {
            ready |= Readiness.READ_HANGUP;
        }
        return ended && finished ? ready | Readiness.HANGUP : ready;
    }

    @Override
    protected void closing() {
        if (connection != null) {
            connection.close();
        } else if (binding != null) {
            tcp.ports.release(binding);
        }
        binding = null;
    }

    @Override
    public void bind(Endpoint local) {
        turn.enter();
        try {
            requireOpen();
            if (binding != null || connection != null) {
                throw new NetworkException(NetworkError.INVALID, "bound already");
            }
            bindTo(local.address(), local.port());
        } finally {
            turn.exit();
        }
    }

    private PortTable.Binding bindTo(IpAddress address, int port) {
        if (!address.isAny() && !tcp.internet.owns(address.high(), address.low())) {
            throw new NetworkException(NetworkError.ADDRESS_NOT_AVAILABLE, address.toString());
        }
        if (port != 0 && !reuseAddress() && tcp.flows.usesPort(address, port)) {
            throw new NetworkException(NetworkError.ADDRESS_IN_USE, "port " + port + " has connections");
        }
        binding = tcp.ports.bind(this, address, port, reuseAddress(), reusePort(), ipv6Only());
        return binding;
    }

    @Override
    public TcpListener listen(int backlog) {
        turn.enter();
        try {
            requireOpen();
            if (connection != null) {
                throw new NetworkException(NetworkError.INVALID, "connected");
            }
            PortTable.Binding bound = binding != null ? binding : bindTo(IpAddress.ANY_IPV6, 0);
            tcp.ports.listen(bound);
            Listener listener = new Listener(tcp, this, settings, bound, backlog);
            binding = null;
            retire();
            return listener;
        } finally {
            turn.exit();
        }
    }

    @Override
    public boolean connect(Endpoint remote) {
        turn.enter();
        boolean outermost = false;
        try {
            requireOpen();
            Connection c = connection;
            if (c != null) {
                NetworkError error = c.synchronised()
                        ? NetworkError.ALREADY_CONNECTED
                        : c.state() == TcpState.CLOSED ? NetworkError.INVALID : NetworkError.ALREADY_IN_PROGRESS;
                throw new NetworkException(error);
            }
            c = tcp.connection(remote, binding, settings, timeToLive(), trafficClass());
            binding = null;
            connection = c;
            c.attach(this);
            c.open();
            outermost = true;
        } finally {
            turn.exit();
        }
        return outermost && finishConnect(); // over loopback the end of the turn has done it all
    }

    @Override
    public boolean finishConnect() {
        turn.enter();
        try {
            requireOpen();
            throwError();
            Connection c = connection;
            if (c == null || c.state() == TcpState.CLOSED) {
                throw new NetworkException(NetworkError.NOT_CONNECTED);
            }
            return c.synchronised();
        } finally {
            turn.exit();
        }
    }

    @Override
    public int read(ByteBuffer target) {
        turn.enter();
        try {
            requireOpen();
            Connection c = connected();
            int count = c.receiver().read(target);
            if (count > 0 || !target.hasRemaining()) {
                return count;
            }
            throwError();
            boolean ended = c.receiver().finReached() || c.receiver().shut() || c.state() == TcpState.CLOSED;
            return ended ? END_OF_STREAM : WOULD_BLOCK;
        } finally {
            turn.exit();
        }
    }

    @Override
    public int write(ByteBuffer source) {
        turn.enter();
        try {
            Connection c = writable();
            if (!source.hasRemaining()) {
                return 0;
            }
            int count = c.synchronised() ? c.sender().write(source) : 0;
            return count == 0 ? WOULD_BLOCK : count;
        } finally {
            turn.exit();
        }
    }

    @Override
    public boolean writeUrgent(int value) {
        turn.enter();
        try {
            Connection c = writable();
            return c.synchronised() && c.sender().writeUrgent(value);
        } finally {
            turn.exit();
        }
    }

    /** The connection, which takes what is written; fails when it takes no more. */
    private Connection writable() {
        requireOpen();
        Connection c = connected();
        throwError();
        if (c.sender().finQueued() || c.state() == TcpState.CLOSED) {
            throw new NetworkException(NetworkError.BROKEN_PIPE);
        }
        return c;
    }

    private Connection connected() {
        Connection c = connection;
        if (c == null) {
            throw new NetworkException(NetworkError.NOT_CONNECTED);
        }
        return c;
    }

    @Override
    public int available() {
        turn.enter();
        try {
            requireOpen();
            return connection == null ? 0 : connection.receiver().ready();
        } finally {
            turn.exit();
        }
    }

    @Override
    public int unacknowledged() {
        turn.enter();
        try {
            requireOpen();
            return connection == null ? 0 : connection.sender().pending();
        } finally {
            turn.exit();
        }
    }

    @Override
    public void shutdownInput() {
        turn.enter();
        try {
            requireOpen();
            Connection c = connected();
            c.receiver().shutdown();
            notifyReadiness();
        } finally {
            turn.exit();
        }
    }

    @Override
    public void shutdownOutput() {
        turn.enter();
        try {
            requireOpen();
            Connection c = connected();
            if (!c.synchronised()) {
                throw new NetworkException(NetworkError.NOT_CONNECTED);
            }
            c.shutdownOutput();
            notifyReadiness();
        } finally {
            turn.exit();
        }
    }

    @Override
    public Optional<Endpoint> local() {
        turn.enter();
        try {
            Connection c = connection;
            if (c != null) {
                return Optional.of(new Endpoint(c.local, c.localPort, c.zone()));
            }
            return Optional.ofNullable(binding).map(b -> new Endpoint(b.local(), b.port()));
        } finally {
            turn.exit();
        }
    }

    @Override
    public Optional<Endpoint> remote() {
        turn.enter();
        try {
            return Optional.ofNullable(connection).map(c -> new Endpoint(c.remote, c.remotePort, c.zone()));
        } finally {
            turn.exit();
        }
    }

    @Override
    public TcpState state() {
        turn.enter();
        try {
            return connection == null ? TcpState.CLOSED : connection.state();
        } finally {
            turn.exit();
        }
    }

    @Override
    protected int value(SocketOption option) {
        Connection c = connection;
        if (c != null && option == SocketOption.RECEIVE_BUFFER) {
            return c.receiver().limit();
        }
        if (c != null && option == SocketOption.SEND_BUFFER) {
            return c.sender().limit();
        }
        return TcpSettings.has(option) ? settings.get(option) : super.value(option);
    }

    @Override
    protected void change(SocketOption option, int value) {
        if (!TcpSettings.has(option)) {
            super.change(option, value);
            return;
        }
        settings.set(option, value);
        if (connection != null) {
            applyNow(connection, option);
        }
    }

    private void applyNow(Connection c, SocketOption option) {
        switch (option) {
            case RECEIVE_BUFFER -> c.receiver().setLimit(Math.min(settings.receiveBuffer, tcp.maxBuffer));
            case SEND_BUFFER -> c.sender().setLimit(Math.min(settings.sendBuffer, tcp.maxBuffer));
            case NO_DELAY -> c.sender().output();
            case KEEP_ALIVE, KEEP_ALIVE_IDLE -> c.startKeepAlive();
            default -> {
                // read when it is needed
            }
        }
    }
}
