package example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** Answers every request with a greeting, each on a virtual thread of its own. */
public final class HelloHttp {
    private static final int PORT = 8080;

    private HelloHttp() {}

    public static void main(String[] arguments) throws IOException {
        String name = System.getenv().getOrDefault("GREETING_NAME", "unikernel");
        byte[] greeting = ("Hello, " + name + "!\n").getBytes(StandardCharsets.UTF_8);

        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.createContext("/", exchange -> answer(exchange, greeting));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        System.out.println("Listening on port " + PORT);
    }

    private static void answer(HttpExchange exchange, byte[] greeting) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, greeting.length);
            exchange.getResponseBody().write(greeting);
        }
    }
}
