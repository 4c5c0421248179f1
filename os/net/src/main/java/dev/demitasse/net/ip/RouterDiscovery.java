package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Route;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.Ipv6Header;
import dev.demitasse.net.wire.NeighborMessage;
import dev.demitasse.net.wire.RouterAdvertisement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the routers of a link tell (RFC 4861 section 6.3): prefixes, how long packets may be, DNS (RFC 8106), and
 * that they are there, which {@link DefaultRouters} keeps. Bounded in everything. Guarded by the stack's lock.
 */
final class RouterDiscovery {
    static final long RETRANS_TIMER = 1_000_000_000L;
    static final long REACHABLE_TIME = 30_000_000_000L;

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long SOLICITATION_INTERVAL = 4 * SECOND;

    /** RFC 7559 section 2: whoever finds no router goes on asking, ever more rarely. */
    private static final long MAX_SOLICITATION_INTERVAL = 3600 * SECOND;

    private static final int MAX_PREFIXES = 16;
    private static final int MAX_SERVERS = 4;
    private static final int MAX_DOMAINS = 6;
    private static final int MAX_TIME_MILLIS = 3_600_000;

    private record Prefix(IpAddress prefix, int length) {}

    private final Ipv6Link ipv6;
    private final Turn turn;
    private final Timers timers;
    private final Randomness random;
    private final DefaultRouters routers;
    private final Map<Prefix, Long> prefixes = new LinkedHashMap<>();
    private final Map<IpAddress, Long> servers = new LinkedHashMap<>();
    private final Map<String, Long> domains = new LinkedHashMap<>();
    private boolean running;
    private long interval;
    private final Timer solicitation = new Timer() {
        @Override
        protected void expire() {
            solicit();
        }
    };
    private final Timer aging = new Timer() {
        @Override
        protected void expire() {
            age();
        }
    };

    RouterDiscovery(Ipv6Link ipv6, Turn turn, Timers timers, Randomness random) {
        this.ipv6 = ipv6;
        this.turn = turn;
        this.timers = timers;
        this.random = random;
        this.routers = new DefaultRouters(ipv6);
    }

    /** The routers that lead on from this link. */
    DefaultRouters routers() {
        return routers;
    }

    /** Asks for routers, at once: the random delay of section 6.3.7 would only be waited for. */
    void start() {
        if (!running) {
            running = true;
            interval = SOLICITATION_INTERVAL;
            solicit();
        }
    }

    void stop() {
        running = false;
        timers.disarm(solicitation);
        timers.disarm(aging);
        routers.clear();
        prefixes.keySet().forEach(this::removeRoute);
        prefixes.clear();
        servers.clear();
        domains.clear();
        ipv6.addresses.forgetAutonomous();
        tellNames();
        ipv6.observer.noMoreByDhcp();
    }

    /** Section 6.3.7; the hardware address is left out while ours may be another's (RFC 4429 section 3.2). */
    private void solicit() {
        PacketBuffer message = ipv6.take();
        if (message != null) {
            IpAddress from = ipv6.addresses.linkLocal().orElse(IpAddress.ANY_IPV6);
            boolean sure = !from.isAny() && !ipv6.addresses.optimistic(from);
            long hardware = sure ? ipv6.link.hardwareAddress() : 0;
            NeighborMessage.emitRouterSolicitation(message, hardware, from, IpAddress.ALL_ROUTERS);
            ipv6.counters.icmpOutMsgs++;
            ipv6.send(message, Ipv6Header.ICMPV6, NeighborMessage.HOP_LIMIT, from, IpAddress.ALL_ROUTERS);
        }
        timers.arm(
                solicitation,
                turn.now() + interval + random.nextInt((int) (interval / 10 / MILLISECOND)) * MILLISECOND);
        interval = Math.min(2 * interval, MAX_SOLICITATION_INTERVAL);
    }

    /** An address has become ours for certain: routers that could not answer the first question may now. */
    void addressVerified() {
        if (running && routers.isEmpty() && interval == 2 * SOLICITATION_INTERVAL) {
            solicit();
        }
    }

    /** Takes in a router advertisement with hop limit 255; lent. */
    void input(Inbound in, PacketBuffer message) {
        IpAddress source = in.source();
        Optional<RouterAdvertisement> parsed =
                source.isLinkLocal() ? RouterAdvertisement.parse(message) : Optional.empty();
        if (parsed.isEmpty()) {
            ipv6.counters.icmpInErrors++;
        } else if (running) {
            learn(source, parsed.get());
        }
    }

    private void learn(IpAddress source, RouterAdvertisement told) {
        parameters(told);
        router(source, told);
        for (RouterAdvertisement.Prefix prefix : told.prefixes()) {
            learn(source, prefix);
        }
        boolean names = false;
        for (RouterAdvertisement.DnsServers some : told.dnsServers()) {
            for (IpAddress server : some.servers()) {
                names |= keep(servers, server, some.lifetime(), MAX_SERVERS);
            }
        }
        for (RouterAdvertisement.SearchDomains some : told.searchDomains()) {
            for (String domain : some.domains()) {
                names |= keep(domains, domain, some.lifetime(), MAX_DOMAINS);
            }
        }
        if (names) {
            tellNames();
        }
        armAging();
    }

