package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.Counters;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.ArpPacket;
import dev.demitasse.net.wire.EthernetHeader;

/** ARP (RFC 826) on one link: asks and answers, and looks after the addresses we use (RFC 5227). Guarded by the lock. */
final class Arp implements NeighborCache.Protocol {
    private final EthernetLink link;
    private final Internet internet;
    private final Counters counters;
    private final NeighborCache cache;
    private final AddressClaims claims;

    Arp(EthernetLink link, Internet internet, Counters counters, Turn turn, Timers timers, Randomness random) {
        this.link = link;
        this.internet = internet;
        this.counters = counters;
        this.cache = new NeighborCache(this, turn, timers);
        this.claims = new AddressClaims(this, turn, timers, random);
    }

    NeighborCache cache() {
        return cache;
    }

    AddressClaims claims() {
        return claims;
    }

    void input(ArpPacket arp) {
        counters.arpInPackets++;
        IpAddress sender = IpAddress.ofIpv4(arp.senderAddress());
        if (arp.senderHardware() == link.hardwareAddress() || EthernetHeader.isMulticast(arp.senderHardware())) {
            return;
        }
        if (claims.disputed(arp)) {
            counters.arpConflicts++;
            return;
        }
        boolean request = arp.operation() == ArpPacket.REQUEST;
        boolean forUs = link.owns(0, IpAddress.mapped(arp.targetAddress()));
        if (arp.senderAddress() != 0 && !sender.isMulticast() && !link.broadcasts(arp.senderAddress())) {
            cache.learn(sender, arp.senderHardware(), forUs && request);
        }
        if (forUs && request) {
            send(
                    new ArpPacket(
                            ArpPacket.REPLY,
                            link.hardwareAddress(),
                            arp.targetAddress(),
                            arp.senderHardware(),
                            arp.senderAddress()),
                    arp.senderHardware());
        }
    }

    /** Asks everyone for {@code target}: a probe when {@code sender} is 0, an announcement when both are the same. */
    void request(int sender, int target) {
        request(sender, target, EthernetHeader.BROADCAST);
    }

    private void request(int sender, int target, long to) {
        send(new ArpPacket(ArpPacket.REQUEST, link.hardwareAddress(), sender, 0, target), to);
    }

    private void send(ArpPacket arp, long destination) {
        PacketBuffer packet = link.pool().take(link.headroom());
        if (packet == null) {
            return;
        }
        arp.emit(packet);
        EthernetHeader.emit(packet, destination, link.hardwareAddress(), EthernetHeader.TYPE_ARP);
        counters.arpOutPackets++;
        link.transmitFrame(packet);
    }

    @Override
    public void solicit(IpAddress address, long hardware) {
        int from = link.sourceFor(address).ipv4();
        request(from, address.ipv4(), hardware == 0 ? EthernetHeader.BROADCAST : hardware);
    }

    @Override
    public void resolved(PacketBuffer packet, long hardware) {
        link.transmit(packet, hardware, EthernetHeader.TYPE_IPV4);
    }

    @Override
    public void unresolved(PacketBuffer packet) {
        try {
            internet.undeliverable(packet);
        } finally {
            packet.release();
        }
    }

    @Override
    public void lost(IpAddress address) {
        // nobody else keeps track of IPv4 routers
    }

    @Override
    public boolean delays() {
        return false;
    }
}
