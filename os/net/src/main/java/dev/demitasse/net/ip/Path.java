package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way from one of our addresses to a remote one: interface, next hop, MTU. Kept by connections so that the routing
 * table is asked once; {@link Internet#current} tells when to ask again. Guarded by the stack's lock.
 */
public final class Path {
    private final Link link;
    private final IpAddress local;
    private final IpAddress remote;
    private final IpAddress nextHop;
    private final boolean group;
    final int generation;

    /** Bytes that fit through the path as far as routers have told, and until when that counts. */
    private int mtuLimit = Integer.MAX_VALUE;

    private long mtuExpires;

    /** The next hop's cache entry, so that sending need not look it up; null until first used. */
    @Nullable Neighbor neighbor;

    Path(Link link, IpAddress local, IpAddress remote, IpAddress nextHop, boolean group, int generation) {
        this.link = link;
        this.local = local;
        this.remote = remote;
        this.nextHop = nextHop;
        this.group = group;
        this.generation = generation;
    }

    /** The interface. */
    public Link link() {
        return link;
    }

    /** Our address. */
    public IpAddress local() {
        return local;
    }

    /** The other end. */
    public IpAddress remote() {
        return remote;
    }

    /** Who is asked to carry the packet: a router, or the remote itself. */
    public IpAddress nextHop() {
        return nextHop;
    }

    /** Whether the remote is a broadcast or multicast address. */
    public boolean toGroup() {
        return group;
    }

    /** Largest IP packet. */
    public int mtu() {
        return remote.isIpv4() ? link.mtu() : Math.min(link.ipv6Mtu(), mtuLimit);
    }

    void limitMtu(int mtu, long expires) {
        mtuLimit = mtu;
        mtuExpires = expires;
    }

    /** Whether what routers have told counts no longer. */
    boolean outdated(long now) {
        return mtuLimit != Integer.MAX_VALUE && now - mtuExpires >= 0;
    }

    /** Bytes of the IP header. */
    public int ipHeaderLength() {
        return remote.isIpv4() ? 20 : 40;
    }

    /**
     * An empty packet with room in front for all lower headers and {@code more} bytes, or {@code null} when no buffer is
     * free.
     */
    public @Nullable PacketBuffer take(int more) {
        return link.pool().take(link.headroom() + ipHeaderLength() + more);
    }

    /** As {@link #take}, with room for a packet as long as the link's {@link Link#segmentationLimit}. */
    public @Nullable PacketBuffer takeLarge() {
        return link.takeLarge(link.headroom() + ipHeaderLength());
    }

    /** Says that nothing comes back: the next hop's hardware address is asked for again (RFC 4861 section 7.3.1). */
    public void doubt() {
        if (neighbor != null) {
            neighbor.doubted = true;
        }
    }

    /** Says that what we send arrives, so that the next hop need not be asked whether it is there (section 7.3.1). */
    public void confirm() {
        if (neighbor != null) {
            neighbor.confirmed = true;
        }
    }
}
