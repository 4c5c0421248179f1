package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.Counters;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Route;
import dev.demitasse.net.core.MemoryBudget;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.IcmpHeader;
import dev.demitasse.net.wire.Ipv4Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The internet layer: takes packets from the links to the transports, finds paths, sends along them. A host, not a
 * router: what is not for us is dropped (RFC 1122 section 3.3.4.2, weak host model). Guarded by the stack's lock.
 */
public final class Internet {
    /** Time to live of what we send unless told otherwise (RFC 1700's recommendation). */
    public static final int DEFAULT_TTL = 64;

    private final Turn turn;
    private final Randomness random;
    private final Counters counters;
    private final List<Link> links = new ArrayList<>();
    private final RoutingTable routes = new RoutingTable();
    private final Inbound inbound = new Inbound();
    private final Icmp icmp;
    private final Reassembler reassembler;
    private final byte[] scratch = new byte[2048];
    private @Nullable Transport tcp;
    private @Nullable Transport udp;
    private @Nullable LoopbackLink loopback;

    /** Grows whenever links, addresses or routes change, so that kept paths are looked up again. */
    private int generation;

    private int identification;

    /** An internet layer without links. */
    public Internet(Turn turn, Timers timers, Randomness random, MemoryBudget budget, Counters counters) {
        this.turn = turn;
        this.random = random;
        this.counters = counters;
        this.icmp = new Icmp(this, counters, turn);
        this.reassembler = new Reassembler(turn, timers, budget, counters);
        this.identification = (int) random.nextLong();
    }

    /** Sets who gets the packets. */
    public void setTransports(Transport tcpTransport, Transport udpTransport) {
        tcp = tcpTransport;
        udp = udpTransport;
    }

    /** Adds a link. */
    public void add(Link link) {
        links.add(link);
        if (link instanceof LoopbackLink lo) {
            loopback = lo;
        }
        generation++;
    }

    /** All links, by index. */
    public List<Link> links() {
        return links;
    }

    /** The link with this index. */
    public Optional<Link> link(int index) {
        return index >= 1 && index <= links.size() ? Optional.of(links.get(index - 1)) : Optional.empty();
    }

    /** Gives a link an address and the route to its network. */
    public void addAddress(Link link, InterfaceAddress address) {
        if (link.add(address)) {
            generation++;
            if (!link.loopback() && address.prefixLength() < (address.address().isIpv4() ? 32 : 128)) {
                routes.add(new Route(address.address(), address.prefixLength(), Optional.empty(), link.index()));
            }
            if (link instanceof EthernetLink ethernet && address.address().isIpv4()) {
                ethernet.claims().hold(address.address(), AddressOwner.STEADFAST);
            }
        }
    }

    /** Takes an address from a link, with the routes that lead through its network. */
    public void removeAddress(Link link, IpAddress address) {
        if (link instanceof EthernetLink ethernet) {
            ethernet.claims().drop(address);
        }
        for (InterfaceAddress own : List.copyOf(link.addresses())) {
            if (own.address().equals(address)) {
                link.remove(address);
                removeRoutesThrough(link, own);
            }
        }
        generation++;
    }

    private void removeRoutesThrough(Link link, InterfaceAddress gone) {
        routes.remove(new Route(gone.address(), gone.prefixLength(), Optional.empty(), link.index()));
        for (Route route : routes.all()) {
            if (route.interfaceIndex() == link.index()
                    && route.gateway().isPresent()
                    && !onLink(link, route.gateway().get())) {
                routes.remove(route);
            }
        }
    }

