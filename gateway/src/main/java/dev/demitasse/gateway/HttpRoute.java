package dev.demitasse.gateway;

import java.util.Locale;

/**
 * What leads to an upstream.
 *
 * @param host the host that the request names, without a port: {@code example.com}, {@code *.example.com} for all names
 *     below, or {@code *} for all; letters of either case
 * @param path the path's beginning, from a {@code /} to the end of a segment: {@code /a} is for {@code /a} and
 *     {@code /a/b}, not for {@code /ab}. It is passed on as it came.
 * @param upstream where the requests go
 */
public record HttpRoute(String host, String path, Upstream upstream) {
    /** Checks the path. */
    public HttpRoute {
        host = host.toLowerCase(Locale.ROOT);
        if (host.isEmpty() || host.indexOf('*', 1) >= 0 || host.startsWith("*") && !host.matches("\\*(\\..+)?")) {
            throw new IllegalArgumentException("host '" + host + "' is not a name, *.name or *");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path '" + path + "' does not begin with /");
        }
        while (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
    }

    /** Returns the route for every request. */
    public static HttpRoute all(Upstream upstream) {
        return new HttpRoute("*", "/", upstream);
    }

    boolean matches(String requestHost, String requestPath) {
        return matchesHost(requestHost) && matchesPath(requestPath);
    }

    private boolean matchesHost(String requestHost) {
        return host.startsWith("*") ? requestHost.endsWith(host.substring(1)) : host.equals(requestHost);
    }

    private boolean matchesPath(String requestPath) {
        return path.equals("/")
                || requestPath.startsWith(path)
                        && (requestPath.length() == path.length() || requestPath.charAt(path.length()) == '/');
    }

    /** Whether this one is to be preferred to another that matches, too: by the host first, then by the path. */
    boolean closerThan(HttpRoute other) {
        int hosts = Boolean.compare(!host.startsWith("*"), !other.host.startsWith("*"));
        if (hosts == 0) {
            hosts = Integer.compare(host.length(), other.host.length());
        }
        return hosts != 0 ? hosts > 0 : path.length() > other.path.length();
    }
}
