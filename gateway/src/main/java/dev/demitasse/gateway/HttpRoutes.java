package dev.demitasse.gateway;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Where requests go: an exact host before {@code *.name} before {@code *}, then the longest path. Safe for use by several
 * threads.
 */
public final class HttpRoutes {
    private volatile List<HttpRoute> routes;

    /**
     * Makes routes.
     *
     * @throws IllegalArgumentException if two have the same host and path
     */
    public HttpRoutes(List<HttpRoute> routes) {
        this.routes = checked(routes);
    }

    /**
     * Replaces all routes at once; a request that has begun goes where it went.
     *
     * @throws IllegalArgumentException if two have the same host and path; the old ones stay
     */
    public void replace(List<HttpRoute> others) {
        routes = checked(others);
    }

    /** Finds where a request goes; empty if nowhere. */
    Optional<HttpRoute> find(String host, String path) {
        HttpRoute best = null;
        for (var route : routes) {
            if (route.matches(host, path) && (best == null || route.closerThan(best))) {
                best = route;
            }
        }
        return Optional.ofNullable(best);
    }

    private static List<HttpRoute> checked(List<HttpRoute> routes) {
        var seen = new HashSet<List<String>>();
        for (var route : routes) {
            if (!seen.add(List.of(route.host(), route.path()))) {
                throw new IllegalArgumentException(
                        "two routes lead from host %s, path %s".formatted(route.host(), route.path()));
            }
        }
        return List.copyOf(routes);
    }
}
