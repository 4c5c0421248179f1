package dev.demitasse.net.udp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.Readiness;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.core.BaseSocket;
import dev.demitasse.net.core.PortTable;
import dev.demitasse.net.ip.Inbound;
import dev.demitasse.net.ip.Internet;
import dev.demitasse.net.ip.Link;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.ip.Unreachable;
import dev.demitasse.net.wire.UdpHeader;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A UDP socket. Public methods take the stack's lock. */
public final class DatagramSocket extends BaseSocket implements UdpSocket {
    private static final int DEFAULT_BUFFER = 128 << 10;
    private static final int MAX_BUFFER = 1 << 20;

    private final Udp udp;
    private final DatagramQueue queue;
    private final Memberships memberships = new Memberships();
    private PortTable.@Nullable Binding binding;
    private @Nullable Endpoint remote;

    /** Our address once a connect has chosen it. */
    private @Nullable IpAddress connectedLocal;

    /** The way to where the last datagram went. */
    private @Nullable Path path;

    private int pathZone;
    private boolean broadcast;
    private int sendBuffer = DEFAULT_BUFFER;
    private int multicastInterface;
    private int multicastTimeToLive = 1;
    private boolean multicastLoop = true;

    /** A socket bound to nothing. */
    public DatagramSocket(Udp udp) {
        super(udp.turn, Internet.DEFAULT_TTL);
        this.udp = udp;
        this.queue = new DatagramQueue(udp.budget, DEFAULT_BUFFER);
    }

    @Override
    protected NetworkSocket self() {
        return this;
    }

    @Override
    protected int openReadiness() {
        return Readiness.WRITABLE | (queue.isEmpty() ? 0 : Readiness.READABLE);
    }

    @Override
    protected void closing() {
        memberships.leaveAll();
        if (binding != null) {
            udp.ports.release(binding);
            binding = null;
        }
        queue.free();
    }

    @Override
    public void bind(Endpoint local) {
        turn.enter();
        try {
            requireOpen();
            if (binding != null) {
                throw new NetworkException(NetworkError.INVALID, "bound already");
            }
            IpAddress address = local.address();
            boolean ours = address.isAny()
                    || address.isMulticast()
                    || address.equals(IpAddress.BROADCAST_IPV4)
                    || udp.internet.owns(address.high(), address.low());
            if (!ours) {
                throw new NetworkException(NetworkError.ADDRESS_NOT_AVAILABLE, address.toString());
            }
            bindTo(address, local.port());
        } finally {
            turn.exit();
        }
    }

    private PortTable.Binding bindTo(IpAddress address, int port) {
        // for UDP, either kind of reuse lets several sockets share a port: that is how multicast receivers do it
        boolean share = reuseAddress() || reusePort();
        binding = udp.ports.bind(this, address, port, share, share, ipv6Only());
        return binding;
    }

    private PortTable.Binding bound() {
        return binding != null ? binding : bindTo(IpAddress.ANY_IPV6, 0);
    }

    @Override
    public void connect(Endpoint target) {
        turn.enter();
        try {
            requireOpen();
            IpAddress from = bound().local();
            Path found =
                    udp.internet.route(from.isMulticast() ? IpAddress.ANY_IPV6 : from, target.address(), target.zone());
            if (found == null) {
                throw new NetworkException(NetworkError.NETWORK_UNREACHABLE, target.toString());
            }
            if (found.toGroup() && !found.remote().isMulticast() && !broadcast) {
                throw new NetworkException(NetworkError.ACCESS, target.toString());
            }
            remote = new Endpoint(found.remote(), target.port(), target.zone());
            connectedLocal = found.local();
            path = found;
            pathZone = target.zone();
            while (!queue.isEmpty()
                    && !queue.nextIsFrom(found.remote().high(), found.remote().low(), target.port())) {
                queue.drop();
            }
        } finally {
            turn.exit();
        }
    }

    @Override
    public void disconnect() {
        turn.enter();
        try {
            requireOpen();
            remote = null;
            connectedLocal = null;
            clearError();
        } finally {
            turn.exit();
        }
    }

    @Override
    public Optional<Endpoint> local() {
        turn.enter();
        try {
            PortTable.Binding bound = binding;
            if (bound == null) {
                return Optional.empty();
            }
            IpAddress chosen = connectedLocal;
            boolean any = bound.local().isAny() && chosen != null;
            return Optional.of(new Endpoint(any && chosen != null ? chosen : bound.local(), bound.port()));
        } finally {
            turn.exit();
        }
    }

