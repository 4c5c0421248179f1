package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An interface as the internet layer sees it: addresses, MTU, and a way to send. Guarded by the stack's lock. */
public abstract sealed class Link permits EthernetLink, LoopbackLink {
    /** The least MTU every IPv4 link must have is 68; below 576 nothing useful works (RFC 791). */
    public static final int MIN_MTU = 576;

    private static final int MAX_ADDRESSES = 16;

    private final String name;
    private final int index;
    private int mtu;
    private final List<InterfaceAddress> addresses = new ArrayList<>(2);
    private final GroupTable groups = new GroupTable();
    private boolean acceptsUnaddressed;
    private int ipv6Mtu;
    private int hopLimit = Internet.DEFAULT_TTL;

    Link(String name, int index, int mtu) {
        this.name = name;
        this.index = index;
        this.mtu = mtu;
        this.ipv6Mtu = mtu;
    }

    /** Name such as {@code eth0}. */
    public final String name() {
        return name;
    }

    /** Index, 1 and up. */
    public final int index() {
        return index;
    }

    /** Largest IP packet in bytes. */
    public final int mtu() {
        return mtu;
    }

    /** The largest {@link #mtu()} the device allows. */
    public abstract int deviceMtu();

    /** Sets the MTU, brought into the range from {@link #MIN_MTU} to the device's. */
    public final void setMtu(int value) {
        mtu = Math.clamp(value, Math.min(MIN_MTU, deviceMtu()), deviceMtu());
        ipv6Mtu = mtu;
    }

    /** Largest IPv6 packet in bytes: what a router has told, if that is less (RFC 4861 section 6.3.4). */
    public final int ipv6Mtu() {
        return Math.min(mtu, ipv6Mtu);
    }

    final void setIpv6Mtu(int value) {
        ipv6Mtu = value;
    }

    /** Hop limit of IPv6 packets that nobody has asked another one for. */
    final int hopLimit() {
        return hopLimit;
    }

    final void setHopLimit(int value) {
        hopLimit = value;
    }

    /** The addresses, primary first. */
    public final List<InterfaceAddress> addresses() {
        return addresses;
    }

    final boolean add(InterfaceAddress address) {
        if (addresses.size() == MAX_ADDRESSES
                || owns(address.address().high(), address.address().low())) {
            return false;
        }
        addresses.add(address);
        return true;
    }

    final boolean remove(IpAddress address) {
        return addresses.removeIf(a -> a.address().equals(address));
    }

    /** Whether the address is one of this link's own. */
    public final boolean owns(long high, long low) {
        for (int i = 0; i < addresses.size(); i++) {
            IpAddress address = addresses.get(i).address();
            if (address.low() == low && address.high() == high) {
                return true;
            }
        }
        return false;
    }

    /** Whether the address is this link's limited or directed broadcast address. */
    public final boolean broadcasts(int ipv4) {
        if (ipv4 == -1) {
            return true;
        }
        for (int i = 0; i < addresses.size(); i++) {
            InterfaceAddress own = addresses.get(i);
            if (own.address().isIpv4() && own.prefixLength() < 31) { // RFC 3021: a /31 has no broadcast address
                int network = own.address().ipv4() & own.netmask();
                if (ipv4 == (network | ~own.netmask())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The IPv4 address to send from towards {@code nextHop}: one in the same network if there is one, else the first. */
    final IpAddress sourceFor(IpAddress nextHop) {
        IpAddress first = IpAddress.ANY_IPV4;
        for (int i = addresses.size() - 1; i >= 0; i--) {
            InterfaceAddress own = addresses.get(i);
            if (!own.address().isIpv4()) {
                continue;
            }
            first = own.address();
            if (own.covers(nextHop)) {
                return first;
            }
        }
        return first;
    }

    /** Whether new connections shall not use an IPv6 address any more (RFC 4862 section 5.5.4). */
    boolean deprecated(IpAddress address) {
        return false;
    }

    /** Whether a router has told the prefix of which an IPv6 address was made (RFC 6724 section 5 rule 5.5). */
    boolean advertised(IpAddress address, IpAddress router) {
        return false;
    }

    /** Whether another node may still turn out to have an IPv6 address (RFC 4429). */
    boolean optimistic(IpAddress address) {
        return false;
    }

    /** Joins a group once more, from all sources; {@code false} when there are too many groups. */
    public final boolean joinGroup(IpAddress group) {
        return changeGroup(group, SourceFilter.NONE, SourceFilter.ALL);
    }

    /** Leaves a group; the last member's leaving ends reception. */
    public final void leaveGroup(IpAddress group) {
        changeGroup(group, SourceFilter.ALL, SourceFilter.NONE);
    }

    /**
     * A member of a group wants it from other sources than before; whoever joins had {@link SourceFilter#NONE}, and whoever
     * leaves wants it.
     *
     * @return {@code false} when there are too many groups
     */
    public final boolean changeGroup(IpAddress group, SourceFilter before, SourceFilter after) {
        SourceFilter old = groups.filter(group);
        if (!groups.change(group, before, after)) {
            return false;
        }
        if (!old.same(groups.filter(group))) {
            groupChanged(group, old);
        }
        return true;
    }

    /** What is received of a group here is no longer what {@code before} lets through. */
    abstract void groupChanged(IpAddress group, SourceFilter before);

    /** The groups that have members here. */
    final GroupTable groups() {
        return groups;
    }

    /** Whether a packet to this group is received; all hosts, or nodes, always is (RFC 1112, RFC 4291 section 2.8). */
    public final boolean receivesGroup(long high, long low) {
        return IpAddress.ALL_HOSTS_IPV4.low() == low && high == 0
                || IpAddress.ALL_NODES.low() == low && IpAddress.ALL_NODES.high() == high
                || groups.contains(high, low);
    }

    /** Whether unicast to any address is taken in, as while DHCP has not yet given one. */
    final boolean acceptsUnaddressed() {
        return acceptsUnaddressed;
    }

    /** Sets {@link #acceptsUnaddressed()}. */
    public final void setAcceptsUnaddressed(boolean accepts) {
        acceptsUnaddressed = accepts;
    }

    /** The buffers to send from. */
    public abstract PacketPool pool();

    /** Room that link and driver need in front of the IP header. */
    public abstract int headroom();

    /** Whether transport checksums are left to the device. */
    public abstract boolean checksumOffload();

    /**
     * Bytes of the longest TCP packet, IP header included, that may go along a path of this link now and is cut into segments
     * below; 0 when none is.
     */
    public int segmentationLimit(Path path) {
        return 0;
    }

    /** A buffer for such a packet, or {@code null} when none is free now. */
    @Nullable PacketBuffer takeLarge(int room) {
        return null;
    }

    /** Whether this is loopback. */
    public abstract boolean loopback();

    /**
     * Sends an IP packet along a path of this link; owns the packet from now on. {@code false} when the device had no
     * room: the packet is gone, and trying again later may work.
     */
    abstract boolean send(Path path, PacketBuffer packet);
}
