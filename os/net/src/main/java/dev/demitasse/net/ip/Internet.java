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
    private final List<Link> links = new ArrayList<>();
    private final RoutingTable routes = new RoutingTable();
    private final PathMtus pathMtus;
    private final Paths paths;
    private final Ipv4 ipv4;
    private final Ipv6 ipv6;
    private @Nullable Transport tcp;
    private @Nullable Transport udp;
    private @Nullable LoopbackLink loopback;

    /** Grows whenever links, addresses or routes change, so that kept paths are looked up again. */
    private int generation;

    /** An internet layer without links. */
    public Internet(Turn turn, Timers timers, Randomness random, MemoryBudget budget, Counters counters) {
        this.turn = turn;
        this.pathMtus = new PathMtus(turn);
        this.paths = new Paths(this, routes, pathMtus);
        this.ipv4 = new Ipv4(this, turn, timers, random, budget, counters);
        this.ipv6 = new Ipv6(this, turn, timers, random, budget, counters);
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
        if (link instanceof EthernetLink ethernet && !address.address().isIpv4()) {
            ethernet.ipv6().addresses.configure(address);
        } else if (!link.add(address)) {
            return;
        }
        generation++;
        if (!link.loopback() && address.prefixLength() < (address.address().isIpv4() ? 32 : 128)) {
            routes.add(new Route(address.address(), address.prefixLength(), Optional.empty(), link.index()));
        }
        if (link instanceof EthernetLink ethernet && address.address().isIpv4()) {
            ethernet.claims().hold(address.address(), AddressOwner.STEADFAST);
        }
    }

    /** Gives a link an address alone. */
    boolean assign(Link link, InterfaceAddress address) {
        boolean added = link.add(address);
        generation++;
        return added;
    }

    /** Takes an address alone from a link. */
    void withdraw(Link link, IpAddress address) {
        link.remove(address);
        generation++;
    }

    /** Takes an address from a link, with the routes that lead through its network. */
    public void removeAddress(Link link, IpAddress address) {
        if (link instanceof EthernetLink ethernet) {
            ethernet.claims().drop(address);
            ethernet.ipv6().addresses.forget(address);
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
            boolean stranded =
                    route.gateway().isPresent() && !onLink(link, route.gateway().get());
            if (route.interfaceIndex() == link.index() && stranded) {
                routes.remove(route);
            }
        }
    }

    private static boolean onLink(Link link, IpAddress gateway) {
        for (InterfaceAddress own : link.addresses()) {
            if (own.covers(gateway)) {
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

    /** Whether some link has an IPv6 address from which more than the link can be reached. */
    public boolean reachesIpv6() {
        for (Link link : links) {
            for (InterfaceAddress own : link.addresses()) {
                IpAddress address = own.address();
                if (!link.loopback() && !address.isIpv4() && !address.isLinkLocal()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a kept path still is what {@link #route} would answer. */
    public boolean current(Path path) {
        return path.generation == generation && !path.outdated(turn.now());
    }

    /**
     * The path to a remote address.
     *
     * @param local the address to send from, or an unspecified one to have it chosen: that of IPv4 allows IPv4 only
     * @param zone index of the interface to use, 0 for the routing table's choice
     * @return {@code null} when no route leads there
     */
    public @Nullable Path route(IpAddress local, IpAddress remote, int zone) {
        return paths.find(local, remote, zone);
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

    /** The link that packets to a group leave by, and that it is joined on. */
    public Optional<Link> groupLink(IpAddress group, int zone) {
        return Optional.ofNullable(paths.linkForGroup(group, zone));
    }

    /**
     * Sends one packet, which holds the transport header and payload; owns it from now on.
     *
     * @param whole whether routers must not fragment it
     * @return {@code false} when there was no room for it: it is gone, and trying again later may work
     */
    public boolean send(Path path, PacketBuffer packet, int protocol, int ttl, int trafficClass, boolean whole) {
        return path.remote().isIpv4()
                ? ipv4.send(path, packet, protocol, ttl, trafficClass, whole)
                : ipv6.send(path, packet, protocol, ttl, trafficClass);
    }

    /**
     * Sends a packet of up to 65,515 bytes in as many fragments as the path's MTU asks for. The packet is lent.
     *
     * @return {@code false} when a fragment found no room, so that the packet is lost
     */
    public boolean sendFragmented(Path path, PacketBuffer packet, int protocol, int ttl, int trafficClass) {
        return path.remote().isIpv4()
                ? ipv4.sendFragmented(path, packet, protocol, ttl, trafficClass)
                : ipv6.sendFragmented(path, packet, protocol, ttl, trafficClass);
    }

    /** Takes in a packet that starts with its IP header; lent. */
    public void input(Link link, PacketBuffer packet) {
        if (packet.length() > 0 && packet.getUnsignedByte(0) >>> 4 == 6) {
            ipv6.input(link, packet);
        } else {
            ipv4.input(link, packet);
        }
    }

    /** The link to ourselves, once there is one. */
    @Nullable LoopbackLink loopback() {
        return loopback;
    }

    /** What new paths are stamped with. */
    int generation() {
        return generation;
    }

    Ipv4 ipv4() {
        return ipv4;
    }

    Ipv6 ipv6() {
        return ipv6;
    }

    /** Who gets packets of a protocol, if anyone above IP does. */
    @Nullable Transport transport(int protocol) {
        return switch (protocol) {
            case Ipv4Header.TCP -> tcp;
            case Ipv4Header.UDP -> udp;
            default -> null;
        };
    }

    /** Answers a datagram to a port nobody has; {@code packet} starts with the transport header. */
    public void portUnreachable(Inbound in, PacketBuffer packet) {
        if (IpAddress.isIpv4(in.sourceHigh(), in.sourceLow())) {
            ipv4.portUnreachable(in, packet);
        } else {
            ipv6.portUnreachable(in, packet);
        }
    }

    /** Tells whoever sent a packet of ours, which starts with its IP header, that the next hop does not answer; lent. */
    void undeliverable(PacketBuffer packet) {
        if (packet.getUnsignedByte(0) >>> 4 == 6) {
            ipv6.undeliverable(packet, Unreachable.HOST, 0);
        } else {
            ipv4.undeliverable(packet, Unreachable.HOST, 0);
        }
    }

    /** Keeps in mind that packets to an IPv6 destination must not be longer (RFC 8201 section 4). */
    public void learnPathMtu(IpAddress destination, int mtu) {
        if (pathMtus.learn(destination, mtu)) {
            generation++;
        }
    }

    /** The clock of this turn. */
    public long now() {
        return turn.now();
    }
}
