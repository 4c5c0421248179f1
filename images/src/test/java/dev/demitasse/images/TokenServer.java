package dev.demitasse.images;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives {@code the-token} to who shows the right authorization. Thread-safe. */
final class TokenServer implements AutoCloseable {
    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    TokenServer(String wanted) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestURI().getQuery());
                boolean known = wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"));
                byte[] body = "{\"token\":\"the-token\"}".getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(known ? 200 : 403, known ? body.length : -1);
                if (known) {
                    exchange.getResponseBody().write(body);
                }
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    List<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
