package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.Counters;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.MemoryBudget;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.Icmpv6Header;
import dev.demitasse.net.wire.Ipv4Header;
import dev.demitasse.net.wire.Ipv6Extensions;
import dev.demitasse.net.wire.Ipv6Header;

/** IPv6 (RFC 8200): what comes in and goes out with that header. Guarded by the stack's lock. */
final class Ipv6 {
    private static final int MAX_PAYLOAD = 65_535;

    /** Where the IPv6 header says how long the payload is. */
    private static final int PAYLOAD_LENGTH_FIELD = 4;

    /** Where it says what follows. */
    private static final int NEXT_HEADER_FIELD = 6;

    private final Internet internet;
    private final Randomness random;
    private final Counters counters;
    private final Inbound inbound = new Inbound();
    private final Ipv6Extensions extensions = new Ipv6Extensions();
    private final Icmpv6 icmp;
    private final Reassembler reassembler;
    private final PacketCopy copy = new PacketCopy();

    Ipv6(Internet internet, Turn turn, Timers timers, Randomness random, MemoryBudget budget, Counters counters) {
        this.internet = internet;
        this.random = random;
        this.counters = counters;
        this.icmp = new Icmpv6(internet, this, counters, turn);
        this.reassembler = new Reassembler(turn, timers, budget, counters, icmp::reassemblyExpired);
    }

    // ---------------------------------------------------------------- out

    /** See {@link Internet#send}. */
    boolean send(Path path, PacketBuffer packet, int protocol, int hopLimit, int trafficClass) {
        counters.ipOutRequests++;
        IpAddress from = path.local();
        IpAddress to = path.remote();
        int hops = hopLimit == Internet.DEFAULT_TTL ? path.link().hopLimit() : hopLimit;
        Ipv6Header.emit(packet, trafficClass, protocol, hops, from.high(), from.low(), to.high(), to.low());
        boolean sent = path.link().send(path, packet);
        if (!sent) {
            counters.ipOutDiscards++;
        }
        return sent;
    }

    /** See {@link Internet#sendFragmented} (RFC 8200 section 4.5). */
    boolean sendFragmented(Path path, PacketBuffer packet, int protocol, int hopLimit, int trafficClass) {
        int identification = (int) random.nextLong(); // RFC 7739 section 5.3
        int most = (path.mtu() - Ipv6Header.LENGTH - Ipv6Header.FRAGMENT_LENGTH) & ~7;
        int total = packet.length();
        for (int offset = 0; offset < total; offset += most) {
            int length = Math.min(most, total - offset);
            PacketBuffer fragment = path.take(Ipv6Header.FRAGMENT_LENGTH);
            if (fragment == null) {
                counters.ipOutDiscards++;
                return false;
            }
            fragment.setLength(length);
            copy.copy(packet, offset, fragment, 0, length);
            Ipv6Header.emitFragment(fragment, protocol, offset, offset + length < total, identification);
            counters.ipOutFragCreates++;
            if (!send(path, fragment, Ipv6Header.FRAGMENT, hopLimit, trafficClass)) {
                return false;
            }
        }
        counters.ipOutFragOKs++;
        return true;
    }

    // ---------------------------------------------------------------- in

    /** Takes in a packet that starts with its IPv6 header; lent. */
    void input(Link link, PacketBuffer packet) {
        counters.ipInReceives++;
        if (!Ipv6Header.valid(packet)) {
            counters.ipInHdrErrors++;
            return;
        }
        boolean group = Ipv6Header.destinationHigh(packet) >>> 56 == 0xff;
        inbound.fillIpv6(link, packet, group);
        if (martian(link) || !accepts(link, group)) {
            counters.ipInAddrErrors++;
            return;
        }
        packet.setLength(Ipv6Header.LENGTH + Ipv6Header.payloadLength(packet)); // drops Ethernet's padding
        walk(packet, Ipv6Header.LENGTH, Ipv6Header.nextHeader(packet), NEXT_HEADER_FIELD, true);
    }

    private void walk(PacketBuffer packet, int from, int first, int field, boolean start) {
        switch (extensions.walk(packet, from, first, field, start)) {
            case UPPER -> deliver(packet);
            case FRAGMENT -> fragment(packet, extensions.offset());
            case DROP -> counters.ipInHdrErrors++;
            case PROBLEM -> problem(packet, extensions.problem(), extensions.pointer(), false);
            case PROBLEM_FOR_GROUPS -> problem(packet, extensions.problem(), extensions.pointer(), true);
        }
    }

    private void problem(PacketBuffer packet, int code, int pointer, boolean forGroups) {
        counters.ipInHdrErrors++;
        icmp.error(inbound, packet, Icmpv6Header.PARAMETER_PROBLEM, code, pointer, forGroups);
    }

