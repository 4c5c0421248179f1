package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.Counters;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.TcpConnection;
import dev.demitasse.net.TcpPolicy;
import dev.demitasse.net.core.MemoryBudget;
import dev.demitasse.net.core.PortTable;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.ip.Inbound;
import dev.demitasse.net.ip.Internet;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.ip.Transport;
import dev.demitasse.net.ip.Unreachable;
import dev.demitasse.net.wire.Checksum;
import dev.demitasse.net.wire.Ipv4Header;
import dev.demitasse.net.wire.TcpHeader;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TCP: which flow or listener a segment is for, and what connections share. Guarded by the stack's lock. */
public final class Tcp implements Transport {
    private static final int MAX_FLOWS = 1 << 16;

    final Turn turn;
    final Timers timers;
    final Internet internet;
    final Randomness random;
    final MemoryBudget budget;
    final Counters counters;
    final TcpPolicy policy;
    final PortTable ports;
    final FlowTable flows;
    final SegmentWriter writer;
    final TimeWaits timeWaits;
    final SynCookies cookies;

    /** Most bytes a connection may buffer in one direction. */
    final int maxBuffer;

    private final Segment segment = new Segment();
    private final ArrayDeque<Connection> awaitingRoom = new ArrayDeque<>();

    /** TCP without connections. */
    public Tcp(
            Turn turn,
            Timers timers,
            Internet internet,
            Randomness random,
            MemoryBudget budget,
            Counters counters,
            TcpPolicy policy) {
        this.policy = policy;
        this.turn = turn;
        this.timers = timers;
        this.internet = internet;
        this.random = random;
        this.budget = budget;
        this.counters = counters;
        this.ports = new PortTable(random);
        this.flows = new FlowTable(random);
        this.writer = new SegmentWriter(internet, counters);
        this.timeWaits = new TimeWaits(this);
        this.cookies = new SynCookies(this);
        this.maxBuffer = Math.clamp(budget.limit() / 4, TcpSettings.FIRST_LIMIT, TcpSettings.MAX_BUFFER);
    }

    @Override
    public void input(Inbound in, PacketBuffer packet) {
        counters.tcpInSegs++;
        if (in.toGroup() || !TcpHeader.wellFormed(packet) || !checksumRight(in, packet)) {
            counters.tcpInErrs++; // RFC 1122 section 4.2.3.10: nothing to a group address
            return;
        }
        segment.parse(packet, in.trafficClass());
        counters.tcpInSegs += segment.count() - 1;
        Flow flow = flows.find(
                in.destinationHigh(),
                in.destinationLow(),
                segment.destinationPort,
                in.sourceHigh(),
                in.sourceLow(),
                segment.sourcePort);
        if (flow != null) {
            if (segment.textLength > 0) {
                reclaim();
            }
            flow.segmentArrives(segment, packet);
        } else if (!segment.has(TcpHeader.RST)) {
            arrivesWithoutFlow(in, packet);
        }
    }

    private static boolean checksumRight(Inbound in, PacketBuffer packet) {
        if (packet.checksumVerified()) {
            return true;
        }
        long sum = Checksum.pseudoHeader(
                in.sourceHigh(),
                in.sourceLow(),
                in.destinationHigh(),
                in.destinationLow(),
                Ipv4Header.TCP,
                packet.length());
        return Checksum.valid(Checksum.add(sum, packet, 0, packet.length()));
    }

    private void arrivesWithoutFlow(Inbound in, PacketBuffer packet) {
        IpAddress local = new IpAddress(in.destinationHigh(), in.destinationLow());
        IpAddress remote = new IpAddress(in.sourceHigh(), in.sourceLow());
        Path back =
                internet.route(local, remote, remote.isLinkLocal() ? in.link().index() : 0);
        if (back == null) {
            return;
        }
        Listener listener = listener(local, segment.destinationPort);
        if (listener != null) {
            listener.segmentArrives(segment, packet, back);
        } else {
            reset(back, segment, segment.destinationPort, segment.sourcePort);
        }
    }

    private @Nullable Listener listener(IpAddress local, int port) {
        Listener any = null;
        for (PortTable.Binding b = ports.bucket(port); b != null; b = b.next()) {
            if (b.port() == port && b.owner() instanceof Listener listener) {
                if (b.local().equals(local)) {
                    return listener;
                }
                if (b.local().isAny() && b.receives(local.high(), local.low())) {
                    any = listener;
                }
            }
        }
        return any;
    }

    /** A SYN that may begin anew where a connection waits out its time. */
    void listenerTakes(Segment syn, TimeWait old, Path path) {
        Listener listener = listener(path.local(), syn.destinationPort);
        if (listener == null) {
            reset(path, syn, syn.destinationPort, syn.sourcePort);
            return;
        }
        int initial = initialSequence(path, syn.destinationPort, syn.sourcePort);
        listener.synArrives(syn, path, Sequence.later(initial, old.beyond()));
    }

    /** Answers a segment that belongs to nothing (RFC 9293 section 3.10.7.1). */
    void reset(Path path, Segment cause, int localPort, int remotePort) {
        boolean ack = cause.has(TcpHeader.ACK);
        counters.tcpOutRsts++;
        writer.send(
                path,
                localPort,
                remotePort,
                ack ? cause.acknowledgment : 0,
                ack ? 0 : cause.end(),
                ack ? TcpHeader.RST : TcpHeader.RST | TcpHeader.ACK,
                0,
                null,
                0,
                0,
                Internet.DEFAULT_TTL,
                0);
    }

