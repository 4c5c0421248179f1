package dev.demitasse.net.ip;

import dev.demitasse.machine.NetworkDevice;
import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import dev.demitasse.net.Counters;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.PacketRing;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.ArpPacket;
import dev.demitasse.net.wire.EthernetHeader;
import org.jspecify.annotations.Nullable;

/** A link over an Ethernet device, with ARP (RFC 826) for IPv4 and neighbour discovery for IPv6. Guarded by the stack's lock. */
public final class EthernetLink extends Link {
    private final NetworkDevice device;
    private final long hardwareAddress;
    private final Internet internet;
    private final Turn turn;
    private final Arp arp;
    private final Igmp igmp;
    private final Ipv6Link ipv6;
    private @Nullable PacketRing ring;
    private boolean flushNeeded;

    /** Sends and receives through {@code device}. */
    public EthernetLink(
            String name,
            int index,
            NetworkDevice device,
            Internet internet,
            Counters counters,
            Turn turn,
            Timers timers,
            Randomness random) {
        super(name, index, device.mtu());
        this.device = device;
        this.hardwareAddress = EthernetHeader.address(device.hardwareAddress());
        this.internet = internet;
        this.turn = turn;
        this.arp = new Arp(this, internet, counters, turn, timers, random);
        this.igmp = new Igmp(this, internet.ipv4(), turn, timers, random);
        this.ipv6 = new Ipv6Link(this, internet, counters, turn, timers, random);
    }

    /** What IPv6 has of this link. */
    public Ipv6Link ipv6() {
        return ipv6;
    }

    /** The device. */
    public NetworkDevice device() {
        return device;
    }

    /** Our hardware address, as {@link EthernetHeader} has them. */
    public long hardwareAddress() {
        return hardwareAddress;
    }

    @Override
    public int deviceMtu() {
        return device.mtu();
    }

    @Override
    public PacketPool pool() {
        return device.pool();
    }

    @Override
    public int headroom() {
        return device.headroom() + EthernetHeader.LENGTH;
    }

    @Override
    public boolean checksumOffload() {
        return device.transmitChecksumOffload();
    }

    /** None to a next hop whose hardware address is not known: packets that wait for it are to be short. */
    @Override
    public int segmentationLimit(Path path) {
        Neighbor neighbor = path.neighbor;
        return neighbor != null && neighbor.known() ? device.segmentationLimit() : 0;
    }

    @Override
    @Nullable PacketBuffer takeLarge(int room) {
        PacketBuffer buffer = device.takeLarge(room);
        if (buffer == null) {
            device.flush(); // what is queued need not wait for the turn's end, and then comes back
            buffer = device.takeLarge(room);
        }
        return buffer;
    }

    @Override
    public boolean loopback() {
        return false;
    }

    /**
     * Takes in up to {@code budget} received frames.
     *
     * @return how many there were
     */
    public int receive(int budget) {
        for (int count = 0; count < budget; count++) {
            PacketBuffer frame = device.receive();
            if (frame == null) {
                return count;
            }
            note(frame);
            try {
                input(frame);
            } finally {
                frame.release();
            }
        }
        return budget;
    }

    /** Has all frames noted, or none. */
    public void record(@Nullable PacketRing into) {
        ring = into;
    }

    private void note(PacketBuffer frame) {
        if (ring != null) {
            ring.note(frame, turn.epochNanos());
        }
    }

    /** Rings the doorbell once for all frames queued since the last time. */
    public void flush() {
        if (flushNeeded) {
            flushNeeded = false;
            device.flush();
        }
    }

    private void input(PacketBuffer frame) {
        if (frame.length() < EthernetHeader.LENGTH) {
            return;
        }
        long destination = EthernetHeader.destination(frame);
        if (destination != hardwareAddress && !EthernetHeader.isMulticast(destination)) {
            return; // for somebody else: a promiscuous bridge below
        }
        int type = EthernetHeader.type(frame);
        frame.trimFront(EthernetHeader.LENGTH);
        switch (type) {
            case EthernetHeader.TYPE_IPV4 -> internet.ipv4().input(this, frame);
            case EthernetHeader.TYPE_IPV6 -> {
                if (ipv6.enabled()) {
                    internet.ipv6().input(this, frame);
                }
            }
            case EthernetHeader.TYPE_ARP -> ArpPacket.parse(frame).ifPresent(arp::input);
            default -> {
                // nothing of ours
            }
        }
    }

    @Override
    boolean send(Path path, PacketBuffer packet) {
        IpAddress remote = path.remote();
        if (path.toGroup()) {
            return remote.isMulticast()
                    ? sendToGroup(packet, remote)
                    : transmit(packet, EthernetHeader.BROADCAST, EthernetHeader.TYPE_IPV4);
        }
        boolean four = remote.isIpv4();
        NeighborCache cache = four ? arp.cache() : ipv6.neighbors.cache();
        Neighbor neighbor = path.neighbor;
        if (neighbor == null || neighbor.state == Neighbor.State.DEAD) {
            neighbor = cache.find(path.nextHop());
            path.neighbor = neighbor;
        }
        if (cache.usable(neighbor)) {
            return transmit(packet, neighbor.hardware, four ? EthernetHeader.TYPE_IPV4 : EthernetHeader.TYPE_IPV6);
        }
        if (pool().available() < pool().size() / 4) { // waiting packets must not starve the rest
            packet.release();
            return false;
        }
        neighbor.await(packet);
        return true;
    }

    /** Sends an IP packet in a frame; owns it. */
    boolean transmit(PacketBuffer packet, long destination, int type) {
        EthernetHeader.emit(packet, destination, hardwareAddress, type);
        return transmitFrame(packet);
    }

    /** Sends a whole frame; owns it. */
    boolean transmitFrame(PacketBuffer frame) {
        flushNeeded = true;
        note(frame);
        if (device.transmit(frame)) {
            return true;
        }
        device.flush(); // takes back what was sent meanwhile
        if (device.transmit(frame)) {
            return true;
        }
        frame.release();
        return false;
    }

    /** The addresses we use on this link, or want to (RFC 5227). */
    public AddressClaims claims() {
        return arp.claims();
    }

    @Override
    boolean deprecated(IpAddress address) {
        return ipv6.addresses.deprecated(address);
    }

    @Override
    boolean advertised(IpAddress address, IpAddress router) {
        return ipv6.addresses.advertised(address, router);
    }

    @Override
    boolean optimistic(IpAddress address) {
        return ipv6.addresses.optimistic(address);
    }

    @Override
    void groupChanged(IpAddress group, SourceFilter before) {
        GroupMembership membership = group.isIpv4() ? igmp : ipv6.mld;
        membership.changed(group, before);
    }

    /** Takes in an IGMP message; lent. */
    void igmp(PacketBuffer message) {
        igmp.input(message);
    }

    /** Sends an IP packet to a group, over no path. */
    boolean sendToGroup(PacketBuffer packet, IpAddress group) {
        return group.isIpv4()
                ? transmit(packet, EthernetHeader.ofIpv4Multicast(group.ipv4()), EthernetHeader.TYPE_IPV4)
                : transmit(packet, EthernetHeader.ofIpv6Multicast(group.low()), EthernetHeader.TYPE_IPV6);
    }
}
