package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.Counters;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.Ipv6Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What IPv6 has of one Ethernet link: neighbours, addresses, routers, groups. Silent until an IPv6 address is configured
 * or autoconfiguration starts. Guarded by the stack's lock.
 */
public final class Ipv6Link {
    /** Whoever wants to know what autoconfiguration finds. Called under the stack's lock. */
    public interface Observer {
        /** An address has come or gone. */
        void addressesChanged();

        /** An address must not be used any more. */
        void addressLost(IpAddress address);

        /** Routers tell of these DNS servers and search domains. */
        void namesLearned(List<IpAddress> servers, List<String> domains);

        /** Another node has an address that was leased, which is no longer used. */
        void leaseLost(IpAddress address);

        /** Routers say that DHCPv6 has more to tell, and whether it has addresses, too. */
        void moreByDhcp(boolean addresses);

        /** Routers are listened to no longer, so what DHCPv6 has told is not to be believed any more. */
        void noMoreByDhcp();
    }

    final EthernetLink link;
    final Internet internet;
    final Counters counters;
    final NeighborDiscovery neighbors;
    final Ipv6Addresses addresses;
    final RouterDiscovery routers;
    final Mld mld;
    Observer observer = new Observer() {
        @Override
        public void addressesChanged() {
            // nobody has asked
        }

        @Override
        public void addressLost(IpAddress address) {
            // nobody has asked
        }

        @Override
        public void namesLearned(List<IpAddress> servers, List<String> domains) {
            // nobody has asked
        }

        @Override
        public void leaseLost(IpAddress address) {
            // nobody has asked
        }

        @Override
        public void moreByDhcp(boolean addresses) {
            // nobody has asked
        }

        @Override
        public void noMoreByDhcp() {
            // nobody has asked
        }
    };

    private boolean enabled;

    Ipv6Link(EthernetLink link, Internet internet, Counters counters, Turn turn, Timers timers, Randomness random) {
        this.link = link;
        this.internet = internet;
        this.counters = counters;
        this.neighbors = new NeighborDiscovery(this, turn, timers);
        this.addresses = new Ipv6Addresses(this, turn, timers, random);
        this.routers = new RouterDiscovery(this, turn, timers, random);
        this.mld = new Mld(this, turn, timers, random);
    }

    /** Sets the one observer. */
    public void setObserver(Observer value) {
        observer = value;
    }

    /** Makes interface identifiers the same in every life of a machine that has the same key (RFC 7217). */
    public void setIdentifierKey(Randomness key) {
        addresses.setIdentifierKey(key);
    }

    /** Whether IPv6 is spoken on this link. */
    boolean enabled() {
        return enabled;
    }

    /** Speaks IPv6 from now on, from a link-local address; not on links too narrow for it (RFC 8200 section 5). */
    void enable() {
        if (!enabled && link.mtu() >= Ipv6Header.MIN_MTU) {
            enabled = true;
            addresses.configureLinkLocal();
        }
    }

    /** Configures the link by what its routers tell (RFC 4862). */
    public void startAutoconfiguration() {
        enable();
        if (enabled) {
            routers.start();
        }
    }

    /** Forgets what routers have told, and listens to them no more. */
    public void stopAutoconfiguration() {
        routers.stop();
    }

    /**
     * Has an address that a server leases, or keeps it for longer.
     *
     * @param valid nanoseconds, as {@code preferred}, or {@link Long#MAX_VALUE} for ever
     */
    public void lease(IpAddress address, long valid, long preferred) {
        addresses.lease(address, valid, preferred);
    }

    /** Gives up all leased addresses. */
    public void forgetLeased() {
        addresses.forgetLeased();
    }

    /** An empty packet with room for an IPv6 header, or {@code null} when no buffer is free. */
    @Nullable PacketBuffer take() {
        return link.pool().take(link.headroom() + Ipv6Header.LENGTH);
    }

    /** Sends a message of the link's own to a group. */
    void send(PacketBuffer message, int nextHeader, int hopLimit, IpAddress from, IpAddress group) {
        emit(message, nextHeader, hopLimit, from, group);
        if (!link.sendToGroup(message, group)) {
            counters.ipOutDiscards++;
        }
    }

    /** Prepends the IPv6 header. */
    void emit(PacketBuffer message, int nextHeader, int hopLimit, IpAddress from, IpAddress to) {
        counters.ipOutRequests++;
        Ipv6Header.emit(message, 0, nextHeader, hopLimit, from.high(), from.low(), to.high(), to.low());
    }
}