    @Override
    public void unreachable(
            long localHigh,
            long localLow,
            long remoteHigh,
            long remoteLow,
            PacketBuffer header,
            Unreachable why,
            int mtu) {
        Flow flow = flows.find(
                localHigh,
                localLow,
                TcpHeader.sourcePort(header),
                remoteHigh,
                remoteLow,
                TcpHeader.destinationPort(header));
        if (flow != null) {
            flow.unreachable(TcpHeader.sequence(header), why, mtu);
        }
    }

    /** A connection for a socket that connects, in the flow table and with its port, not yet open. */
    Connection connection(
            Endpoint remote, PortTable.@Nullable Binding bound, TcpSettings settings, int ttl, int trafficClass) {
        IpAddress from = bound == null ? IpAddress.ANY_IPV6 : bound.local();
        Path path = internet.route(from, remote.address(), remote.zone());
        if (path == null || path.toGroup()) {
            throw new NetworkException(NetworkError.NETWORK_UNREACHABLE, remote.toString());
        }
        if (remote.port() == 0) {
            throw new NetworkException(NetworkError.ADDRESS_NOT_AVAILABLE, remote.toString());
        }
        PortTable.Binding port = bound != null ? bound : choosePort(path, remote.port());
        int initial = initialSequence(path, port.port(), remote.port());
        Flow old = flows.find(path.local(), port.port(), path.remote(), remote.port());
        if (old instanceof TimeWait remnant && remnant.replaceable()) {
            initial = Sequence.later(initial, remnant.beyond());
            timeWaits.remove(remnant);
        } else if (old != null) {
            throw new NetworkException(NetworkError.ADDRESS_NOT_AVAILABLE, "connected already from " + port.port());
        }
        Connection connection =
                new Connection(this, path, port.port(), remote.port(), settings, ttl, trafficClass, initial);
        connection.hold(port);
        flows.add(connection);
        return connection;
    }

    private PortTable.Binding choosePort(Path path, int remotePort) {
        long secret = random.hash(
                path.local().low(), path.remote().low(), path.remote().high(), remotePort);
        for (int attempt = 0; attempt < ports.candidates(); attempt++) {
            int port = ports.candidate(secret, attempt);
            Flow taken = flows.find(path.local(), port, path.remote(), remotePort);
            if (taken == null || (taken instanceof TimeWait remnant && remnant.replaceable())) {
                PortTable.Binding binding = ports.bindOutgoing(this, path.local(), port);
                if (binding != null) {
                    ports.chosen(attempt);
                    return binding;
                }
            }
        }
        throw new NetworkException(NetworkError.ADDRESS_NOT_AVAILABLE, "no ephemeral port is free");
    }

    /** RFC 6528: a clock of 4 microseconds plus a keyed hash of the endpoints. */
    int initialSequence(Path path, int localPort, int remotePort) {
        long ports = (long) localPort << 16 | remotePort;
        return (int) (turn.now() / 4000)
                + (int) random.hash(
                        path.local().low(), path.remote().low(), path.remote().high(), ports);
    }

    /** Where the timestamps of connections between two addresses start. */
    int timestampOffset(IpAddress local, IpAddress remote) {
        return (int) random.hash(local.low(), remote.low(), remote.high(), 0x7473L << 32);
    }

    /** Milliseconds. */
    int timestampClock() {
        return (int) (turn.now() / 1_000_000);
    }

    /** How windows are shifted so that the largest buffer can be told (RFC 7323 section 2.3). */
    int windowShift() {
        int shift = 0;
        while ((0xffff << shift) < maxBuffer) {
            shift++;
        }
        return shift;
    }

    /** What a segment without options may carry along a path: the MSS we announce. */
    int segmentSizeFor(Path path) {
        return path.mtu() - path.ipHeaderLength() - TcpHeader.MIN_LENGTH;
    }

    /** Under pressure, has idle connections give back what their buffers have grown to, so that others may grow. */
    void reclaim() {
        if (budget.mustReclaim(turn.now())) {
            flows.all().forEach(Flow::giveBack);
        }
    }

    /** All connections, in no order. */
    public List<TcpConnection> connections() {
        return flows.all().stream().map(Flow::report).toList();
    }

    /** Whether there is no memory or place for further connections. */
    boolean exhausted() {
        return budget.used() >= budget.limit() || flows.size() >= MAX_FLOWS;
    }

    /** Has {@link Connection#resume} called when links may have room again. */
    void await(Connection connection) {
        if (!connection.awaitingRoom) {
            connection.awaitingRoom = true;
            awaitingRoom.add(connection);
        }
    }

    /** Whether some connection waits for room on its link. */
    public boolean awaitsRoom() {
        return !awaitingRoom.isEmpty();
    }

    /** Lets those that wait for room try again; each once. */
    public void resume() {
        for (int n = awaitingRoom.size(); n > 0; n--) {
            Connection connection = awaitingRoom.poll();
            if (connection != null) {
                connection.awaitingRoom = false;
                connection.resume();
            }
        }
    }

    /** Ends the connections that use an address which is no longer ours. */
    public void addressRemoved(IpAddress address) {
        for (Flow flow : flows.all()) {
            if (flow.local.equals(address)) {
                switch (flow) {
                    case Connection connection -> connection.giveUp(NetworkError.CONNECTION_ABORTED);
                    case HalfOpen halfOpen -> halfOpen.drop();
                    case TimeWait remnant -> timeWaits.remove(remnant);
                }
            }
        }
    }
}
