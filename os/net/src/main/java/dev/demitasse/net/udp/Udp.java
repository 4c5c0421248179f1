package dev.demitasse.net.udp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import dev.demitasse.net.Counters;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.MemoryBudget;
import dev.demitasse.net.core.PortTable;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.ip.Inbound;
import dev.demitasse.net.ip.Internet;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.ip.Transport;
import dev.demitasse.net.ip.Unreachable;
import dev.demitasse.net.wire.Checksum;
import dev.demitasse.net.wire.Ipv4Header;
import dev.demitasse.net.wire.UdpHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** UDP: which socket a datagram is for, and how one is sent. Guarded by the stack's lock. */
public final class Udp implements Transport {
    /** A part of the stack itself that receives on a port, before any socket. */
    public interface PortHandler {
        /**
         * Takes in a datagram whose payload starts at {@code offset}; lent.
         *
         * @return {@code false} to leave it to others
         */
        boolean input(Inbound in, PacketBuffer packet, int offset);
    }

    private static final int LARGEST = 65_536;

    final Turn turn;
    final Internet internet;
    final MemoryBudget budget;
    final PortTable ports;
    private final Counters counters;

    /** For datagrams that must be fragmented: one at a time, made at first use. */
    private @Nullable PacketPool large;

    /** UDP without sockets. */
    public Udp(Turn turn, Internet internet, Randomness random, MemoryBudget budget, Counters counters) {
        this.turn = turn;
        this.internet = internet;
        this.budget = budget;
        this.counters = counters;
        this.ports = new PortTable(random);
    }

    @Override
    public void input(Inbound in, PacketBuffer packet) {
        if (packet.length() < UdpHeader.LENGTH || !complete(in, packet)) {
            counters.udpInErrors++;
            return;
        }
        counters.udpInDatagrams++;
        int port = UdpHeader.destinationPort(packet);
        if (handled(in, packet, port)) {
            return;
        }
        if (in.toGroup()) {
            deliverToAll(in, packet, port);
            return;
        }
        DatagramSocket best = null;
        int bestScore = 0;
        for (PortTable.Binding b = ports.bucket(port); b != null; b = b.next()) {
            if (b.port() == port && b.owner() instanceof DatagramSocket socket) {
                int score = socket.score(in, UdpHeader.sourcePort(packet));
                if (score > bestScore) {
                    best = socket;
                    bestScore = score;
                }
            }
        }
        if (best == null) {
            counters.udpNoPorts++;
            internet.portUnreachable(in, packet);
        } else {
            deliver(best, in, packet);
        }
    }

    private boolean handled(Inbound in, PacketBuffer packet, int port) {
        for (PortTable.Binding b = ports.bucket(port); b != null; b = b.next()) {
            if (b.port() == port
                    && b.owner() instanceof PortHandler handler
                    && b.receives(in.destinationHigh(), in.destinationLow())
                    && handler.input(in, packet, UdpHeader.LENGTH)) {
                return true;
            }
        }
        return false;
    }

    /** Has a handler receive over IPv4 on a port, or on a free one for port 0. */
    public PortTable.Binding handle(int port, PortHandler handler) {
        return handle(IpAddress.ANY_IPV4, port, handler);
    }

    /** Has a handler receive on a port, at an address or at all. */
    public PortTable.Binding handle(IpAddress local, int port, PortHandler handler) {
        return ports.bind(handler, local, port, true, true, false);
    }

    /** Ends what {@link #handle} began. */
    public void release(PortTable.Binding binding) {
        ports.release(binding);
    }

    /** Sends a datagram of the stack itself. */
    public void sendFrom(int localPort, Path path, int remotePort, ByteBuffer payload) {
        send(path, localPort, remotePort, payload, Internet.DEFAULT_TTL, 0);
    }

    private void deliverToAll(Inbound in, PacketBuffer packet, int port) {
        for (PortTable.Binding b = ports.bucket(port); b != null; b = b.next()) {
            if (b.port() == port
                    && b.owner() instanceof DatagramSocket socket
                    && socket.score(in, UdpHeader.sourcePort(packet)) > 0) {
                deliver(socket, in, packet);
            }
        }
    }

    private void deliver(DatagramSocket socket, Inbound in, PacketBuffer packet) {
        if (!socket.receive(in, packet)) {
            counters.udpInOverflows++;
        }
    }

    private static boolean complete(Inbound in, PacketBuffer packet) {
        int length = UdpHeader.length(packet);
        if (length < UdpHeader.LENGTH || length > packet.length()) {
            return false;
        }
        packet.setLength(length);
        if (UdpHeader.checksum(packet) == 0) { // RFC 8200 section 8.1: with IPv6 there is always one
            return IpAddress.isIpv4(in.sourceHigh(), in.sourceLow());
        }
        if (packet.checksumVerified()) {
            return true;
        }
        long sum = Checksum.pseudoHeader(
                in.sourceHigh(), in.sourceLow(), in.destinationHigh(), in.destinationLow(), Ipv4Header.UDP, length);
        return Checksum.valid(Checksum.add(sum, packet, 0, length));
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
        int port = UdpHeader.sourcePort(header);
        for (PortTable.Binding b = ports.bucket(port); b != null; b = b.next()) {
            if (b.port() == port && b.owner() instanceof DatagramSocket socket) {
                if (why == Unreachable.TOO_BIG) {
                    internet.learnPathMtu(new IpAddress(remoteHigh, remoteLow), mtu);
                }
                socket.unreachable(remoteHigh, remoteLow, UdpHeader.destinationPort(header), why);
            }
        }
    }

    /**
     * Sends one datagram. When there is no packet buffer it is lost, as any datagram may be.
     *
     * @param payload from position to limit, which it consumes
     */
    void send(Path path, int localPort, int remotePort, ByteBuffer payload, int ttl, int trafficClass) {
        counters.udpOutDatagrams++;
        int length = UdpHeader.LENGTH + payload.remaining();
        boolean whole = length + path.ipHeaderLength() <= path.mtu();
        PacketBuffer packet = whole ? path.take(UdpHeader.LENGTH) : takeLarge();
        if (packet == null) {
            payload.position(payload.limit());
            return;
        }
        packet.setLength(payload.remaining());
        packet.put(0, payload, payload.remaining());
        UdpHeader.emit(packet, localPort, remotePort, length, 0);
        IpAddress local = path.local();
        IpAddress remote = path.remote();
        long sum =
                Checksum.pseudoHeader(local.high(), local.low(), remote.high(), remote.low(), Ipv4Header.UDP, length);
        if (whole && path.link().checksumOffload()) {
            packet.putShort(UdpHeader.CHECKSUM_OFFSET, Checksum.fold(sum));
            packet.requestChecksum(0, UdpHeader.CHECKSUM_OFFSET);
        } else {
            int checksum = Checksum.finish(Checksum.add(sum, packet, 0, length));
            packet.putShort(UdpHeader.CHECKSUM_OFFSET, UdpHeader.transmitted(checksum));
        }
        if (whole) {
            internet.send(path, packet, Ipv4Header.UDP, ttl, trafficClass, false);
        } else {
            try {
                internet.sendFragmented(path, packet, Ipv4Header.UDP, ttl, trafficClass);
            } finally {
                packet.release();
            }
        }
    }

    private @Nullable PacketBuffer takeLarge() {
        PacketPool made = large;
        if (made == null) {
            made = new PacketPool(ByteBuffer.allocate(LARGEST), 0, LARGEST);
            large = made;
        }
        return made.take(UdpHeader.LENGTH);
    }
}
