package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Route;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes, longest prefix first. A handful at most, so a list is searched in order. Guarded by the stack's lock. */
final class RoutingTable {
    private final List<Route> routes = new ArrayList<>();

    /** Adds a route, replacing one to the same network over the same interface. */
    void add(Route route) {
        routes.removeIf(r -> sameNetwork(r, route) && r.interfaceIndex() == route.interfaceIndex());
        int at = 0;
        while (at < routes.size() && routes.get(at).prefixLength() >= route.prefixLength()) {
            at++;
        }
        routes.add(at, route);
    }

    boolean remove(Route route) {
        return routes.removeIf(r -> sameNetwork(r, route)
                && r.interfaceIndex() == route.interfaceIndex()
                && r.gateway().equals(route.gateway()));
    }

    /** The most specific route to an address, over one interface when {@code zone} is not 0. */
    @Nullable Route find(IpAddress destination, int zone) {
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            if ((zone == 0 || zone == route.interfaceIndex()) && covers(route, destination)) {
                return route;
            }
        }
        return null;
    }

    List<Route> all() {
        return List.copyOf(routes);
    }

    private static boolean sameNetwork(Route a, Route b) {
        return a.prefixLength() == b.prefixLength() && covers(a, b.network());
    }

    private static boolean covers(Route route, IpAddress address) {
        IpAddress network = route.network();
        return network.isIpv4() == address.isIpv4()
                && network.sharesPrefix(address, route.prefixLength() + (network.isIpv4() ? 96 : 0));
    }
}
