package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.Counters;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.MemoryBudget;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.IcmpHeader;
import dev.demitasse.net.wire.Ipv4Header;

/** IPv4 (RFC 791): what comes in and goes out with that header. Guarded by the stack's lock. */
final class Ipv4 {
    private final Internet internet;
    private final Randomness random;
    private final Counters counters;
    private final Inbound inbound = new Inbound();
    private final Icmp icmp;
    private final Reassembler reassembler;
    private final PacketCopy copy = new PacketCopy();
    private int identification;

    Ipv4(Internet internet, Turn turn, Timers timers, Randomness random, MemoryBudget budget, Counters counters) {
        this.internet = internet;
        this.random = random;
        this.counters = counters;
        this.icmp = new Icmp(internet, this, counters, turn);
        this.reassembler = new Reassembler(turn, timers, budget, counters, icmp::reassemblyExpired);
        this.identification = (int) random.nextLong();
    }

    /**
     * Sends one packet, which holds the transport header and payload; owns it from now on.
     *
     * @return {@code false} when there was no room for it: it is gone, and trying again later may work
     */
    boolean send(Path path, PacketBuffer packet, int protocol, int ttl, int trafficClass, boolean whole) {
        int id = whole ? 0 : nextIdentification(path); // RFC 6864: an atomic datagram needs none
        int flags = whole ? Ipv4Header.DONT_FRAGMENT : 0;
        return emit(path, packet, protocol, ttl, trafficClass, id, flags);
    }

    /**
     * Sends a packet of up to 65,515 bytes in as many fragments as the path's MTU asks for. The packet is lent.
     *
     * @return {@code false} when a fragment found no room, so that the packet is lost
     */
    boolean sendFragmented(Path path, PacketBuffer packet, int protocol, int ttl, int trafficClass) {
        int id = nextIdentification(path);
        int most = (path.mtu() - Ipv4Header.MIN_LENGTH) & ~7;
        int total = packet.length();
        for (int offset = 0; offset < total; offset += most) {
            int length = Math.min(most, total - offset);
            PacketBuffer fragment = path.take(0);
            if (fragment == null) {
                counters.ipOutDiscards++;
                return false;
            }
            fragment.setLength(length);
            copy.copy(packet, offset, fragment, 0, length);
            int flags = (offset + length < total ? Ipv4Header.MORE_FRAGMENTS : 0) | offset / 8;
            counters.ipOutFragCreates++;
            if (!emit(path, fragment, protocol, ttl, trafficClass, id, flags)) {
                return false;
            }
        }
        counters.ipOutFragOKs++;
        return true;
    }

    private boolean emit(
            Path path, PacketBuffer packet, int protocol, int ttl, int trafficClass, int id, int flagsAndOffset) {
        counters.ipOutRequests++;
        Ipv4Header.emit(
                packet,
                trafficClass,
                id,
                flagsAndOffset,
                ttl,
                protocol,
                path.local().ipv4(),
                path.remote().ipv4());
        boolean sent = path.link().send(path, packet);
        if (!sent) {
            counters.ipOutDiscards++;
        }
        return sent;
    }

    /** Bytes of the IP header that {@link #sendToRouters} prepends. */
    static final int ROUTER_ALERT_HEADER = Ipv4Header.MIN_LENGTH + 4;

    /** Sends an IGMP message to a group of one link: one hop, and looked at by all routers (RFC 3376 section 4). */
    void sendToRouters(EthernetLink link, PacketBuffer message, IpAddress group) {
        counters.ipOutRequests++;
        IpAddress from = link.sourceFor(group);
        Ipv4Header.emitWithRouterAlert(message, 0xc0, 1, Ipv4Header.IGMP, from.ipv4(), group.ipv4());
        if (!link.sendToGroup(message, group)) {
            counters.ipOutDiscards++;
        }
    }

    /** Per destination and unpredictable from another one's (RFC 7739 section 5.3). */
    private int nextIdentification(Path path) {
        long hash = random.hash(
                path.local().low(), path.remote().low(), path.remote().high(), 0x6964);
        return (int) (hash + identification++) & 0xffff;
    }

