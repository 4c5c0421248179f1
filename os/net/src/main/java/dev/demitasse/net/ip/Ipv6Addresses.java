package dev.demitasse.net.ip;

import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The IPv6 unicast addresses of a link: link-local, set by hand, made from a router's prefix (RFC 4862), or leased. All are used
 * at once and asked for on the link meanwhile (optimistic duplicate address detection, RFC 4429), so that nothing waits;
 * one that another node has is given up within a second. Guarded by the stack's lock.
 */
final class Ipv6Addresses {
    /** No end to a lifetime. */
    static final long FOREVER = Long.MAX_VALUE;

    /** RFC 4862 section 5.1, and RFC 7217 section 7: so many times another identifier is tried. */
    private static final int IDGEN_RETRIES = 3;

    private static final int MAX_AUTONOMOUS = 8;

    /** So many routers of one prefix are told apart. */
    private static final int MAX_ADVERTISERS = 4;

    private static final long LINK_LOCAL_PREFIX = 0xfe80L << 48;

    /** Who has chosen an address: a person, we, or a DHCPv6 server. */
    private enum Origin {
        SET,
        MADE,
        LEASED
    }

    /** One address. Its timer ends the detection of duplicates. */
    private final class Entry extends Timer {
        final InterfaceAddress address;
        final Origin origin;
        final int attempt;
        final List<IpAddress> advertisers;
        boolean verified;
        long preferredUntil = FOREVER;
        long validUntil = FOREVER;

        Entry(InterfaceAddress address, Origin origin, int attempt) {
            this.address = address;
            this.origin = origin;
            this.attempt = attempt;
            this.advertisers = origin == Origin.MADE ? new ArrayList<>(1) : List.of();
        }

        IpAddress ip() {
            return address.address();
        }

        @Override
        protected void expire() {
            verified = true;
            ipv6.neighbors.cache().askAgain();
            ipv6.routers.addressVerified();
        }
    }

    private final Ipv6Link ipv6;
    private final Turn turn;
    private final Timers timers;
    private final List<Entry> entries = new ArrayList<>(2);
    private Randomness identifiers;
    private final Timer aging = new Timer() {
        @Override
        protected void expire() {
            age();
        }
    };

    Ipv6Addresses(Ipv6Link ipv6, Turn turn, Timers timers, Randomness identifiers) {
        this.ipv6 = ipv6;
        this.turn = turn;
        this.timers = timers;
        this.identifiers = identifiers;
    }

    void setIdentifierKey(Randomness key) {
        identifiers = key;
    }

    /** Makes the link-local address that every link has. */
    void configureLinkLocal() {
        make(LINK_LOCAL_PREFIX, 0);
    }

    /** Takes an address set by hand. */
    void configure(InterfaceAddress address) {
        ipv6.enable();
        add(address, Origin.SET, 0);
    }

    /** Forgets an address that is taken from the link. */
    void forget(IpAddress address) {
        Entry entry = find(address.high(), address.low());
        if (entry != null) {
            remove(entry);
        }
    }

    /** The link-local address, if there is one. */
    Optional<IpAddress> linkLocal() {
        for (Entry entry : entries) {
            if (entry.ip().isLinkLocal()) {
                return Optional.of(entry.ip());
            }
        }
        return Optional.empty();
    }

    /** Whether another node may still turn out to have an address of ours. */
    boolean optimistic(IpAddress address) {
        Entry entry = find(address.high(), address.low());
        return entry != null && !entry.verified;
    }

    /** Whether an address of ours is only for what uses it already. */
    boolean deprecated(IpAddress address) {
        Entry entry = find(address.high(), address.low());
        return entry != null && passed(entry.preferredUntil);
    }

    /** Whether a router has told the prefix of which an address of ours was made. */
    boolean advertised(IpAddress address, IpAddress router) {
        Entry entry = find(address.high(), address.low());
        return entry != null && entry.advertisers.contains(router);
    }

    private boolean passed(long time) {
        return time != FOREVER && turn.now() - time >= 0;
    }

    /**
     * Makes, or keeps for longer, the address under a prefix of 64 bits that a router tells (section 5.5.3).
     *
     * @param valid nanoseconds, as {@code preferred}, or {@link #FOREVER}
     */
    void advertised(IpAddress router, long prefix, long valid, long preferred) {
        Entry known = null;
        int autonomous = 0;
        for (Entry entry : entries) {
            if (entry.origin == Origin.MADE && !entry.ip().isLinkLocal()) {
                autonomous++;
                known = entry.ip().high() == prefix ? entry : known;
            }
        }
        if (known == null && valid > 0 && autonomous < MAX_AUTONOMOUS) {
            known = make(prefix, 0);
            if (known != null) {
                known.validUntil = later(valid);
            }
        } else if (known != null) {
            known.validUntil = later(extended(known, valid));
        }
        if (known != null) {
            known.preferredUntil = later(Math.min(preferred, valid));
            if (!known.advertisers.contains(router) && known.advertisers.size() < MAX_ADVERTISERS) {
                known.advertisers.add(router);
            }
            armAging();
        }
    }

