package dev.demitasse.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.demitasse.control.service.PublishedPort;
import dev.demitasse.gateway.Backend;
import dev.demitasse.gateway.Gateway;
import dev.demitasse.gateway.Upstream;
import dev.demitasse.gateway.UpstreamLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports that services share, on real sockets. */
final class PortBoardTest {
    @TempDir
    private Path folder;

    private final List<AutoCloseable> ends = new ArrayList<>();
    private final int port = freePort();
    private Gateway gateway;
    private Certificates certificates;
    private PortBoard board;

    @BeforeEach
    void open() {
        gateway = new Gateway();
        ends.add(gateway);
        certificates = new Certificates(folder.resolve("certificates"));
        board = new PortBoard(gateway, certificates);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable end : ends) {
            end.close();
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A service that answers with its name. */
    private Upstream service(String name) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = name.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        ends.add(() -> server.stop(0));
        var upstream = new Upstream(name, UpstreamLimits.standard(), _ -> {});
        ends.add(upstream);
        upstream.ready(new Backend(name, server.getAddress()));
        return upstream;
    }

    private PublishedPort http(String host, String path, String... certificate) {
        return new PublishedPort(
                "127.0.0.1",
                port,
                80,
                PublishedPort.Protocol.HTTP,
                host,
                path,
                PublishedPort.Proxy.NONE,
                List.of(certificate).stream().findFirst());
    }

    private String ask(String host, String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return ask(socket, host, path);
        }
    }

    /** The body, or the status where that is no good one. */
    private static String ask(Socket socket, String host, String path) throws IOException {
        socket.setSoTimeout(10_000);
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        String status = answer.split(" ", 3)[1];
        return status.equals("200") ? answer.substring(answer.indexOf("\r\n\r\n") + 4) : status;
    }

    @Test
    void services_share_a_port_by_host_and_path_and_one_leaves_without_the_others() throws Exception {
        board.publish("all", Map.of(http("*", "/"), service("all")));
        board.publish("shop", Map.of(http("shop.example.com", "/"), service("shop")));
        board.publish("api", Map.of(http("shop.example.com", "/api"), service("api")));
        assertThat(ask("other.example.com", "/api")).isEqualTo("all");
        assertThat(ask("shop.example.com", "/x")).isEqualTo("shop");
        assertThat(ask("SHOP.example.com:" + port, "/api/x")).isEqualTo("api");
        assertThat(ask("shop.example.com", "/apix")).isEqualTo("shop");
        board.publish("all", Map.of());
        assertThat(ask("shop.example.com", "/api")).isEqualTo("api");
        assertThat(ask("other.example.com", "/")).isEqualTo("404");
        board.publish("shop", Map.of());
        board.publish("api", Map.of());
        assertThatThrownBy(() -> ask("shop.example.com", "/")).isInstanceOf(IOException.class);
    }

    @Test
    void a_port_goes_on_listening_while_what_it_leads_to_changes() throws Exception {
        Upstream shop = service("shop");
        board.publish("shop", Map.of(http("*", "/"), shop));
        // Not accepted before the change: a port that is left and taken again would reset it.
        try (var waiting = new Socket(InetAddress.getLoopbackAddress(), port)) {
            board.publish("shop", Map.of(http("*", "/shop"), shop));
            assertThat(ask(waiting, "h", "/shop")).isEqualTo("shop");
        }
        assertThat(ask("h", "/")).isEqualTo("404");
    }

    @Test
    void a_port_that_something_else_has_is_named_and_the_others_are_published() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var other = new PublishedPort("127.0.0.1", taken.getLocalPort(), 80, PublishedPort.Protocol.TCP);
            Upstream shop = service("shop");
            assertThatThrownBy(() -> board.publish("shop", Map.of(other, shop, http("*", "/"), shop)))
                    .hasMessageContaining("port 127.0.0.1:" + taken.getLocalPort() + " cannot be listened on");
            assertThat(ask("h", "/")).isEqualTo("shop");
        }
    }

    @Test
    void each_host_has_its_certificate_on_a_shared_port_and_a_renewed_one_is_shown_at_once() throws Exception {
        certificates.add("a", PemPair.make(folder, "a.example.com", "EC", 30).bytes());
        certificates.add("b", PemPair.make(folder, "b.example.com", "RSA", 30).bytes());
        board.publish("a", Map.of(http("a.example.com", "/", "a"), service("a")));
        board.publish("b", Map.of(http("b.example.com", "/", "b"), service("b")));
        assertThat(shown("a.example.com")).isEqualTo("CN=a.example.com answers a");
        assertThat(shown("b.example.com")).isEqualTo("CN=b.example.com answers b");
        certificates.add(
                "b", PemPair.make(folder, "b.example.com,O=new", "EC", 30).bytes());
        board.renew("b");
        assertThat(shown("b.example.com")).contains("O=new");
    }

    @Test
    void a_certificate_that_is_missing_is_named_with_the_mend() throws Exception {
        Upstream shop = service("shop");
        assertThatThrownBy(() -> board.publish("shop", Map.of(http("*", "/", "shop"), shop)))
                .hasMessageContaining("demi certificate add shop");
    }

    private String shown(String host) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal() + " answers " + ask(socket, host, "/");
        }
    }

    /** Believes whatever it is shown, since what is shown is what is tested. */
    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