    /** Takes in a packet that starts with its IPv4 header; lent. */
    void input(Link link, PacketBuffer packet) {
        counters.ipInReceives++;
        if (!Ipv4Header.valid(packet) || Ipv4Header.totalLength(packet) > packet.length()) {
            counters.ipInHdrErrors++;
            return;
        }
        int source = Ipv4Header.source(packet);
        int destination = Ipv4Header.destination(packet);
        boolean group = destination >>> 28 == 14 || link.broadcasts(destination);
        if (martian(link, source, destination) || !accepts(link, destination, group)) {
            counters.ipInAddrErrors++;
            return;
        }
        packet.setLength(Ipv4Header.totalLength(packet)); // drops Ethernet's padding
        int protocol = Ipv4Header.protocol(packet);
        inbound.fillIpv4(link, source, destination, Ipv4Header.trafficClass(packet), group);
        if (!Ipv4Header.fragment(packet)) {
            packet.trimFront(Ipv4Header.headerLength(packet));
            deliver(protocol, packet);
            return;
        }
        int header = Ipv4Header.headerLength(packet);
        PacketBuffer whole = reassembler.add(
                inbound,
                Ipv4Header.identification(packet) << 8 | protocol,
                protocol,
                packet,
                header,
                Ipv4Header.fragmentOffset(packet),
                Ipv4Header.moreFragments(packet));
        if (whole != null) {
            try {
                deliver(protocol, whole);
            } finally {
                whole.release();
            }
        }
    }

    /** Addresses that cannot be right (RFC 1122 section 3.2.1.3). */
    private boolean martian(Link link, int source, int destination) {
        boolean groupSource = source >>> 28 >= 14 || (source != 0 && link.broadcasts(source));
        boolean loopbackOutside = !link.loopback() && (source >>> 24 == 127 || destination >>> 24 == 127);
        return groupSource || loopbackOutside;
    }

    private boolean accepts(Link link, int destination, boolean group) {
        if (group) {
            return link.broadcasts(destination)
                    || link.receivesGroup(0, IpAddress.mapped(destination))
                    || link.loopback();
        }
        return internet.owns(0, IpAddress.mapped(destination)) || link.acceptsUnaddressed();
    }

    private void deliver(int protocol, PacketBuffer packet) {
        counters.ipInDelivers++;
        Transport transport = internet.transport(protocol);
        if (transport != null) {
            transport.input(inbound, packet);
        } else if (protocol == Ipv4Header.ICMP) {
            icmp.input(inbound, packet);
        } else if (protocol == Ipv4Header.IGMP && inbound.link() instanceof EthernetLink ethernet) {
            ethernet.igmp(packet);
        } else {
            counters.ipInUnknownProtos++;
            icmp.unreachable(inbound, packet, protocol, IcmpHeader.PROTOCOL_UNREACHABLE);
        }
    }

    /** Answers a datagram to a port nobody has; {@code packet} starts with the transport header. */
    void portUnreachable(Inbound in, PacketBuffer packet) {
        icmp.unreachable(in, packet, Ipv4Header.UDP, IcmpHeader.PORT_UNREACHABLE);
    }

    /**
     * Passes the fate of a packet of ours to the transport that sent it.
     *
     * @param packet the packet or the beginning that an ICMP error quotes, from its IPv4 header on; lent
     */
    void undeliverable(PacketBuffer packet, Unreachable why, int mtu) {
        if (!Ipv4Header.wellFormed(packet)) {
            return;
        }
        int protocol = Ipv4Header.protocol(packet);
        int local = Ipv4Header.source(packet);
        int remote = Ipv4Header.destination(packet);
        Transport transport = internet.transport(protocol);
        packet.trimFront(Ipv4Header.headerLength(packet));
        if (transport != null && packet.length() >= 8 && internet.owns(0, IpAddress.mapped(local))) {
            transport.unreachable(0, IpAddress.mapped(local), 0, IpAddress.mapped(remote), packet, why, mtu);
        }
    }
}
