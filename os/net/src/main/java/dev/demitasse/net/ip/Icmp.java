package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.Counters;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.IcmpHeader;
import dev.demitasse.net.wire.Ipv4Header;

/**
 * ICMP for IPv4 (RFC 792, RFC 1122 section 3.2.2): answers echo, passes errors to the transport whose packet caused
 * them, and sends port and protocol unreachable at a limited rate. Guarded by the stack's lock.
 */
final class Icmp {
    /** Bytes of the offending packet that an error quotes: what fits into 576 bytes (RFC 1812 section 4.3.2.3). */
    private static final int QUOTE = 576 - Ipv4Header.MIN_LENGTH - IcmpHeader.LENGTH;

    private final Internet internet;
    private final Ipv4 ipv4;
    private final Counters counters;
    private final ErrorRate rate;
    private final PacketCopy copy = new PacketCopy();

    Icmp(Internet internet, Ipv4 ipv4, Counters counters, Turn turn) {
        this.internet = internet;
        this.ipv4 = ipv4;
        this.counters = counters;
        this.rate = new ErrorRate(turn);
    }

    void input(Inbound in, PacketBuffer message) {
        counters.icmpInMsgs++;
        if (!IcmpHeader.valid(message)) {
            counters.icmpInErrors++;
            return;
        }
        switch (IcmpHeader.type(message)) {
            case IcmpHeader.ECHO_REQUEST -> {
                if (!in.toGroup()) { // RFC 1122 3.2.2.6 allows silence; amplification forbids an answer
                    echo(in, message);
                }
            }
            case IcmpHeader.DESTINATION_UNREACHABLE, IcmpHeader.TIME_EXCEEDED, IcmpHeader.PARAMETER_PROBLEM ->
                error(message);
            default -> {
                // replies to requests this stack does not make, redirects (RFC 1122 lets hosts ignore them)
            }
        }
    }

    private void echo(Inbound in, PacketBuffer request) {
        Path path = internet.route(in.destination(), in.source(), in.link().index());
        if (path == null) {
            return;
        }
        int payload = request.length() - IcmpHeader.LENGTH;
        if (request.length() + Ipv4Header.MIN_LENGTH > path.mtu()) {
            int rest = IcmpHeader.rest(request);
            request.trimFront(IcmpHeader.LENGTH);
            IcmpHeader.emit(request, IcmpHeader.ECHO_REPLY, 0, rest);
            counters.icmpOutMsgs++;
            internet.sendFragmented(path, request, Ipv4Header.ICMP, Internet.DEFAULT_TTL, in.trafficClass());
            return;
        }
        PacketBuffer reply = path.take(IcmpHeader.LENGTH);
        if (reply == null) {
            return;
        }
        reply.setLength(payload);
        copy.copy(request, IcmpHeader.LENGTH, reply, 0, payload);
        IcmpHeader.emit(reply, IcmpHeader.ECHO_REPLY, 0, IcmpHeader.rest(request));
        counters.icmpOutMsgs++;
        internet.send(path, reply, Ipv4Header.ICMP, Internet.DEFAULT_TTL, in.trafficClass(), false);
    }

    private void error(PacketBuffer message) {
        Unreachable why = reason(message);
        int mtu = IcmpHeader.nextHopMtu(message);
        message.trimFront(IcmpHeader.LENGTH);
        ipv4.undeliverable(message, why, mtu);
    }

    private static Unreachable reason(PacketBuffer message) {
        if (IcmpHeader.type(message) == IcmpHeader.TIME_EXCEEDED) {
            return Unreachable.TIME_EXCEEDED;
        }
        if (IcmpHeader.type(message) == IcmpHeader.PARAMETER_PROBLEM) {
            return Unreachable.PROTOCOL;
        }
        return switch (IcmpHeader.code(message)) {
            case IcmpHeader.NET_UNREACHABLE, 5, 6, 11 -> Unreachable.NETWORK;
            case IcmpHeader.PROTOCOL_UNREACHABLE -> Unreachable.PROTOCOL;
            case IcmpHeader.PORT_UNREACHABLE -> Unreachable.PORT;
            case IcmpHeader.FRAGMENTATION_NEEDED -> Unreachable.TOO_BIG;
            case 9, 10, IcmpHeader.ADMINISTRATIVELY_PROHIBITED -> Unreachable.PROHIBITED;
            default -> Unreachable.HOST;
        };
    }

    /**
     * Tells the sender of a packet that it could not be delivered here (RFC 1122 section 3.2.2.1), if the rate allows.
     *
     * @param packet the offending packet, from its transport header on
     */
    void unreachable(Inbound in, PacketBuffer packet, int protocol, int code) {
        report(in, packet, protocol, IcmpHeader.DESTINATION_UNREACHABLE, code);
    }

    /** Tells the sender of a datagram that its fragments have not all come in time (RFC 1122 section 3.3.2). */
    void reassemblyExpired(Inbound in, PacketBuffer first, int protocol) {
        // Section 3.2.2: never about an error.
        if (protocol != Ipv4Header.ICMP || IcmpHeader.type(first) == IcmpHeader.ECHO_REQUEST) {
            report(in, first, protocol, IcmpHeader.TIME_EXCEEDED, IcmpHeader.REASSEMBLY_TIME_EXCEEDED);
        }
    }

    private void report(Inbound in, PacketBuffer packet, int protocol, int type, int code) {
        if (in.toGroup()) {
            return;
        }
        if (!rate.allows()) {
            counters.icmpOutRateLimited++;
            return;
        }
        Path path = internet.route(in.destination(), in.source(), in.link().index());
        if (path == null || path.toGroup()) {
            return;
        }
        PacketBuffer error = path.take(IcmpHeader.LENGTH + Ipv4Header.MIN_LENGTH);
        if (error == null) {
            return;
        }
        int quoted = Math.min(packet.length(), QUOTE - Ipv4Header.MIN_LENGTH);
        error.setLength(quoted);
        copy.copy(packet, 0, error, 0, quoted);
        Ipv4Header.emit(error, in.trafficClass(), 0, 0, 1, protocol, (int) in.sourceLow(), (int) in.destinationLow());
        IcmpHeader.emit(error, type, code, 0);
        counters.icmpOutMsgs++;
        internet.send(path, error, Ipv4Header.ICMP, Internet.DEFAULT_TTL, 0, false);
    }
}