    @Override
    public Optional<Endpoint> remote() {
        turn.enter();
        try {
            return Optional.ofNullable(remote);
        } finally {
            turn.exit();
        }
    }

    @Override
    public int send(ByteBuffer source) {
        turn.enter();
        try {
            requireOpen();
            Endpoint target = remote;
            if (target == null) {
                throw new NetworkException(NetworkError.DESTINATION_REQUIRED);
            }
            return sendTo(source, target);
        } finally {
            turn.exit();
        }
    }

    @Override
    public int send(ByteBuffer source, Endpoint target) {
        turn.enter();
        try {
            requireOpen();
            if (remote != null && !remote.equals(target)) {
                throw new NetworkException(NetworkError.ALREADY_CONNECTED, target.toString());
            }
            return sendTo(source, target);
        } finally {
            turn.exit();
        }
    }

    private int sendTo(ByteBuffer source, Endpoint target) {
        throwError();
        int length = source.remaining();
        if (length > MAX_PAYLOAD) {
            throw new NetworkException(NetworkError.MESSAGE_TOO_LONG, length + " bytes");
        }
        if (target.port() == 0) {
            throw new NetworkException(NetworkError.INVALID, "port 0");
        }
        PortTable.Binding bound = bound();
        Path way = pathTo(target, bound.local());
        boolean multicast = way.remote().isMulticast();
        if (way.toGroup() && !multicast && !broadcast) {
            throw new NetworkException(NetworkError.ACCESS, target.toString());
        }
        int start = source.position();
        int ttl = multicast ? multicastTimeToLive : timeToLive();
        udp.send(way, bound.port(), target.port(), source, ttl, trafficClass());
        if (multicast
                && multicastLoop
                && !way.link().loopback()
                && way.link().receivesGroup(way.remote().high(), way.remote().low())) {
            source.position(start);
            udp.send(udp.internet.loopbackPath(way), bound.port(), target.port(), source, ttl, trafficClass());
        }
        return length;
    }

    private Path pathTo(Endpoint target, IpAddress from) {
        int zone = target.zone();
        if (zone == 0 && target.address().isMulticast()) {
            zone = multicastInterface;
        }
        Path kept = path;
        if (kept != null
                && pathZone == zone
                && udp.internet.current(kept)
                && kept.remote().equals(target.address())) {
            return kept;
        }
        IpAddress local = from.isMulticast() || from.equals(IpAddress.BROADCAST_IPV4) ? IpAddress.ANY_IPV6 : from;
        Path found = udp.internet.route(local, target.address(), zone);
        if (found == null) {
            throw new NetworkException(NetworkError.NETWORK_UNREACHABLE, target.toString());
        }
        path = found;
        pathZone = zone;
        return found;
    }

    @Override
    public int receive(ByteBuffer target, DatagramSource from) {
        return take(target, from, false);
    }

    @Override
    public int peek(ByteBuffer target, DatagramSource from) {
        return take(target, from, true);
    }

    private int take(ByteBuffer target, DatagramSource from, boolean keep) {
        turn.enter();
        try {
            requireOpen();
            throwError();
            return queue.isEmpty() ? WOULD_BLOCK : queue.take(target, from, keep);
        } finally {
            turn.exit();
        }
    }

    @Override
    public int nextLength() {
        turn.enter();
        try {
            requireOpen();
            return queue.isEmpty() ? WOULD_BLOCK : queue.nextLength();
        } finally {
            turn.exit();
        }
    }

    /** How well a datagram fits this socket: 0 not at all, more for a more specific binding. */
    int score(Inbound in, int sourcePort) {
        PortTable.Binding bound = binding;
        if (bound == null) {
            return 0;
        }
        if (!bound.receives(in.destinationHigh(), in.destinationLow())) {
            return 0;
        }
        int score = bound.local().isAny() ? 1 : 2;
        Endpoint peer = remote;
        if (peer != null) {
            IpAddress address = peer.address();
            boolean fromPeer = address.high() == in.sourceHigh() && address.low() == in.sourceLow();
            if (!fromPeer || peer.port() != sourcePort) {
                return 0;
            }
            score += 2;
        }
        return in.toGroup() && !member(in) ? 0 : score;
    }

