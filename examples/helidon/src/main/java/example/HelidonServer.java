package example;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** Helidon SE with two routes; it handles each request on a virtual thread. */
public final class HelidonServer {
    private static final int PORT = 8080;

    private HelidonServer() {}

    public static void main(String[] arguments) {
        WebServer server = WebServer.builder()
                .port(PORT)
                .host("0.0.0.0")
                .routing(HelidonServer::routes)
                .build()
                .start();
        System.out.println("Listening on port " + server.port());
    }

    private static void routes(HttpRouting.Builder routing) {
        routing.get("/", (_, response) -> response.send("Hello from Helidon\n"))
                .get("/greet/{name}", HelidonServer::greet);
    }

    private static void greet(ServerRequest request, ServerResponse response) {
        String name = request.path().pathParameters().get("name");
        String thread = Thread.currentThread().isVirtual() ? "a virtual thread" : "a platform thread";
        response.send("Hello, " + name + ", from " + thread + "\n");
    }
}
