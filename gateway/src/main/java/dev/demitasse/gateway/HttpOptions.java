package dev.demitasse.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a port is published as HTTP.
 *
 * @param proxyProtocol how the backend learns the client's address, besides the headers; with it each request has its own
 *     connection to the backend
 * @param tls what TLS is ended with; null for none
 * @param connect how long a backend may take to accept a connection
 * @param head how long a client may take from the first byte of a request's head to the last, and for a handshake of TLS
 * @param idle how long a connection may wait for the next request
 * @param stalled how long a body, or a connection passed through after an upgrade, may be without progress
 * @param answer how long a backend may take from a request to the head of its answer
 * @param headSize the most bytes of a request's or an answer's head
 */
public record HttpOptions(
        ProxyProtocol proxyProtocol,
        @Nullable TlsIdentity tls,
        Duration connect,
        Duration head,
        Duration idle,
        Duration stalled,
        Duration answer,
        int headSize) {

    /** Returns no TLS; times: connect 5 s, head 10 s, idle 60 s, stalled 60 s, answer 5 min; heads of 16 KiB. */
    public static HttpOptions standard() {
        return new HttpOptions(
                ProxyProtocol.NONE,
                null,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                16 << 10);
    }

    /** Returns these options with the client's address told to the backend. */
    public HttpOptions withProxyProtocol(ProxyProtocol version) {
        return new HttpOptions(version, tls, connect, head, idle, stalled, answer, headSize);
    }

    /** Returns these options with TLS. */
    public HttpOptions withTls(TlsIdentity identity) {
        return new HttpOptions(proxyProtocol, identity, connect, head, idle, stalled, answer, headSize);
    }

    /** Returns these options with another time for a head. */
    public HttpOptions withHead(Duration most) {
        return new HttpOptions(proxyProtocol, tls, connect, most, idle, stalled, answer, headSize);
    }

    /** Returns these options with another time between requests. */
    public HttpOptions withIdle(Duration most) {
        return new HttpOptions(proxyProtocol, tls, connect, head, most, stalled, answer, headSize);
    }

    /** Returns these options with another time for a body without progress. */
    public HttpOptions withStalled(Duration most) {
        return new HttpOptions(proxyProtocol, tls, connect, head, idle, most, answer, headSize);
    }

    /** Returns these options with another time for an answer. */
    public HttpOptions withAnswer(Duration most) {
        return new HttpOptions(proxyProtocol, tls, connect, head, idle, stalled, most, headSize);
    }

    /** Returns these options with another size of heads. */
    public HttpOptions withHeadSize(int bytes) {
        return new HttpOptions(proxyProtocol, tls, connect, head, idle, stalled, answer, bytes);
    }
}