    private static boolean onLink(Link link, IpAddress gateway) {
        for (InterfaceAddress own : link.addresses()) {
            if (own.address().isIpv4() == gateway.isIpv4()
                    && ((own.address().ipv4() ^ gateway.ipv4()) & own.netmask()) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Adds a route. */
    public void addRoute(Route route) {
        routes.add(route);
        generation++;
    }

    /** Removes a route. */
    public void removeRoute(Route route) {
        routes.remove(route);
        generation++;
    }

    /** The routes, most specific first. */
    public List<Route> routes() {
        return routes.all();
    }

    /** Whether an address is one of ours. */
    public boolean owns(long high, long low) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).owns(high, low)) {
                return true;
            }
        }
        return loopbackNetwork(high, low);
    }

    private static boolean loopbackNetwork(long high, long low) {
        return IpAddress.isIpv4(high, low) && (int) low >>> 24 == 127;
    }

    /** Whether a kept path still is what {@link #route} would answer. */
    public boolean current(Path path) {
        return path.generation == generation;
    }

    /**
     * The path to a remote address.
     *
     * @param local the address to send from, or the unspecified one to have it chosen
     * @param zone index of the interface to use, 0 for the routing table's choice
     * @return {@code null} when no route leads there
     */
    public @Nullable Path route(IpAddress local, IpAddress remote, int zone) {
        if (!remote.isIpv4()) {
            return null; // no IPv6 yet
        }
        IpAddress target = remote.isAny() ? IpAddress.LOOPBACK_IPV4 : remote;
        LoopbackLink lo = loopback;
        if (lo != null && owns(target.high(), target.low())) {
            return new Path(lo, local.isAny() ? target : local, target, target, false, generation);
        }
        if (target.isMulticast() || target.equals(IpAddress.BROADCAST_IPV4)) {
            Link link = groupLink(target, zone);
            return link == null ? null : path(link, local, target, target, true);
        }
        Route route = routes.find(target, zone);
        Link link = route == null ? null : link(route.interfaceIndex()).orElse(null);
        if (route == null || link == null) {
            return null;
        }
        return path(link, local, target, route.gateway().orElse(target), link.broadcasts(target.ipv4()));
    }

    /** A path to everyone on a link, from an address it may not have yet, as DHCP needs. */
    public Path broadcastPath(Link link, IpAddress local) {
        return new Path(link, local, IpAddress.BROADCAST_IPV4, IpAddress.BROADCAST_IPV4, true, generation);
    }

    /** The path over which our own members of the group hear what we send along {@code path}. */
    public Path loopbackPath(Path path) {
        Link lo = loopback == null ? path.link() : loopback;
        return new Path(lo, path.local(), path.remote(), path.nextHop(), true, generation);
    }

    private Path path(Link link, IpAddress local, IpAddress remote, IpAddress nextHop, boolean group) {
        return new Path(link, local.isAny() ? link.sourceFor(nextHop) : local, remote, nextHop, group, generation);
    }

    private @Nullable Link groupLink(IpAddress target, int zone) {
        if (zone != 0) {
            return link(zone).orElse(null);
        }
        Route route = routes.find(target, 0);
        if (route != null) {
            return link(route.interfaceIndex()).orElse(null);
        }
        for (Link link : links) {
            if (!link.loopback()) {
                return link;
            }
        }
        return loopback;
    }

    /**
     * Sends one packet, which holds the transport header and payload; owns it from now on.
     *
     * @return {@code false} when there was no room for it: it is gone, and trying again later may work
     */
    public boolean send(Path path, PacketBuffer packet, int protocol, int ttl, int trafficClass, boolean whole) {
        int id = whole ? 0 : nextIdentification(path); // RFC 6864: an atomic datagram needs none
        int flags = whole ? Ipv4Header.DONT_FRAGMENT : 0;
        return emit(path, packet, protocol, ttl, trafficClass, id, flags);
    }

    /**
     * Sends a packet of up to 65,515 bytes in as many fragments as the path's MTU asks for. The packet is lent.
     *
     * @return {@code false} when a fragment found no room, so that the packet is lost
     */
    public boolean sendFragmented(Path path, PacketBuffer packet, int protocol, int ttl, int trafficClass) {
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
            for (int done = 0; done < length; done += scratch.length) {
                int part = Math.min(scratch.length, length - done);
                packet.get(offset + done, scratch, 0, part);
                fragment.put(done, scratch, 0, part);
            }
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
        if (!link.sendToGroup(message, group.ipv4())) {
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
    public void input(Link link, PacketBuffer packet) {
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
        PacketBuffer whole = reassembler.add(packet);
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
            return link.broadcasts(destination) || link.receivesGroup(destination) || link.loopback();
        }
        return owns(0, IpAddress.mapped(destination)) || link.acceptsUnaddressed();
    }

    private void deliver(int protocol, PacketBuffer packet) {
        counters.ipInDelivers++;
        Transport transport = switch (protocol) {
            case Ipv4Header.TCP -> tcp;
            case Ipv4Header.UDP -> udp;
            default -> null;
        };
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
    public void portUnreachable(Inbound in, PacketBuffer packet) {
        icmp.unreachable(in, packet, Ipv4Header.UDP, IcmpHeader.PORT_UNREACHABLE);
    }

    /** As the other method, for reasons without an MTU. */
    void undeliverable(PacketBuffer packet, Unreachable why) {
        undeliverable(packet, why, 0);
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
        Transport transport = switch (protocol) {
            case Ipv4Header.TCP -> tcp;
            case Ipv4Header.UDP -> udp;
            default -> null;
        };
        packet.trimFront(Ipv4Header.headerLength(packet));
        if (transport != null && packet.length() >= 8 && owns(0, IpAddress.mapped(local))) {
            transport.unreachable(0, IpAddress.mapped(local), 0, IpAddress.mapped(remote), packet, why, mtu);
        }
    }

    /** The clock of this turn. */
    public long now() {
        return turn.now();
    }
}
