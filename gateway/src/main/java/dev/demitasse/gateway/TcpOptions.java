package dev.demitasse.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a port is published as TCP.
 *
 * @param proxyProtocol how the backend learns the client's address
 * @param tls what TLS is ended with here; null for passing through whatever comes
 * @param connect how long a backend may take to accept a connection
 * @param idle how long a connection may be without a byte in either direction
 * @param hold how many bytes from the client are kept until the backend answers, so that a connection whose backend dies
 *     before is tried on another; 0 does so only as long as the backend was sent nothing. What is sent twice may be done
 *     twice: only for services that can bear that.
 */
public record TcpOptions(
        ProxyProtocol proxyProtocol, @Nullable TlsIdentity tls, Duration connect, Duration idle, int hold) {
    /** The most that is held of a connection. */
    public static final int MOST_HELD = 1 << 16;

    /** Checks the numbers. */
    public TcpOptions {
        if (hold < 0 || hold > MOST_HELD) {
            throw new IllegalArgumentException("hold is " + hold + ", not 0 to " + MOST_HELD + " bytes");
        }
    }

    /** Returns no PROXY protocol, no TLS, 5 s to connect, an hour idle, nothing held. */
    public static TcpOptions standard() {
        return new TcpOptions(ProxyProtocol.NONE, null, Duration.ofSeconds(5), Duration.ofHours(1), 0);
    }

    /** Returns these options with the client's address told to the backend. */
    public TcpOptions withProxyProtocol(ProxyProtocol version) {
        return new TcpOptions(version, tls, connect, idle, hold);
    }

    /** Returns these options with TLS. */
    public TcpOptions withTls(TlsIdentity identity) {
        return new TcpOptions(proxyProtocol, identity, connect, idle, hold);
    }

    /** Returns these options with another time that a connection may be idle. */
    public TcpOptions withIdle(Duration most) {
        return new TcpOptions(proxyProtocol, tls, connect, most, hold);
    }

    /** Returns these options with bytes held for another backend. */
    public TcpOptions withHold(int bytes) {
        return new TcpOptions(proxyProtocol, tls, connect, idle, bytes);
    }
}