    /** Whether a datagram to a group is for this socket: every broadcast and what is for all nodes, and the groups it joined. */
    private boolean member(Inbound in) {
        long high = in.destinationHigh();
        long low = in.destinationLow();
        boolean broadcast = IpAddress.isIpv4(high, low) && (int) low >>> 28 != 14;
        if (broadcast || (low == IpAddress.ALL_NODES.low() && high == IpAddress.ALL_NODES.high())) {
            return true;
        }
        return memberships.accept(in);
    }

    boolean receive(Inbound in, PacketBuffer packet) {
        int length = packet.length() - UdpHeader.LENGTH;
        boolean added = queue.add(
                packet,
                UdpHeader.LENGTH,
                length,
                in.sourceHigh(),
                in.sourceLow(),
                UdpHeader.sourcePort(packet),
                in.link().index());
        if (added) {
            notifyReadiness();
        }
        return added;
    }

    /** RFC 1122 section 4.1.3.3: a connected socket learns of errors about its peer. */
    void unreachable(long high, long low, int port, Unreachable why) {
        Endpoint peer = remote;
        boolean aboutPeer = peer != null
                && peer.port() == port
                && peer.address().high() == high
                && peer.address().low() == low;
        if (aboutPeer && why != Unreachable.TIME_EXCEEDED) {
            fail(why.error());
        }
    }

    @Override
    public void join(IpAddress group, int interfaceIndex) {
        change(group, interfaceIndex, link -> memberships.join(group, link));
    }

    @Override
    public void leave(IpAddress group, int interfaceIndex) {
        change(group, interfaceIndex, link -> memberships.leave(group, link));
    }

    @Override
    public void join(IpAddress group, int interfaceIndex, IpAddress source) {
        change(group, interfaceIndex, link -> memberships.add(group, link, source, false));
    }

    @Override
    public void leave(IpAddress group, int interfaceIndex, IpAddress source) {
        change(group, interfaceIndex, link -> memberships.remove(group, link, source, false));
    }

    @Override
    public void block(IpAddress group, int interfaceIndex, IpAddress source) {
        change(group, interfaceIndex, link -> memberships.add(group, link, source, true));
    }

    @Override
    public void unblock(IpAddress group, int interfaceIndex, IpAddress source) {
        change(group, interfaceIndex, link -> memberships.remove(group, link, source, true));
    }

    /** Changes what this socket wants of a group on the link that an interface's index, or a route, names. */
    private void change(IpAddress group, int interfaceIndex, Consumer<Link> membership) {
        turn.enter();
        try {
            requireOpen();
            membership.accept(groupLink(group, interfaceIndex));
        } finally {
            turn.exit();
        }
    }

    private Link groupLink(IpAddress group, int interfaceIndex) {
        if (!group.isMulticast()) {
            throw new NetworkException(NetworkError.INVALID, group + " is not a multicast address");
        }
        return udp.internet
                .groupLink(group, interfaceIndex)
                .orElseThrow(
                        () -> new NetworkException(NetworkError.ADDRESS_NOT_AVAILABLE, "interface " + interfaceIndex));
    }

    @Override
    protected int value(SocketOption option) {
        return switch (option) {
            case RECEIVE_BUFFER -> queue.limit();
            case SEND_BUFFER -> sendBuffer;
            case BROADCAST -> broadcast ? 1 : 0;
            case MULTICAST_INTERFACE -> multicastInterface;
            case MULTICAST_TIME_TO_LIVE -> multicastTimeToLive;
            case MULTICAST_LOOP -> multicastLoop ? 1 : 0;
            default -> super.value(option);
        };
    }

    @Override
    protected void change(SocketOption option, int value) {
        switch (option) {
            case RECEIVE_BUFFER -> queue.setLimit(Math.clamp(value, 1024, MAX_BUFFER));
            case SEND_BUFFER -> sendBuffer = Math.clamp(value, 1024, MAX_BUFFER);
            case BROADCAST -> broadcast = value != 0;
            case MULTICAST_INTERFACE -> multicastInterface = value;
            case MULTICAST_TIME_TO_LIVE -> multicastTimeToLive = checked(option, value, 0, 255);
            case MULTICAST_LOOP -> multicastLoop = value != 0;
            default -> super.change(option, value);
        }
    }
}
