package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** TLS 1.2 and 1.3: sockets, engines, trust. */
public final class Tls {
    private static final char[] PASSWORD = "fidelity".toCharArray();

    private Tls() {}

    static KeyStore store(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Tls.class.getResourceAsStream("/dev/demitasse/fidelity/" + name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            store.load(in, PASSWORD);
        }
        return store;
    }

    /** A context with the key of one store, trusting the certificate of another. */
    public static SSLContext context(String own, String trusted) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(own), PASSWORD);
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        KeyStore source = store(trusted);
        String alias = source.aliases().nextElement();
        anchors.setCertificateEntry(alias, source.getCertificate(alias));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private interface Setting {
        void apply(SSLParameters server, SSLParameters client);
    }

    /** One handshake and one byte each way over sockets; what the client sees of the session. */
    @SuppressWarnings("try")
    private static Object handshake(SSLContext serverContext, SSLContext clientContext, Setting setting)
            throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor();
                var listener = (SSLServerSocket) serverContext
                        .getServerSocketFactory()
                        .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var client = (SSLSocket) clientContext.getSocketFactory().createSocket()) {
            SSLParameters server = listener.getSSLParameters();
            SSLParameters parameters = client.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            setting.apply(server, parameters);
            listener.setSSLParameters(server);
            client.setSSLParameters(parameters);
            var served = CompletableFuture.supplyAsync(
                    () -> {
                        try (var socket = (SSLSocket) listener.accept()) {
                            socket.setSoTimeout(20_000);
                            int b = socket.getInputStream().read();
                            socket.getOutputStream().write(b + 1);
                            String peer = socket.getSSLParameters().getNeedClientAuth()
                                    ? "" + socket.getSession().getPeerPrincipal()
                                    : "";
                            return peer + socket.getApplicationProtocol();
                        } catch (IOException e) {
                            return e.getClass().getSimpleName();
                        }
                    },
                    executor);
            client.setSoTimeout(20_000);
            client.connect(new java.net.InetSocketAddress("localhost", listener.getLocalPort()));
            client.getOutputStream().write(65);
            int answer = client.getInputStream().read();
            // The server's close waits for ours.
            client.close();
            return List.of(
                    answer,
                    client.getSession().getProtocol(),
                    client.getSession().getCipherSuite(),
                    client.getSession().getPeerPrincipal(),
                    served.get(),
                    "" + client.getApplicationProtocol());
        }
    }

    private static SSLContext serverContext() throws Exception {
        return context("server.p12", "other.p12");
    }

    private static SSLContext clientContext() throws Exception {
        return context("other.p12", "server.p12");
    }

    private static String kind(Checks.Value value) throws Exception {
        try {
            return "" + value.get();
        } catch (SSLException e) {
            return e.getClass().getName() + ": " + e.getMessage();
        }
    }

    /** Runs them. */
    public static void run(Checks checks) {
        sockets(checks);
        engines(checks);
        trust(checks);
    }

    private static void sockets(Checks checks) {
        checks.check("socket-1-3", () -> handshake(serverContext(), clientContext(), (s, c) -> {}));
        checks.check(
                "socket-1-2",
                () -> handshake(serverContext(), clientContext(), (s, c) -> c.setProtocols(new String[] {"TLSv1.2"})));
        for (String suite :
                List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")) {
            checks.check(
                    "socket-" + suite.toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                    () -> handshake(
                            serverContext(), clientContext(), (s, c) -> c.setCipherSuites(new String[] {suite})));
        }
        for (String suite : List.of(
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384")) {
            checks.check(
                    "socket-" + suite.toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                    () -> handshake(serverContext(), clientContext(), (s, c) -> {
                        c.setProtocols(new String[] {"TLSv1.2"});
                        c.setCipherSuites(new String[] {suite});
                    }));
        }
        checks.check(
                "socket-rsa",
                () -> handshake(context("other.p12", "server.p12"), context("server.p12", "other.p12"), (s, c) -> {}));
        checks.check(
                "socket-rsa-1-2",
                () -> handshake(
                        context("other.p12", "server.p12"),
                        context("server.p12", "other.p12"),
                        (s, c) -> s.setProtocols(new String[] {"TLSv1.2"})));
        for (String group : List.of("x25519", "secp256r1", "ffdhe2048")) {
            checks.check(
                    "socket-group-" + group,
                    () -> handshake(
                            serverContext(), clientContext(), (s, c) -> c.setNamedGroups(new String[] {group})));
        }
        checks.check(
                "socket-client-certificate",
                () -> handshake(serverContext(), clientContext(), (s, c) -> s.setNeedClientAuth(true)));
        checks.check("socket-client-certificate-untrusted", () -> {
            try {
                return handshake(context("server.p12", "server.p12"), clientContext(), (s, c) -> {
                    s.setNeedClientAuth(true);
                    s.setProtocols(new String[] {"TLSv1.2"});
                });
            } catch (IOException e) {
                // Whether the server's alert or its close is seen first is chance.
                return "refused";
            }
        });
        checks.check(
                "socket-alpn",
                () -> handshake(serverContext(), clientContext(), (s, c) -> {
                    s.setApplicationProtocols(new String[] {"h2", "http/1.1"});
                    c.setApplicationProtocols(new String[] {"http/1.1"});
                }));
        checks.check(
                "socket-alpn-none",
                () -> kind(() -> handshake(serverContext(), clientContext(), (s, c) -> {
                    s.setApplicationProtocols(new String[] {"h2"});
                    c.setApplicationProtocols(new String[] {"x"});
                })));
        checks.check(
                "socket-sni",
                () -> handshake(
                        serverContext(),
                        clientContext(),
                        (s, c) -> c.setServerNames(List.of(new SNIHostName("localhost")))));
        checks.check(
                "socket-untrusted",
                () -> kind(() -> handshake(serverContext(), context("server.p12", "other.p12"), (s, c) -> {})));
        checks.check(
                "socket-no-common-protocol",
                () -> kind(() -> handshake(serverContext(), clientContext(), (s, c) -> {
                    s.setProtocols(new String[] {"TLSv1.3"});
                    c.setProtocols(new String[] {"TLSv1.2"});
                })));
        checks.check(
                "socket-old-protocol",
                () -> kind(() ->
                        handshake(serverContext(), clientContext(), (s, c) -> c.setProtocols(new String[] {"TLSv1"}))));
        checks.check("socket-plain-server", () -> {
            try (var listener = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    var client = (SSLSocket) clientContext()
                            .getSocketFactory()
                            .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
                Socket server = listener.accept();
                server.getOutputStream().write("220 this is no TLS\r\n".getBytes(StandardCharsets.US_ASCII));
                return kind(() -> {
                    client.startHandshake();
                    return "shaken";
                });
            }
        });
        checks.check("resumption", () -> {
            SSLContext server = serverContext();
            SSLContext client = clientContext();
            var first = handshake(server, client, (s, c) -> c.setProtocols(new String[] {"TLSv1.2"}));
            var second = handshake(server, client, (s, c) -> c.setProtocols(new String[] {"TLSv1.2"}));
            return first.equals(second);
        });
    }

    private static void engines(Checks checks) {
        for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
            checks.check("engine-" + protocol.toLowerCase(java.util.Locale.ROOT).replace('.', '-'), () -> {
                SSLEngine client = clientContext().createSSLEngine("localhost", 1);
                SSLEngine server = serverContext().createSSLEngine();
                client.setUseClientMode(true);
                client.setEnabledProtocols(new String[] {protocol});
                server.setUseClientMode(false);
                String transferred = converse(client, server);
                return List.of(
                        transferred,
                        client.getSession().getProtocol(),
                        client.getSession().getCipherSuite(),
                        server.getSession().isValid(),
                        client.isInboundDone());
            });
        }
        checks.check("engine-facts", () -> {
            SSLEngine engine = clientContext().createSSLEngine();
            return List.of(
                    engine.getSupportedProtocols(),
                    engine.getEnabledProtocols(),
                    engine.getSupportedCipherSuites().length,
                    Arrays.asList(engine.getEnabledCipherSuites()).subList(0, 6),
                    engine.getSession().getPacketBufferSize());
        });
        checks.check(
                "engine-mode-unset",
                () -> SSLContext.getDefault().createSSLEngine().wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(100)));
        checks.check("engine-garbage", () -> {
            SSLEngine server = serverContext().createSSLEngine();
            server.setUseClientMode(false);
            server.beginHandshake();
            return kind(() -> server.unwrap(
                            ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                            ByteBuffer.allocate(20_000))
                    .getStatus());
        });
        checks.check(
                "context-facts",
                () -> List.of(
                        SSLContext.getDefault().getProtocol(),
                        SSLContext.getInstance("TLSv1.3").getProtocol(),
                        SSLContext.getInstance("TLS").getProvider().getName()));
        checks.check("context-missing", () -> SSLContext.getInstance("SSLv9"));
        checks.check("parameters", () -> {
            SSLParameters parameters = SSLContext.getDefault().getDefaultSSLParameters();
            return List.of(
                    parameters.getProtocols(),
                    parameters.getCipherSuites().length,
                    parameters.getEnableRetransmissions(),
                    "" + parameters.getEndpointIdentificationAlgorithm());
        });
    }

    private static String converse(SSLEngine client, SSLEngine server) throws Exception {
        ByteBuffer toServer = ByteBuffer.allocate(70_000);
        ByteBuffer toClient = ByteBuffer.allocate(70_000);
        ByteBuffer atServer = ByteBuffer.allocate(70_000);
        ByteBuffer atClient = ByteBuffer.allocate(70_000);
        ByteBuffer fromClient = ByteBuffer.wrap("from client".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer fromServer = ByteBuffer.wrap("from server".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 100 && (atServer.position() < 11 || atClient.position() < 11); i++) {
            step(client, fromClient, toServer, toClient, atClient);
            step(server, fromServer, toClient, toServer, atServer);
        }
        return new String(atServer.array(), 0, atServer.position(), StandardCharsets.US_ASCII)
                + new String(atClient.array(), 0, atClient.position(), StandardCharsets.US_ASCII);
    }

    private static void step(SSLEngine engine, ByteBuffer plain, ByteBuffer out, ByteBuffer in, ByteBuffer received)
            throws Exception {
        in.flip();
        for (int i = 0; i < 20 && in.hasRemaining(); i++) {
            SSLEngineResult result = engine.unwrap(in, received);
            tasks(engine);
            if (result.getStatus() != SSLEngineResult.Status.OK
                    || (result.bytesConsumed() == 0
                            && engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP)) {
                break;
            }
        }
        in.compact();
        for (int i = 0; i < 20; i++) {
            SSLEngineResult result = engine.wrap(plain, out);
            tasks(engine);
            if (result.bytesProduced() == 0
                    || engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_UNWRAP) {
                break;
            }
        }
    }

    private static void tasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private static void trust(Checks checks) {
        checks.check("default-trust", () -> {
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init((KeyStore) null);
            X509Certificate[] anchors = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
            return List.of(
                    anchors.length > 50,
                    Arrays.stream(anchors)
                            .anyMatch(a -> a.getSubjectX500Principal().getName().contains("ISRG Root X1")));
        });
        checks.check("default-trust-refuses", () -> {
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init((KeyStore) null);
            var chain =
                    new X509Certificate[] {(X509Certificate) store("server.p12").getCertificate("server")};
            try {
                ((X509TrustManager) factory.getTrustManagers()[0]).checkServerTrusted(chain, "ECDHE_ECDSA");
                return "trusted";
            } catch (java.security.cert.CertificateException e) {
                return e.getMessage();
            }
        });
    }
}
