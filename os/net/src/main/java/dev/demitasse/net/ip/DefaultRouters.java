package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Route;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routers that lead on from a link, and which of them the default route goes through (RFC 4861 sections 6.3.4 and
 * 6.3.6, with the preferences of RFC 4191). Bounded. Guarded by the stack's lock.
 */
final class DefaultRouters {
    private static final int MOST = 8;

    private static final class Router {
        final IpAddress address;
        int preference;
        long expires;
        boolean unreachable;

        Router(IpAddress address) {
            this.address = address;
        }

        boolean betterThan(Router other) {
            return unreachable == other.unreachable ? preference > other.preference : other.unreachable;
        }
    }

    private final Ipv6Link ipv6;
    private final List<Router> routers = new ArrayList<>(1);
    private @Nullable Router chosen;

    DefaultRouters(Ipv6Link ipv6) {
        this.ipv6 = ipv6;
    }

    boolean isEmpty() {
        return routers.isEmpty();
    }

    /** Adds a router, or what it says anew; {@code false} when there are too many. */
    boolean put(IpAddress address, int preference, long expires) {
        Router router = find(address);
        if (router == null) {
            if (routers.size() == MOST) {
                return false;
            }
            router = new Router(address);
            routers.add(router);
        }
        router.preference = preference;
        router.expires = expires;
        router.unreachable = false;
        choose();
        return true;
    }

    /** Forgets a router, as when it says that it is none any more. */
    void remove(IpAddress address) {
        Router router = find(address);
        if (router != null) {
            routers.remove(router);
            ipv6.neighbors.forgetRouter(address);
            choose();
        }
    }

    void clear() {
        for (Router router : List.copyOf(routers)) {
            remove(router.address);
        }
    }

    /** Forgets those whose time is over. */
    void age(long now) {
        for (Router router : List.copyOf(routers)) {
            if (now - router.expires >= 0) {
                remove(router.address);
            }
        }
    }

    /** When the next one's time is over. */
    long nextExpiry() {
        long next = Ipv6Addresses.FOREVER;
        for (Router router : routers) {
            next = Math.min(next, router.expires);
        }
        return next;
    }

    /** A neighbour does not answer: another router is better, even one that did not answer earlier. */
    void unreachable(IpAddress address) {
        Router router = find(address);
        if (router != null) {
            router.unreachable = true;
            routers.remove(router);
            routers.add(router); // in turn
            choose();
        }
    }

    private @Nullable Router find(IpAddress address) {
        for (Router router : routers) {
            if (router.address.equals(address)) {
                return router;
            }
        }
        return null;
    }

    private void choose() {
        Router best = null;
        for (Router router : routers) {
            if (best == null || router.betterThan(best)) {
                best = router;
            }
        }
        Router old = chosen;
        if (best != old) {
            chosen = best;
            if (old != null) {
                ipv6.internet.removeRoute(Route.byDefault(old.address, ipv6.link.index()));
            }
            if (best != null) {
                ipv6.internet.addRoute(Route.byDefault(best.address, ipv6.link.index()));
            }
        }
    }
}