    private void fragment(PacketBuffer packet, int at) {
        int next = packet.getUnsignedByte(at);
        int place = packet.getUnsignedShort(at + 2);
        int start = place & ~7;
        boolean more = (place & 1) != 0;
        int payload = at + Ipv6Header.FRAGMENT_LENGTH;
        int length = packet.length() - payload;
        if (start == 0 && !more) { // RFC 6946: a packet of its own
            walk(packet, payload, next, at, false);
        } else if (more && length % 8 != 0) {
            problem(packet, Icmpv6Header.ERRONEOUS_FIELD, PAYLOAD_LENGTH_FIELD, false);
        } else if (start + length > MAX_PAYLOAD) {
            problem(packet, Icmpv6Header.ERRONEOUS_FIELD, at + 2, false);
        } else {
            PacketBuffer whole = reassembler.add(inbound, packet.getInt(at + 4), next, packet, payload, start, more);
            if (whole != null) {
                try {
                    reassembled(whole, reassembler.protocol());
                } finally {
                    whole.release();
                }
            }
        }
    }

    private void reassembled(PacketBuffer whole, int first) {
        boolean upper = extensions.walk(whole, 0, first, 0, false) == Ipv6Extensions.Result.UPPER;
        if (upper && known(extensions.protocol())) {
            deliver(whole);
        } else {
            counters.ipInHdrErrors++; // the packet to quote in a report is gone
        }
    }

    /** Addresses that cannot be right (RFC 4291 sections 2.5.3, 2.7; RFC 4942 section 2.2). */
    private boolean martian(Link link) {
        boolean groupSource = inbound.sourceHigh >>> 56 == 0xff;
        boolean mapped = inbound.sourceHigh == 0 && isEmbedded(inbound.sourceLow)
                || inbound.destinationHigh == 0 && isEmbedded(inbound.destinationLow);
        boolean loopbackOutside = !link.loopback()
                && (inbound.sourceHigh == 0 && inbound.sourceLow == 1
                        || inbound.destinationHigh == 0 && inbound.destinationLow == 1);
        return groupSource || mapped || loopbackOutside;
    }

    /** An IPv4 address must never come out of an IPv6 header: to all above they would be the same. */
    private static boolean isEmbedded(long low) {
        return IpAddress.isIpv4(0, low);
    }

    private boolean accepts(Link link, boolean group) {
        long high = inbound.destinationHigh;
        long low = inbound.destinationLow;
        if (group) {
            return link.receivesGroup(high, low) || link.loopback();
        }
        boolean linkLocal = high >>> 54 == 0x3fa;
        return linkLocal && !link.loopback() ? link.owns(high, low) : internet.owns(high, low);
    }

    private static boolean known(int protocol) {
        return protocol == Ipv4Header.TCP
                || protocol == Ipv4Header.UDP
                || protocol == Ipv6Header.ICMPV6
                || protocol == Ipv6Header.NO_NEXT_HEADER;
    }

    private void deliver(PacketBuffer packet) {
        int protocol = extensions.protocol();
        if (!known(protocol)) {
            counters.ipInUnknownProtos++;
            int field = extensions.pointer();
            int code = Icmpv6Header.UNRECOGNIZED_NEXT_HEADER;
            icmp.error(inbound, packet, Icmpv6Header.PARAMETER_PROBLEM, code, field, false);
            return;
        }
        counters.ipInDelivers++;
        packet.trimFront(extensions.offset());
        Transport transport = internet.transport(protocol);
        if (transport != null) {
            transport.input(inbound, packet);
        } else if (protocol == Ipv6Header.ICMPV6) {
            icmp.input(inbound, packet);
        }
    }

    /** Answers a datagram to a port nobody has; {@code packet} starts with the transport header. */
    void portUnreachable(Inbound in, PacketBuffer packet) {
        icmp.portUnreachable(in, packet, Ipv4Header.UDP);
    }

    /**
     * Passes the fate of a packet of ours to the transport that sent it.
     *
     * @param packet the packet or the beginning that an ICMPv6 error quotes, from its IPv6 header on; lent
     */
    void undeliverable(PacketBuffer packet, Unreachable why, int mtu) {
        if (!Ipv6Header.begins(packet)) {
            return;
        }
        long localHigh = Ipv6Header.sourceHigh(packet);
        long localLow = Ipv6Header.sourceLow(packet);
        long remoteHigh = Ipv6Header.destinationHigh(packet);
        long remoteLow = Ipv6Header.destinationLow(packet);
        int next = Ipv6Header.nextHeader(packet);
        Ipv6Extensions.Result end = extensions.walk(packet, Ipv6Header.LENGTH, next, NEXT_HEADER_FIELD, true);
        if (end == Ipv6Extensions.Result.FRAGMENT) {
            int at = extensions.offset();
            if ((packet.getUnsignedShort(at + 2) & ~7) != 0) {
                return; // not the beginning: no transport header to go by
            }
            next = packet.getUnsignedByte(at);
            end = extensions.walk(packet, at + Ipv6Header.FRAGMENT_LENGTH, next, at, false);
        }
        if (end != Ipv6Extensions.Result.UPPER || IpAddress.isIpv4(localHigh, localLow)) {
            return;
        }
        Transport transport = internet.transport(extensions.protocol());
        packet.trimFront(extensions.offset());
        if (transport != null && packet.length() >= 8 && internet.owns(localHigh, localLow)) {
            transport.unreachable(localHigh, localLow, remoteHigh, remoteLow, packet, why, mtu);
        }
    }
}