    /** Section 5.5.3 e: nobody shortens a life to less than two hours with one forged message. */
    private long extended(Entry entry, long valid) {
        long left = entry.validUntil == FOREVER ? FOREVER : entry.validUntil - turn.now();
        long twoHours = 7200_000_000_000L;
        return valid > twoHours || valid > left ? valid : Math.min(left, twoHours);
    }

    private long later(long nanos) {
        return nanos == FOREVER ? FOREVER : turn.now() + nanos;
    }

    /** Forgets all that routers' prefixes have made. */
    void forgetAutonomous() {
        for (Entry entry : List.copyOf(entries)) {
            if (entry.origin == Origin.MADE && !entry.ip().isLinkLocal()) {
                lose(entry);
            }
        }
    }

    /**
     * Has a leased address, or keeps it for as long as the server says now. It has no network (RFC 8415 section 18.2.10.1).
     *
     * @param valid nanoseconds, as {@code preferred}, or {@link #FOREVER}
     */
    void lease(IpAddress address, long valid, long preferred) {
        Entry entry = find(address.high(), address.low());
        if (entry == null && valid > 0) {
            entry = add(new InterfaceAddress(address, 128), Origin.LEASED, 0);
        }
        if (entry != null && entry.origin == Origin.LEASED) {
            entry.validUntil = later(valid);
            entry.preferredUntil = later(preferred);
            armAging();
        }
    }

    /** Forgets all that was leased. */
    void forgetLeased() {
        for (Entry entry : List.copyOf(entries)) {
            if (entry.origin == Origin.LEASED) {
                lose(entry);
            }
        }
    }

    private @Nullable Entry make(long prefix, int attempt) {
        IpAddress address = new IpAddress(prefix, identifier(prefix, attempt));
        return add(new InterfaceAddress(address, 64), Origin.MADE, attempt);
    }

    /** RFC 7217 section 5: the same on the same network, and without meaning to anyone. */
    private long identifier(long prefix, int attempt) {
        for (int counter = attempt; ; counter += IDGEN_RETRIES + 1) {
            long identifier = identifiers.hash(prefix, ipv6.link.hardwareAddress(), counter, 0x7217);
            boolean reserved = identifier == 0 || identifier >>> 7 == 0xfdff_ffff_ffff_ff80L >>> 7; // RFC 5453
            if (!reserved) {
                return identifier;
            }
        }
    }

    private @Nullable Entry add(InterfaceAddress address, Origin origin, int attempt) {
        if (!ipv6.enabled() || !ipv6.internet.assign(ipv6.link, address)) {
            return null;
        }
        Entry entry = new Entry(address, origin, attempt);
        entries.add(entry);
        ipv6.link.joinGroup(entry.ip().solicitedNode());
        ipv6.neighbors.probe(entry.ip());
        timers.arm(entry, turn.now() + RouterDiscovery.RETRANS_TIMER);
        ipv6.observer.addressesChanged();
        return entry;
    }

    /** Another node has, or wants, an address of which we are not sure yet (RFC 4862 section 5.4.5). */
    void conflict(IpAddress address) {
        Entry entry = find(address.high(), address.low());
        if (entry == null) {
            return;
        }
        ipv6.counters.ipv6Duplicates++;
        lose(entry);
        if (entry.origin == Origin.LEASED) {
            ipv6.observer.leaseLost(entry.ip());
        } else if (entry.origin == Origin.MADE && entry.attempt < IDGEN_RETRIES) {
            Entry next = make(entry.ip().high(), entry.attempt + 1);
            if (next != null) {
                next.advertisers.addAll(entry.advertisers);
                next.preferredUntil = entry.preferredUntil;
                next.validUntil = entry.validUntil;
            }
        }
    }

    private void lose(Entry entry) {
        remove(entry);
        ipv6.internet.withdraw(ipv6.link, entry.ip());
        ipv6.observer.addressLost(entry.ip());
        ipv6.observer.addressesChanged();
    }

    private void remove(Entry entry) {
        entries.remove(entry);
        timers.disarm(entry);
        ipv6.link.leaveGroup(entry.ip().solicitedNode());
    }

    private @Nullable Entry find(long high, long low) {
        for (int i = 0; i < entries.size(); i++) {
            IpAddress address = entries.get(i).ip();
            if (address.low() == low && address.high() == high) {
                return entries.get(i);
            }
        }
        return null;
    }

    private void age() {
        for (Entry entry : List.copyOf(entries)) {
            if (passed(entry.validUntil)) {
                lose(entry);
            }
        }
        armAging();
    }

    private void armAging() {
        long next = FOREVER;
        for (Entry entry : entries) {
            next = Math.min(next, entry.validUntil);
        }
        if (next != FOREVER) {
            timers.arm(aging, next);
        }
    }
}
