package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.Counters;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.Icmpv6Header;
import dev.demitasse.net.wire.Ipv6Header;
import dev.demitasse.net.wire.MldMessage;
import dev.demitasse.net.wire.NeighborMessage;
import org.jspecify.annotations.Nullable;

/**
 * ICMPv6 (RFC 4443): answers echo, passes errors to the transport whose packet caused them, sends errors at a limited
 * rate, and hands neighbour discovery and MLD to the link. Guarded by the stack's lock.
 */
final class Icmpv6 {
    /** Bytes of an error with all it quotes: what every path carries (section 2.4 c). */
    private static final int MOST = Ipv6Header.MIN_MTU - Ipv6Header.LENGTH - Icmpv6Header.LENGTH;

    private final Internet internet;
    private final Ipv6 ipv6;
    private final Counters counters;
    private final ErrorRate rate;
    private final PacketCopy copy = new PacketCopy();

    Icmpv6(Internet internet, Ipv6 ipv6, Counters counters, Turn turn) {
        this.internet = internet;
        this.ipv6 = ipv6;
        this.counters = counters;
        this.rate = new ErrorRate(turn);
    }

    void input(Inbound in, PacketBuffer message) {
        counters.icmpInMsgs++;
        if (!Icmpv6Header.valid(message, in.sourceHigh(), in.sourceLow(), in.destinationHigh(), in.destinationLow())) {
            counters.icmpInErrors++;
            return;
        }
        switch (Icmpv6Header.type(message)) {
            case Icmpv6Header.ECHO_REQUEST -> echo(in, message);
            case Icmpv6Header.DESTINATION_UNREACHABLE,
                    Icmpv6Header.PACKET_TOO_BIG,
                    Icmpv6Header.TIME_EXCEEDED,
                    Icmpv6Header.PARAMETER_PROBLEM -> errorArrives(message);
            case Icmpv6Header.ROUTER_ADVERTISEMENT,
                    Icmpv6Header.NEIGHBOR_SOLICITATION,
                    Icmpv6Header.NEIGHBOR_ADVERTISEMENT -> discovery(in, message);
            case MldMessage.QUERY -> {
                if (in.link() instanceof EthernetLink ethernet) {
                    ethernet.ipv6().mld.input(in, message);
                }
            }
            default -> {
                // answers to what this stack does not ask; what is for routers; redirects, which a host may ignore
                // (RFC 4861 section 8.3 says SHOULD follow) and which only somebody on the link gains by forging
            }
        }
    }

    /** RFC 4861 sections 6.1.2, 7.1: nothing that came over a router is believed. */
    private void discovery(Inbound in, PacketBuffer message) {
        boolean fromLink = in.hopLimit == NeighborMessage.HOP_LIMIT && Icmpv6Header.code(message) == 0;
        if (!fromLink
                || !(in.link() instanceof EthernetLink ethernet)
                || !ethernet.ipv6().enabled()) {
            return;
        }
        if (Icmpv6Header.type(message) == Icmpv6Header.ROUTER_ADVERTISEMENT) {
            ethernet.ipv6().routers.input(in, message);
        } else {
            ethernet.ipv6().neighbors.input(in, message);
        }
    }

    /** Section 4.2; requests to groups are answered too, but not at any rate. */
    private void echo(Inbound in, PacketBuffer request) {
        if (in.toGroup() && !rate.allows()) {
            counters.icmpOutRateLimited++;
            return;
        }
        Path path = back(in);
        if (path == null) {
            return;
        }
        int payload = request.length() - Icmpv6Header.LENGTH;
        counters.icmpOutMsgs++;
        if (request.length() + Ipv6Header.LENGTH > path.mtu()) {
            int rest = Icmpv6Header.rest(request);
            request.trimFront(Icmpv6Header.LENGTH);
            Icmpv6Header.emit(request, Icmpv6Header.ECHO_REPLY, 0, rest, path.local(), path.remote());
            ipv6.sendFragmented(path, request, Ipv6Header.ICMPV6, Internet.DEFAULT_TTL, in.trafficClass());
            return;
        }
        PacketBuffer reply = path.take(Icmpv6Header.LENGTH);
        if (reply == null) {
            return;
        }
        reply.setLength(payload);
        copy.copy(request, Icmpv6Header.LENGTH, reply, 0, payload);
        int rest = Icmpv6Header.rest(request);
        Icmpv6Header.emit(reply, Icmpv6Header.ECHO_REPLY, 0, rest, path.local(), path.remote());
        ipv6.send(path, reply, Ipv6Header.ICMPV6, Internet.DEFAULT_TTL, in.trafficClass());
    }

    /** The way to the sender of a packet, from the address it was sent to unless that is a group's. */
    private @Nullable Path back(Inbound in) {
        IpAddress source = in.source();
        if (source.isAny() || source.isMulticast()) {
            return null;
        }
        IpAddress from = in.toGroup() ? IpAddress.ANY_IPV6 : in.destination();
        int zone = source.isLinkLocal() ? in.link().index() : 0;
        return internet.route(from, source, zone);
    }