    /** Section 6.3.4; the random factor of the reachable time keeps hosts from probing in step. */
    private void parameters(RouterAdvertisement told) {
        if (told.managed() || told.otherConfiguration()) {
            ipv6.observer.moreByDhcp(told.managed());
        }
        if (told.hopLimit() != 0) {
            ipv6.link.setHopLimit(told.hopLimit());
        }
        if (told.mtu() >= Ipv6Header.MIN_MTU && told.mtu() <= ipv6.link.deviceMtu()) {
            ipv6.link.setIpv6Mtu(told.mtu());
        }
        if (told.reachableTime() != 0 || told.retransTimer() != 0) {
            long reachable = told.reachableTime() == 0
                    ? REACHABLE_TIME
                    : Math.min(told.reachableTime(), MAX_TIME_MILLIS) * MILLISECOND;
            long retrans = told.retransTimer() == 0
                    ? RETRANS_TIMER
                    : Math.clamp(told.retransTimer(), 100, MAX_TIME_MILLIS) * MILLISECOND;
            ipv6.neighbors.cache().setTimes(reachable / 2 + random.nextInt(1000) * reachable / 1000, retrans);
        }
    }

    private void router(IpAddress source, RouterAdvertisement told) {
        if (told.lifetime() == 0) {
            routers.remove(source);
        } else if (routers.put(source, told.preference(), turn.now() + told.lifetime() * SECOND)) {
            timers.disarm(solicitation);
        }
        ipv6.neighbors.heardRouter(source, told.hardware());
    }

    /** RFC 4861 section 6.3.4 and RFC 4862 section 5.5.3. */
    private void learn(IpAddress source, RouterAdvertisement.Prefix told) {
        if (told.prefix().isLinkLocal()
                || told.prefix().isMulticast()
                || told.prefix().isIpv4()) {
            return;
        }
        if (told.onLink()) {
            Prefix prefix = new Prefix(told.prefix(), told.length());
            boolean news = !prefixes.containsKey(prefix);
            if (keep(prefixes, prefix, told.validLifetime(), MAX_PREFIXES)) {
                if (news) {
                    ipv6.internet.addRoute(
                            new Route(prefix.prefix, prefix.length, Optional.empty(), ipv6.link.index()));
                } else {
                    removeRoute(prefix);
                }
            }
        }
        if (told.autonomous() && told.length() == 64 && told.preferred() <= told.validLifetime()) {
            ipv6.addresses.advertised(
                    source, told.prefix().high(), nanos(told.validLifetime()), nanos(told.preferred()));
        }
    }

    private void removeRoute(Prefix prefix) {
        ipv6.internet.removeRoute(new Route(prefix.prefix, prefix.length, Optional.empty(), ipv6.link.index()));
    }

    private static long nanos(long seconds) {
        return seconds == RouterAdvertisement.INFINITE ? Ipv6Addresses.FOREVER : seconds * SECOND;
    }

    /** Keeps something for a lifetime, or forgets it when that is 0; answers whether it came or went. */
    private <T> boolean keep(Map<T, Long> map, T what, long lifetime, int most) {
        if (lifetime == 0) {
            return map.remove(what) != null;
        }
        if (!map.containsKey(what) && map.size() == most) {
            return false;
        }
        long nanos = nanos(lifetime);
        return map.put(what, nanos == Ipv6Addresses.FOREVER ? nanos : turn.now() + nanos) == null;
    }

    private void tellNames() {
        ipv6.observer.namesLearned(List.copyOf(servers.keySet()), List.copyOf(domains.keySet()));
    }

    private boolean passed(long time) {
        return time != Ipv6Addresses.FOREVER && turn.now() - time >= 0;
    }

    private void age() {
        routers.age(turn.now());
        for (Prefix prefix : List.copyOf(prefixes.keySet())) {
            if (passed(prefixes.getOrDefault(prefix, 0L))) {
                prefixes.remove(prefix);
                removeRoute(prefix);
            }
        }
        boolean names = servers.values().removeIf(this::passed);
        names |= domains.values().removeIf(this::passed);
        if (names) {
            tellNames();
        }
        if (routers.isEmpty() && !solicitation.armed()) {
            interval = SOLICITATION_INTERVAL;
            solicit();
        }
        armAging();
    }

    private void armAging() {
        long next = routers.nextExpiry();
        for (Map<?, Long> kept : List.of(prefixes, servers, domains)) {
            for (long expires : kept.values()) {
                next = Math.min(next, expires);
            }
        }
        if (next != Ipv6Addresses.FOREVER) {
            timers.arm(aging, next);
        }
    }
}
