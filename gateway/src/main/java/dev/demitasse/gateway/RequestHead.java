package dev.demitasse.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;

/**
 * A request without its body.
 *
 * @param method as it came
 * @param target path and query, as they came; {@code *} for OPTIONS of the server
 * @param authority the host and port that the request is for; empty if it names none
 * @param version 1.0 or 1.1
 * @param fields as they came
 */
record RequestHead(String method, String target, String authority, HttpVersion version, HttpFields fields) {
    /** Methods that may be done twice (RFC 9110, section 9.2.2). */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    /** Takes apart what the first line names (RFC 9112, section 3.2). */
    static RequestHead of(String method, String target, HttpVersion version, HttpFields fields) {
        var host = fields.get(HttpHeader.HOST);
        if (target.startsWith("/") || target.equals("*")) {
            return new RequestHead(method, target, host == null ? "" : host, version, fields);
        }
        try {
            var uri = new URI(target);
            if (uri.getScheme() == null || uri.getRawAuthority() == null || uri.getRawPath() == null) {
                throw new BadMessageException("the request's target is neither a path nor a URI");
            }
            var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return new RequestHead(method, path + query, uri.getRawAuthority(), version, fields);
        } catch (URISyntaxException e) {
            throw new BadMessageException("the request's target is neither a path nor a URI", e);
        }
    }

    boolean idempotent() {
        return IDEMPOTENT.contains(method);
    }

    /** Returns the path without the query. */
    String path() {
        int query = target.indexOf('?');
        var path = query < 0 ? target : target.substring(0, query);
        return path.startsWith("/") ? path : "/";
    }

    /** Returns the host without its port, in small letters. */
    String host() {
        int port = authority.lastIndexOf(':');
        var host = port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
        return (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    }

    /** Whether the client keeps the connection for another request (RFC 9112, section 9.3). */
    boolean persistent() {
        return persistent(version, fields);
    }

    /** Whether the client wants to go on with another protocol on this connection (RFC 9110, section 7.8). */
    boolean upgrades() {
        return fields.contains(HttpHeader.UPGRADE) && fields.contains(HttpHeader.CONNECTION, "upgrade");
    }

    static boolean persistent(HttpVersion version, HttpFields fields) {
        if (fields.contains(HttpHeader.CONNECTION, "close")) {
            return false;
        }
        return version == HttpVersion.HTTP_1_1 || fields.contains(HttpHeader.CONNECTION, "keep-alive");
    }

    /** Whether a field is for this connection only, and not passed on (RFC 9110, section 7.6.1). */
    static boolean hopByHop(HttpField field, HttpFields all) {
        var header = field.getHeader();
        if (header != null) {
            switch (header) {
                case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TE, TRANSFER_ENCODING, UPGRADE -> {
                    return true;
                }
                case HOST, CONTENT_LENGTH, CONTENT_TYPE, DATE, SERVER -> {
                    return false;
                }
                default -> {}
            }
        }
        return all.contains(HttpHeader.CONNECTION) && all.contains(HttpHeader.CONNECTION, field.getName());
    }
}
