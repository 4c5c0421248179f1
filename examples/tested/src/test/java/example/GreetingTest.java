package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.demitasse.junit.RunningUnikernel;
import dev.demitasse.junit.Unikernel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Tests the web server of the example {@code hello-http} as it runs in production: with its operating system. */
final class GreetingTest {
    @Unikernel(app = "../hello-http", ports = 8080, environment = "GREETING_NAME=tester")
    private static RunningUnikernel server;

    @Test
    void greetsByName() throws Exception {
        HttpResponse<String> response = get("/");
        assertEquals(200, response.statusCode());
        assertEquals("Hello, tester!\n", response.body());
    }

    @Test
    void answersOneHundredRequestsInARow() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertEquals(200, get("/" + i).statusCode());
        }
    }

    @Test
    void saysThatItListens() {
        assertTrue(server.console().contains("Listening on port 8080"), server.console());
    }

    private static HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://" + server.host() + ":" + server.port(8080) + path);
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
