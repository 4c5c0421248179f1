package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.Readiness;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.core.BaseSocket;
import dev.demitasse.net.core.PortTable;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.wire.TcpHeader;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A listening port: half-open connections, bounded, beyond which SYN cookies take over; established ones that wait for
 * accept, bounded by the backlog. Public methods take the stack's lock.
 */
final class Listener extends BaseSocket implements TcpListener {
    private static final int MAX_BACKLOG = 4096;
    private static final int MAX_HALF_OPEN = 256;

    private final Tcp tcp;
    private final TcpSettings settings;
    private final PortTable.Binding binding;
    private final ArrayDeque<Connection> established = new ArrayDeque<>();
    private int backlog;
    private int halfOpen;
    private @Nullable HalfOpen newest;

    Listener(Tcp tcp, BaseSocket from, TcpSettings settings, PortTable.Binding bound, int backlog) {
        super(tcp.turn, from.timeToLive());
        inherit(from);
        this.tcp = tcp;
        this.settings = settings;
        this.backlog = Math.clamp(backlog, 1, MAX_BACKLOG);
        this.binding = tcp.ports.handOver(bound, this);
    }

    PortTable.Binding binding() {
        return binding;
    }

    int synWindow() {
        int limit = settings.receiveBuffer > 0 ? settings.receiveBuffer : TcpSettings.FIRST_LIMIT - 1;
        return Math.min(0xffff, limit);
    }

    boolean full() {
        return established.size() >= backlog;
    }

    /**
     * RFC 9293 section 3.10.7.2: a segment that belongs to no connection.
     *
     * @param path back to where it came from
     */
    void segmentArrives(Segment segment, PacketBuffer packet, Path path) {
        if (segment.has(TcpHeader.RST)) {
            return;
        }
        if (segment.has(TcpHeader.ACK)) {
            if (segment.has(TcpHeader.SYN) || !acceptCookie(segment, packet, path)) {
                tcp.reset(path, segment, segment.destinationPort, segment.sourcePort);
            }
            return;
        }
        if (segment.has(TcpHeader.SYN)) {
            synArrives(segment, path, tcp.initialSequence(path, segment.destinationPort, segment.sourcePort));
        }
    }

    /** Begins a connection, or answers with a cookie when there are too many half-open ones. */
    void synArrives(Segment syn, Path path, int initialSequence) {
        if (full() || tcp.exhausted()) {
            tcp.counters.tcpListenOverflows++;
            return;
        }
        if (halfOpen >= Math.min(MAX_HALF_OPEN, Math.max(16, 2 * backlog))) {
            sendCookie(syn, path);
            return;
        }
        HalfOpen begun =
                new HalfOpen(tcp, this, path, syn.destinationPort, syn.sourcePort, initialSequence, syn.sequence);
        begun.negotiate(syn);
        begun.listed = true;
        begun.older = newest;
        if (newest != null) {
            newest.newer = begun;
        }
        newest = begun;
        halfOpen++;
        tcp.flows.add(begun);
        begun.start();
    }

    private void sendCookie(Segment syn, Path path) {
        int cookie = tcp.cookies.encode(syn, path.local(), path.remote());
        HalfOpen fleeting = new HalfOpen(tcp, this, path, syn.destinationPort, syn.sourcePort, cookie, syn.sequence);
        fleeting.negotiate(syn);
        if (!fleeting.timestamps) { // nothing has room to remember them
            fleeting.agreed.ecn = false;
            fleeting.agreed.sack = false;
            fleeting.agreed.peerShift = -1;
        }
        int timestamp = tcp.timestampClock() + tcp.timestampOffset(path.local(), path.remote());
        tcp.counters.tcpSynCookiesSent++;
        fleeting.sendSynAck(tcp.cookies.encodeOptions(timestamp, fleeting.agreed));
    }

    private boolean acceptCookie(Segment ack, PacketBuffer packet, Path path) {
        if (!tcp.cookies.recentlySent()) {
            return false;
        }
        int size = tcp.cookies.decode(ack, path.local(), path.remote());
        if (size < 0) {
            return false;
        }
        if (full()) {
            tcp.counters.tcpListenOverflows++;
            return true;
        }
        HalfOpen restored = new HalfOpen(
                tcp, this, path, ack.destinationPort, ack.sourcePort, ack.acknowledgment - 1, ack.sequence - 1);
        restored.agreed.segmentSize = size;
        restored.promisedWindow = synWindow();
        restored.agreed.ownShift = tcp.windowShift();
        if (ack.options.timestamps()) {
            restored.timestamps = true;
            restored.recentTimestamp = ack.options.timestampValue();
            int echo = ack.options.timestampEcho();
            restored.agreed.ecn = SynCookies.ecn(echo);
            restored.agreed.sack = SynCookies.sack(echo);
            restored.agreed.peerShift = SynCookies.windowScale(echo);
        }
        tcp.counters.tcpSynCookiesReceived++;
        restored.segmentArrives(ack, packet);
        return true;
    }

    /** The connection that a half-open one becomes. */
    Connection connection(HalfOpen from) {
        return new Connection(
                tcp,
                from.path(),
                from.localPort,
                from.remotePort,
                settings.copy(),
                timeToLive(),
                trafficClass(),
                from.initialSequence());
    }

    void enqueue(Connection connection) {
        established.add(connection);
        notifyReadiness();
    }

    void halfOpenGone(HalfOpen gone) {
        if (gone.newer == null) {
            newest = gone.older;
        } else {
            gone.newer.older = gone.older;
        }
        if (gone.older != null) {
            gone.older.newer = gone.newer;
        }
        halfOpen--;
    }

    @Override
    public Optional<TcpSocket> accept() {
        turn.enter();
        try {
            requireOpen();
            Connection connection = established.poll();
            return connection == null ? Optional.empty() : Optional.of(new StreamSocket(tcp, connection, this));
        } finally {
            turn.exit();
        }
    }

    @Override
    public void setBacklog(int value) {
        turn.enter();
        try {
            requireOpen();
            backlog = Math.clamp(value, 1, MAX_BACKLOG);
        } finally {
            turn.exit();
        }
    }

    @Override
    public Optional<Endpoint> local() {
        turn.enter();
        try {
            return Optional.of(new Endpoint(binding.local(), binding.port()));
        } finally {
            turn.exit();
        }
    }

    @Override
    protected NetworkSocket self() {
        return this;
    }

    @Override
    protected int openReadiness() {
        return established.isEmpty() ? 0 : Readiness.READABLE;
    }

    @Override
    protected void closing() {
        tcp.ports.release(binding);
        while (newest != null) {
            newest.drop();
        }
        for (Connection connection : established) {
            connection.discard();
        }
        established.clear();
    }

    @Override
    protected int value(SocketOption option) {
        return TcpSettings.has(option) ? settings.get(option) : super.value(option);
    }

    @Override
    protected void change(SocketOption option, int value) {
        if (TcpSettings.has(option)) {
            settings.set(option, value);
        } else {
            super.change(option, value);
        }
    }
}
