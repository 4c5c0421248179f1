package reaching;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A web server that can do what a budget may refuse: connect to others, and call what it is told the name of. */
public final class Reaching {
    private static final int PORT = 8080;
    private static final int DISCARD = 9;

    private Reaching() {}

    /** Serves; with an argument, makes an object of the class of that name first. */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        if (arguments.length > 0) {
            System.out.println(
                    Class.forName(arguments[0]).getDeclaredConstructor().newInstance());
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.createContext("/", exchange -> answer(exchange, "Hello, reacher!\n"));
        server.createContext("/upstream", exchange -> answer(exchange, upstream()));
        server.start();
        System.out.println("Listening on port " + PORT);
    }

    private static String upstream() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), DISCARD)) {
            return "connected to " + socket.getRemoteSocketAddress() + "\n";
        } catch (IOException e) {
            return e.getMessage() + "\n";
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
