package dev.demitasse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path directory;

    private static KeyStore one;
    private static KeyStore two;

    private final Gateway gateway = new Gateway();

    @BeforeAll
    static void makeKeys() throws Exception {
        one = key("one");
        two = key("two");
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    /** Makes a key for a name, by the JDK's keytool. */
    private static KeyStore key(String name) throws Exception {
        var file = directory.resolve(name + ".p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name)
                .redirectErrorStream(true)
                .start();
        var said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    /** A client's side that trusts everybody, as tests may. */
    private static SSLContext trusting() throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        return context;
    }

    private static String nameShown(Published port) throws Exception {
        try (var socket = (SSLSocket) trusting()
                .getSocketFactory()
                .createSocket(port.address().getAddress(), port.address().getPort())) {
            socket.setSoTimeout(Client.PATIENCE_MILLIS);
            socket.startHandshake();
            var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    private static Upstream upstream(Backend backend) {
        var upstream = new Upstream("test", UpstreamLimits.standard(), waiting -> {});
        upstream.ready(backend);
        return upstream;
    }

    @Test
    void tls_ends_at_the_gateway_for_tcp() throws Exception {
        try (var echo = FakeBackend.echo("a")) {
            var port = gateway.tcp(
                    Client.anyPort(),
                    upstream(echo.backend()),
                    TcpOptions.standard().withTls(new TlsIdentity(one, PASSWORD)));
            try (var socket = (SSLSocket) trusting()
                    .getSocketFactory()
                    .createSocket(port.address().getAddress(), port.address().getPort())) {
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo("hello");
            }
        }
    }

    @Test
    void tls_ends_at_the_gateway_for_http_and_the_backend_is_told() throws Exception {
        try (var backend = new HttpBackend(
                "a",
                exchange -> HttpBackend.answer(
                        exchange,
                        200,
                        String.valueOf(exchange.getRequestHeaders().getFirst("X-Forwarded-Proto"))))) {
            var port = gateway.http(
                    Client.anyPort(),
                    new HttpRoutes(List.of(HttpRoute.all(upstream(backend.backend())))),
                    HttpOptions.standard().withTls(new TlsIdentity(one, PASSWORD)));
            try (var client = HttpClient.newBuilder().sslContext(trusting()).build()) {
                for (int i = 0; i < 3; i++) {
                    var answer = client.send(
                            HttpRequest.newBuilder(URI.create("https://127.0.0.1:"
                                            + port.address().getPort() + "/"))
                                    .timeout(Duration.ofSeconds(60))
                                    .build(),
                            BodyHandlers.ofString());
                    assertThat(answer.body()).isEqualTo("https");
                }
            }
        }
    }

    @Test
    void certificates_are_renewed_while_the_port_is_served() throws Exception {
        try (var echo = FakeBackend.echo("a")) {
            var identity = new TlsIdentity(one, PASSWORD);
            var port = gateway.tcp(
                    Client.anyPort(),
                    upstream(echo.backend()),
                    TcpOptions.standard().withTls(identity));
            assertThat(nameShown(port)).isEqualTo("CN=one");
            identity.renew(two, PASSWORD);
            assertThat(nameShown(port)).isEqualTo("CN=two");
            assertThatThrownBy(() -> identity.renew(two, "wrong".toCharArray()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the keys of the TLS certificates can't be read");
            assertThat(nameShown(port)).isEqualTo("CN=two");
        }
    }

    @Test
    void who_does_not_speak_tls_is_turned_away_and_harms_nobody() throws Exception {
        try (var echo = FakeBackend.echo("a")) {
            var port = gateway.tcp(
                    Client.anyPort(),
                    upstream(echo.backend()),
                    TcpOptions.standard().withTls(new TlsIdentity(one, PASSWORD)));
            try (var client = new Client(port)) {
                client.send("GET / HTTP/1.1\r\n\r\n");
                assertThatEnds(client);
            }
            assertThat(echo.accepted()).isZero();
            assertThat(nameShown(port)).isEqualTo("CN=one");
        }
    }

    /** Reads to the end, which may be a reset. */
    private static void assertThatEnds(Client client) {
        try {
            client.readAll();
        } catch (IOException e) {
            assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
        }
    }

    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
