package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.EthernetHeader;
import dev.demitasse.net.wire.Icmpv6Header;
import dev.demitasse.net.wire.Ipv6Header;
import dev.demitasse.net.wire.NeighborMessage;

/**
 * Who is where on the link: solicitations and advertisements (RFC 4861 section 7), and the cache of what they tell.
 * Guarded by the stack's lock.
 */
final class NeighborDiscovery implements NeighborCache.Protocol {
    private final Ipv6Link ipv6;
    private final NeighborCache cache;

    NeighborDiscovery(Ipv6Link ipv6, Turn turn, Timers timers) {
        this.ipv6 = ipv6;
        this.cache = new NeighborCache(this, turn, timers);
        this.cache.setTimes(RouterDiscovery.REACHABLE_TIME, RouterDiscovery.RETRANS_TIMER);
    }

    NeighborCache cache() {
        return cache;
    }

    /** Takes in a solicitation or advertisement with hop limit 255 and code 0; lent. */
    void input(Inbound in, PacketBuffer message) {
        boolean valid = message.length() >= NeighborMessage.LENGTH
                && NeighborMessage.optionsValid(message, NeighborMessage.LENGTH)
                && NeighborMessage.targetHigh(message) >>> 56 != 0xff;
        if (!valid) {
            ipv6.counters.icmpInErrors++;
        } else if (Icmpv6Header.type(message) == Icmpv6Header.NEIGHBOR_SOLICITATION) {
            solicitation(in, message);
        } else {
            advertisement(in, message);
        }
    }

    private void solicitation(Inbound in, PacketBuffer message) {
        long high = NeighborMessage.targetHigh(message);
        long low = NeighborMessage.targetLow(message);
        if (!ipv6.link.owns(high, low)) {
            return;
        }
        IpAddress wanted = new IpAddress(high, low);
        long hardware =
                NeighborMessage.linkLayerOption(message, NeighborMessage.LENGTH, NeighborMessage.SOURCE_LINK_LAYER);
        IpAddress source = in.source();
        if (source.isAny()) { // section 7.1.1: somebody else would like to have the address
            if (hardware != -1 || !in.destination().equals(wanted.solicitedNode())) {
                return;
            }
            if (ipv6.addresses.optimistic(wanted)) {
                ipv6.addresses.conflict(wanted);
            } else {
                advertise(wanted, IpAddress.ALL_NODES);
            }
            return;
        }
        if (hardware != -1 && !EthernetHeader.isMulticast(hardware)) {
            cache.heard(source, hardware);
        }
        advertise(wanted, source);
    }

    /** Section 7.2.4; without override as long as the address may turn out to be another's (RFC 4429 section 3.3). */
    private void advertise(IpAddress own, IpAddress to) {
        int override = ipv6.addresses.optimistic(own) ? 0 : NeighborMessage.OVERRIDE;
        int flags = override | (to.isMulticast() ? 0 : NeighborMessage.SOLICITED);
        PacketBuffer message = ipv6.take();
        if (message == null) {
            return;
        }
        NeighborMessage.emitAdvertisement(message, flags, own, ipv6.link.hardwareAddress(), own, to);
        ipv6.counters.icmpOutMsgs++;
        if (to.isMulticast()) {
            ipv6.send(message, Ipv6Header.ICMPV6, NeighborMessage.HOP_LIMIT, own, to);
            return;
        }
        Path path = ipv6.internet.route(own, to, ipv6.link.index());
        ipv6.emit(message, Ipv6Header.ICMPV6, NeighborMessage.HOP_LIMIT, own, to);
        if (path == null || path.link() != ipv6.link) {
            message.release();
        } else if (!ipv6.link.send(path, message)) {
            ipv6.counters.ipOutDiscards++;
        }
    }

    private void advertisement(Inbound in, PacketBuffer message) {
        int flags = Icmpv6Header.rest(message);
        boolean solicited = (flags & NeighborMessage.SOLICITED) != 0;
        if (solicited && in.toGroup()) {
            return; // section 7.1.2
        }
        IpAddress target = new IpAddress(NeighborMessage.targetHigh(message), NeighborMessage.targetLow(message));
        if (ipv6.link.owns(target.high(), target.low())) {
            if (ipv6.addresses.optimistic(target)) {
                ipv6.addresses.conflict(target);
            }
            return; // RFC 4862 section 5.4.4: somebody has taken an address of ours; it stays ours
        }
        long hardware =
                NeighborMessage.linkLayerOption(message, NeighborMessage.LENGTH, NeighborMessage.TARGET_LINK_LAYER);
        if (hardware != -1 && EthernetHeader.isMulticast(hardware)) {
            return;
        }
        cache.advertised(target, hardware, solicited, (flags & NeighborMessage.OVERRIDE) != 0);
        if ((flags & NeighborMessage.ROUTER) == 0) {
            ipv6.routers.routers().remove(target); // section 7.3.3
        }
    }

    /** Asks whether somebody has an address that we want to have (RFC 4862 section 5.4.2). */
    void probe(IpAddress wanted) {
        solicit(wanted, IpAddress.ANY_IPV6, 0, 0);
    }

    /** Section 7.2.2. From an address that may be another's nothing is asked (RFC 4429 section 3.2): soon it is ours. */
    @Override
    public void solicit(IpAddress address, long hardware) {
        IpAddress from = SourceSelection.choose(ipv6.link, address, address, true);
        if (from != null) {
            solicit(address, from, ipv6.link.hardwareAddress(), hardware);
        }
    }

    private void solicit(IpAddress wanted, IpAddress from, long ownHardware, long hardware) {
        PacketBuffer message = ipv6.take();
        if (message == null) {
            return;
        }
        IpAddress to = hardware == 0 ? wanted.solicitedNode() : wanted;
        NeighborMessage.emitSolicitation(message, wanted, ownHardware, from, to);
        ipv6.counters.icmpOutMsgs++;
        if (hardware == 0) {
            ipv6.send(message, Ipv6Header.ICMPV6, NeighborMessage.HOP_LIMIT, from, to);
        } else {
            ipv6.emit(message, Ipv6Header.ICMPV6, NeighborMessage.HOP_LIMIT, from, to);
            ipv6.link.transmit(message, hardware, EthernetHeader.TYPE_IPV6);
        }
    }

    @Override
    public void resolved(PacketBuffer packet, long hardware) {
        ipv6.link.transmit(packet, hardware, EthernetHeader.TYPE_IPV6);
    }

    @Override
    public void unresolved(PacketBuffer packet) {
        try {
            ipv6.internet.undeliverable(packet);
        } finally {
            packet.release();
        }
    }

    @Override
    public void lost(IpAddress address) {
        ipv6.routers.routers().unreachable(address);
    }

    @Override
    public boolean delays() {
        return true;
    }

    /** Remembers a router by what it tells of itself. */
    void heardRouter(IpAddress router, long hardware) {
        if (hardware != -1 && !EthernetHeader.isMulticast(hardware)) {
            cache.heard(router, hardware).router = true;
        }
    }

    /** The entry of a router that is none any more may be forgotten. */
    void forgetRouter(IpAddress router) {
        Neighbor known = cache.known(router);
        if (known != null) {
            known.router = false;
        }
    }
}
