package dev.demitasse.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publishes upstreams on ports. Each connection has virtual threads of its own that block, and a buffer for each direction
 * that is never exceeded: who reads slowly slows down who sends. Safe for use by several threads.
 */
public final class Gateway implements AutoCloseable {
    private final Deadlines deadlines = new Deadlines();
    private final Set<Published> published = ConcurrentHashMap.newKeySet();

    /** Makes a gateway that listens nowhere. */
    public Gateway() {}

    /**
     * Publishes an upstream as TCP: each connection is one connection to a backend.
     *
     * @param listen the address; port 0 for any
     * @param upstream where connections go
     * @param options how
     * @throws IOException if the port can't be listened on
     */
    public Published tcp(InetSocketAddress listen, Upstream upstream, TcpOptions options) throws IOException {
        return publish(new Listener(listen, options.tls(), wire -> new TcpSession(wire, upstream, options, deadlines)));
    }

    /**
     * Publishes upstreams as HTTP/1.1: each request goes where its host and path lead.
     *
     * @param listen the address; port 0 for any
     * @param routes where requests go
     * @param options how
     * @throws IOException if the port can't be listened on
     */
    public Published http(InetSocketAddress listen, HttpRoutes routes, HttpOptions options) throws IOException {
        var service = new HttpService(routes, options, new BackendConnections(deadlines, options), deadlines);
        return publish(new Listener(listen, options.tls(), wire -> new HttpSession(wire, service)));
    }

    private Published publish(Published port) {
        published.add(port);
        return port;
    }

    /** Stops listening and closes all connections. The upstreams stay. */
    @Override
    public void close() {
        published.forEach(Published::close);
        deadlines.close();
    }
}
