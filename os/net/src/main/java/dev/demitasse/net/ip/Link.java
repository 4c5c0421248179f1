package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import java.util.ArrayList;
import java.util.List;

/** An interface as the internet layer sees it: addresses, MTU, and a way to send. Guarded by the stack's lock. */
public abstract sealed class Link permits EthernetLink, LoopbackLink {
    /** The least MTU every IPv4 link must have is 68; below 576 nothing useful works (RFC 791). */
    public static final int MIN_MTU = 576;

    private static final int MAX_ADDRESSES = 16;
    private static final int MAX_GROUPS = 64;

    private final String name;
    private final int index;
    private int mtu;
    private final List<InterfaceAddress> addresses = new ArrayList<>(2);
    private int[] groups = new int[4];
    private int[] groupMembers = new int[4];
    private int groupCount;
    private boolean acceptsUnaddressed;

    Link(String name, int index, int mtu) {
        this.name = name;
        this.index = index;
        this.mtu = mtu;
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

    /** The address to send from towards {@code nextHop}: one in the same network if there is one, else the first. */
    final IpAddress sourceFor(IpAddress nextHop) {
        IpAddress first = nextHop.isIpv4() ? IpAddress.ANY_IPV4 : IpAddress.ANY_IPV6;
        for (int i = addresses.size() - 1; i >= 0; i--) {
            InterfaceAddress own = addresses.get(i);
            if (own.address().isIpv4() != nextHop.isIpv4()) {
                continue;
            }
            first = own.address();
            if (nextHop.isIpv4() && ((own.address().ipv4() ^ nextHop.ipv4()) & own.netmask()) == 0) {
                return first;
            }
        }
        return first;
    }

    /** Joins an IPv4 group once more; {@code false} when there are too many groups. */
    public final boolean joinGroup(int group) {
        int at = groupAt(group);
        if (at < 0) {
            if (groupCount == MAX_GROUPS) {
                return false;
            }
            if (groupCount == groups.length) {
                groups = java.util.Arrays.copyOf(groups, groupCount * 2);
                groupMembers = java.util.Arrays.copyOf(groupMembers, groupCount * 2);
            }
            at = groupCount++;
            groups[at] = group;
            groupMembers[at] = 0;
            groupJoined(group);
        }
        groupMembers[at]++;
        return true;
    }

    /** Leaves an IPv4 group; the last member's leaving ends reception. */
    public final void leaveGroup(int group) {
        int at = groupAt(group);
        if (at >= 0 && --groupMembers[at] == 0) {
            groupCount--;
            groups[at] = groups[groupCount];
            groupMembers[at] = groupMembers[groupCount];
            groupLeft(group);
        }
    }

    /** A group has got its first member here. */
    abstract void groupJoined(int group);

    /** A group has lost its last member here. */
    abstract void groupLeft(int group);

    /** How many groups have members here. */
    final int groupCount() {
        return groupCount;
    }

    /** One of these groups. */
    final int group(int index) {
        return groups[index];
    }

    /** Whether a group has members here. */
    final boolean member(int group) {
        return groupAt(group) >= 0;
    }

    /** Whether a packet to this IPv4 group is received; all hosts (224.0.0.1) always is (RFC 1112). */
    public final boolean receivesGroup(int group) {
        return group == 0xe000_0001 || groupAt(group) >= 0;
    }

    private int groupAt(int group) {
        for (int i = 0; i < groupCount; i++) {
            if (groups[i] == group) {
                return i;
            }
        }
        return -1;
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

    /** Whether this is loopback. */
    public abstract boolean loopback();

    /**
     * Sends an IP packet along a path of this link; owns the packet from now on. {@code false} when the device had no
     * room: the packet is gone, and trying again later may work.
     */
    abstract boolean send(Path path, PacketBuffer packet);
}
