package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Route;
import org.jspecify.annotations.Nullable;

/** Finds the way to an address: link, next hop, and where to send from. Guarded by the stack's lock. */
final class Paths {
    private final Internet internet;
    private final RoutingTable routes;
    private final PathMtus pathMtus;

    Paths(Internet internet, RoutingTable routes, PathMtus pathMtus) {
        this.internet = internet;
        this.routes = routes;
        this.pathMtus = pathMtus;
    }

    /** See {@link Internet#route}. */
    @Nullable Path find(IpAddress local, IpAddress remote, int zone) {
        IpAddress target =
                !remote.isAny() ? remote : remote.isIpv4() ? IpAddress.LOOPBACK_IPV4 : IpAddress.LOOPBACK_IPV6;
        if (local.isIpv4() != target.isIpv4() && !local.equals(IpAddress.ANY_IPV6)) {
            return null;
        }
        LoopbackLink lo = internet.loopback();
        if (lo != null && internet.owns(target.high(), target.low())) {
            return new Path(lo, local.isAny() ? target : local, target, target, false, internet.generation());
        }
        if (target.isMulticast() || target.equals(IpAddress.BROADCAST_IPV4)) {
            Link link = linkForGroup(target, zone);
            return link == null ? null : path(link, local, target, target, true);
        }
        if (target.isLinkLocal() && !target.isIpv4()) {
            Link link = zone == 0 ? firstEthernet() : internet.link(zone).orElse(null);
            return link == null ? null : path(link, local, target, target, false);
        }
        Route route = routes.find(target, zone);
        Link link = route == null ? null : internet.link(route.interfaceIndex()).orElse(null);
        if (route == null || link == null) {
            return null;
        }
        boolean broadcast = target.isIpv4() && link.broadcasts(target.ipv4());
        return path(link, local, target, route.gateway().orElse(target), broadcast);
    }

    private @Nullable Path path(Link link, IpAddress local, IpAddress remote, IpAddress nextHop, boolean group) {
        if (remote.isIpv4()) {
            IpAddress from = local.isAny() ? link.sourceFor(nextHop) : local;
            return new Path(link, from, remote, nextHop, group, internet.generation());
        }
        IpAddress from = local.isAny() ? SourceSelection.choose(link, remote, nextHop, false) : local;
        if (from == null) {
            return null;
        }
        Path path = new Path(link, from, remote, nextHop, group, internet.generation());
        pathMtus.apply(path);
        return path;
    }

    private @Nullable Link firstEthernet() {
        for (Link link : internet.links()) {
            if (!link.loopback()) {
                return link;
            }
        }
        return null;
    }

    /** The link for a group, or {@code null}. */
    @Nullable Link linkForGroup(IpAddress target, int zone) {
        if (zone != 0) {
            return internet.link(zone).orElse(null);
        }
        Route route = routes.find(target, 0);
        if (route != null) {
            return internet.link(route.interfaceIndex()).orElse(null);
        }
        Link first = firstEthernet();
        return first == null ? internet.loopback() : first;
    }
}