    private void errorArrives(PacketBuffer message) {
        Unreachable why = reason(Icmpv6Header.type(message), Icmpv6Header.code(message));
        int mtu = why == Unreachable.TOO_BIG ? Icmpv6Header.rest(message) : 0;
        if (why == Unreachable.TOO_BIG && mtu >= 0 && mtu < Ipv6Header.MIN_MTU) {
            return; // RFC 8201 section 4: no IPv6 link is so narrow
        }
        message.trimFront(Icmpv6Header.LENGTH);
        ipv6.undeliverable(message, why, mtu < 0 ? Integer.MAX_VALUE : mtu);
    }

    private static Unreachable reason(int type, int code) {
        return switch (type) {
            case Icmpv6Header.PACKET_TOO_BIG -> Unreachable.TOO_BIG;
            case Icmpv6Header.TIME_EXCEEDED -> Unreachable.TIME_EXCEEDED;
            case Icmpv6Header.PARAMETER_PROBLEM -> Unreachable.PROTOCOL;
            default ->
                switch (code) {
                    case Icmpv6Header.NO_ROUTE, Icmpv6Header.BEYOND_SCOPE -> Unreachable.NETWORK;
                    case Icmpv6Header.PORT_UNREACHABLE -> Unreachable.PORT;
                    case Icmpv6Header.PROHIBITED, 5, 6 -> Unreachable.PROHIBITED;
                    default -> Unreachable.HOST;
                };
        };
    }

    /**
     * Tells the sender of a packet what is wrong with it, if section 2.4 allows.
     *
     * @param packet the offending packet, from its IPv6 header on
     * @param forGroups whether even if it was sent to a group
     */
    void error(Inbound in, PacketBuffer packet, int type, int code, int rest, boolean forGroups) {
        if ((in.toGroup() && !forGroups) || quotesError(packet)) {
            return;
        }
        Path path = allowed(in);
        PacketBuffer error = path == null ? null : path.take(Icmpv6Header.LENGTH);
        if (path != null && error != null) {
            int quoted = Math.min(packet.length(), MOST);
            error.setLength(quoted);
            copy.copy(packet, 0, error, 0, quoted);
            send(path, error, type, code, rest);
        }
    }

    /** Tells the sender of a packet that nobody has the port; {@code packet} starts with the transport header. */
    void portUnreachable(Inbound in, PacketBuffer packet, int protocol) {
        report(in, packet, protocol, Icmpv6Header.DESTINATION_UNREACHABLE, Icmpv6Header.PORT_UNREACHABLE);
    }

    /** Tells the sender of a datagram that its fragments have not all come in time (RFC 8200 section 4.5). */
    void reassemblyExpired(Inbound in, PacketBuffer first, int protocol) {
        report(in, first, protocol, Icmpv6Header.TIME_EXCEEDED, Icmpv6Header.REASSEMBLY_TIME_EXCEEDED);
    }

    private void report(Inbound in, PacketBuffer packet, int protocol, int type, int code) {
        Path path = in.toGroup() ? null : allowed(in);
        PacketBuffer error = path == null ? null : path.take(Icmpv6Header.LENGTH + Ipv6Header.LENGTH);
        if (path != null && error != null) {
            int quoted = Math.min(packet.length(), MOST - Ipv6Header.LENGTH);
            error.setLength(quoted);
            copy.copy(packet, 0, error, 0, quoted);
            Ipv6Header.emit(
                    error,
                    in.trafficClass(),
                    protocol,
                    in.hopLimit,
                    in.sourceHigh(),
                    in.sourceLow(),
                    in.destinationHigh(),
                    in.destinationLow());
            if (quotesError(error)) {
                error.release();
            } else {
                send(path, error, type, code, 0);
            }
        }
    }

    private @Nullable Path allowed(Inbound in) {
        if (!rate.allows()) {
            counters.icmpOutRateLimited++;
            return null;
        }
        return back(in);
    }

    private void send(Path path, PacketBuffer error, int type, int code, int rest) {
        Icmpv6Header.emit(error, type, code, rest, path.local(), path.remote());
        counters.icmpOutMsgs++;
        ipv6.send(path, error, Ipv6Header.ICMPV6, Internet.DEFAULT_TTL, 0);
    }

    /** Section 2.4 e.1: whether the packet carries an ICMPv6 error itself, behind whatever extension headers. */
    private static boolean quotesError(PacketBuffer packet) {
        int next = Ipv6Header.nextHeader(packet);
        int at = Ipv6Header.LENGTH;
        while (at + 8 <= packet.length()) {
            switch (next) {
                case Ipv6Header.ICMPV6 -> {
                    return Icmpv6Header.isError(packet.getUnsignedByte(at));
                }
                case Ipv6Header.HOP_BY_HOP, Ipv6Header.DESTINATION_OPTIONS, Ipv6Header.ROUTING -> {
                    next = packet.getUnsignedByte(at);
                    at += 8 + packet.getUnsignedByte(at + 1) * 8;
                }
                case Ipv6Header.FRAGMENT -> {
                    if ((packet.getUnsignedShort(at + 2) & ~7) != 0) {
                        return false; // nobody can tell
                    }
                    next = packet.getUnsignedByte(at);
                    at += Ipv6Header.FRAGMENT_LENGTH;
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }
}
