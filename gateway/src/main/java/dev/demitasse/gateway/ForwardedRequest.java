package dev.demitasse.gateway;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The head of a request as a backend gets it: as it came, without what is for the client's connection only, and with who
 * the client is. What a client says of that itself is dropped: it is not to be trusted.
 */
final class ForwardedRequest {
    private static final Set<HttpHeader> REPLACED = EnumSet.of(
            HttpHeader.HOST,
            HttpHeader.FORWARDED,
            HttpHeader.X_FORWARDED_FOR,
            HttpHeader.X_FORWARDED_HOST,
            HttpHeader.X_FORWARDED_PORT,
            HttpHeader.X_FORWARDED_PROTO,
            HttpHeader.X_FORWARDED_SERVER);

    private ForwardedRequest() {}

    /**
     * Writes the head.
     *
     * @param lengthUnknown whether it has a body that comes in chunks
     * @param client the client's connection
     * @param secure whether that has TLS
     * @param to the backend
     */
    static void write(RequestHead request, boolean lengthUnknown, Wire client, boolean secure, HttpSink to)
            throws IOException {
        to.requestLine(request.method(), request.target());
        to.field("Host", request.authority());
        for (var field : request.fields()) {
            boolean replaced = field.getHeader() != null && REPLACED.contains(field.getHeader());
            if (!replaced && !RequestHead.hopByHop(field, request.fields())) {
                to.field(field);
            }
        }
        var address = text(client.remote().getAddress());
        var proto = secure ? "https" : "http";
        to.field("X-Forwarded-For", address);
        to.field("X-Forwarded-Proto", proto);
        // RFC 7239, section 4; what is no token is a quoted string.
        var forwarded = "for=" + (address.indexOf(':') < 0 ? address : "\"[" + address + "]\"") + ";proto=" + proto;
        if (!request.authority().isEmpty()) {
            to.field("X-Forwarded-Host", request.authority());
            forwarded += ";host=\"" + request.authority().replaceAll("[\\\\\"]", "\\\\$0") + "\"";
        }
        to.field("Forwarded", forwarded);
        if (request.upgrades()) {
            to.field("Connection", "Upgrade");
            to.field("Upgrade", request.fields().get(HttpHeader.UPGRADE));
        }
        if (lengthUnknown) {
            to.chunked();
        }
        to.endHead();
    }

    private static String text(InetAddress address) {
        var text = address.getHostAddress();
        int zone = text.indexOf('%');
        return address instanceof Inet6Address && zone >= 0 ? text.substring(0, zone) : text;
    }
}
