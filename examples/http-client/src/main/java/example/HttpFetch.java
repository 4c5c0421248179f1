package example;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Fetches a page and prints its status and body. */
public final class HttpFetch {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private HttpFetch() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 1) {
            System.err.println("usage: http-client URL");
            System.exit(2);
        }
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var request = HttpRequest.newBuilder(URI.create(arguments[0]))
                    .timeout(PATIENCE)
                    .build();
            var response = client.send(request, BodyHandlers.ofString());
            System.out.println("HTTP " + response.statusCode());
            System.out.println(response.body());
        } catch (IOException e) {
            System.err.println("cannot fetch " + arguments[0] + ": " + e.getMessage());
            System.exit(1);
        }
    }
}
