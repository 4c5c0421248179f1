package dev.demitasse.fidelity;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.demitasse.fidelity.areas.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** TLS with other programs: a server for them, and a client of theirs. Stateless. */
final class Peers {
    private static final int PORT = 8443;

    private Peers() {}

    /** Serves a line to each request on port {@value #PORT} over TLS, until it is stopped. */
    static void serve() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(PORT), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(Tls.context("server.p12", "server.p12")));
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = "from the guest".getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        System.out.println("serving");
    }

    /** Fetches a page from a server that must have the certificate in a key store of the resources. */
    static void fetch(String uri, String trusted) throws Exception {
        try (var client = HttpClient.newBuilder()
                .sslContext(Tls.context("other.p12", trusted))
                .build()) {
            var response = client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
            System.out.println(response.sslSession().orElseThrow().getProtocol() + " " + response.body());
        } catch (IOException e) {
            System.out.println(e.getClass().getName() + ": " + e.getMessage());
        }
    }
}
