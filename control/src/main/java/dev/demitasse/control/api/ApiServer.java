package dev.demitasse.control.api;

import dev.demitasse.control.ControlException;
import dev.demitasse.control.desired.DesiredStateException;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.control.service.UnknownException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves the API: lets in who has a token, writes down who changes what, turns failures into answers. Thread-safe. */
public final class ApiServer implements AutoCloseable {
    private final Server server;
    private final ServerConnector connector;
    private final Access access;
    private final AuditLog audit;
    private final Routes routes;

    /**
     * How the API is served.
     *
     * @param listen the address; port 0 for any
     * @param tls keys for TLS with their password; needed for every address but the loopback's
     */
    public record Options(InetSocketAddress listen, Optional<Keys> tls) {}

    /** Keys for TLS. */
    public record Keys(KeyStore store, String password) {}

    private ApiServer(Options options, Access access, AuditLog audit, Routes routes) {
        this.access = access;
        this.audit = audit;
        this.routes = routes;
        var threads = new QueuedThreadPool(8, 2);
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        threads.setName("api");
        threads.setDaemon(true);
        server = new Server(threads);
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        var http = new HttpConnectionFactory(configuration);
        connector = options.tls().isPresent()
                ? new ServerConnector(server, ssl(options.tls().get()), http)
                : new ServerConnector(server, 1, 1, http);
        connector.setHost(options.listen().getAddress().getHostAddress());
        connector.setPort(options.listen().getPort());
        server.addConnector(connector);
        server.setHandler(new Door());
    }

    /**
     * Has the API's port from now on, where requests wait for {@link #serve}.
     *
     * @throws ControlException when that cannot be, with the mend
     */
    public static ApiServer open(Options options, Access access, Path auditFile, ApiRoutes api) throws IOException {
        if (!options.listen().getAddress().isLoopbackAddress() && options.tls().isEmpty()) {
            throw new ControlException("on " + options.listen().getAddress().getHostAddress()
                    + " tokens could be read on their way: give a key store with --tls, or listen on 127.0.0.1");
        }
        var opened = new ApiServer(options, access, new AuditLog(auditFile), api.routes());
        try {
            opened.connector.open();
        } catch (IOException e) {
            throw new ControlException("the API cannot listen on " + options.listen() + " (" + Reason.of(e)
                    + "): stop what does, or choose another with --listen");
        }
        return opened;
    }

    /** Has the port and answers requests from now on. */
    public static ApiServer start(Options options, Access access, Path auditFile, ApiRoutes api) throws IOException {
        ApiServer opened = open(options, access, auditFile, api);
        opened.serve();
        return opened;
    }

    /**
     * Answers requests from now on.
     *
     * @throws IOException when that cannot be
     */
    public void serve() throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("the API does not start: " + Reason.of(e), e);
        }
    }

    private static SslContextFactory.Server ssl(Keys keys) {
        var factory = new SslContextFactory.Server();
        factory.setKeyStore(keys.store());
        factory.setKeyStorePassword(keys.password());
        return factory;
    }

    /** Where it listens, with the port that was chosen. */
    public InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the API does not stop", e);
        } finally {
            audit.close();
        }
    }

    private final class Door extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            var call = new Call(request, response);
            try {
                answer(call);
                callback.succeeded();
            } catch (IOException e) {
                // The client has gone.
                Response.writeError(request, response, callback, 500, Reason.of(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                callback.failed(e);
            } catch (RuntimeException e) {
                callback.failed(e);
            }
            return true;
        }
    }

    private void answer(Call call) throws IOException, InterruptedException {
        try {
            Routes.Route route = routes.find(call);
            if (route.role().isPresent()) {
                access.admit(call, route.role().get());
                if (!route.isSafe()) {
                    audit.write(call.caller(), call.method(), call.pathAndQuery());
                }
            }
            route.action().answer(call);
        } catch (ApiException e) {
            call.json(e.status(), Map.of("error", Reason.of(e)));
        } catch (SpecException e) {
            call.json(400, Map.of("error", Reason.of(e)));
        } catch (UnknownException e) {
            call.json(404, Map.of("error", Reason.of(e)));
        } catch (ControlException e) {
            call.json(409, Map.of("error", Reason.of(e)));
        } catch (DesiredStateException e) {
            call.json(500, Map.of("error", Reason.of(e)));
        } catch (IOException e) {
            // A full disk, say. Who is still sending an image hears nothing before he has.
            if (call.isAnswered()) {
                throw e;
            }
            call.passOver();
            call.json(500, Map.of("error", Reason.of(e)));
        }
    }
}
