package dev.demitasse.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Speaks the control plane's REST API. Thread-safe. */
final class ControlClient {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final URI server;
    private final String token;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    ControlClient(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /** A path and its query, with names and values in turn, of which those without value are left out. */
    static String path(String path, String... query) {
        var out = new StringBuilder(path);
        char before = '?';
        for (int i = 0; i < query.length; i += 2) {
            if (!query[i + 1].isEmpty()) {
                out.append(before).append(query[i]).append('=').append(encoded(query[i + 1]));
                before = '&';
            }
        }
        return out.toString();
    }

    /** A text as it can stand in a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What is at a path. */
    <T> T get(String path, Class<T> type) throws IOException, InterruptedException {
        return json.readValue(checked(send(request(path).GET(), BodyHandlers.ofString())), type);
    }

    /** The text at a path. */
    String text(String path) throws IOException, InterruptedException {
        return checked(send(request(path).GET(), BodyHandlers.ofString()));
    }

    /** Whether there is something at a path. */
    boolean has(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request(path).GET(), BodyHandlers.ofString());
        if (response.statusCode() == 404) {
            return false;
        }
        checked(response);
        return true;
    }

    /** Sends a text. */
    <T> T put(String path, String body, Class<T> type) throws IOException, InterruptedException {
        return json.readValue(
                checked(send(request(path).PUT(BodyPublishers.ofString(body)), BodyHandlers.ofString())), type);
    }

    /** Sends a file. */
    void put(String path, Path file) throws IOException, InterruptedException {
        try {
            checked(send(request(path).PUT(BodyPublishers.ofFile(file)), BodyHandlers.ofString()));
        } catch (FileNotFoundException e) {
            throw new CommandException(file + " does not exist");
        }
    }

    /** Sends bytes. */
    void put(String path, byte[] bytes) throws IOException, InterruptedException {
        checked(send(request(path).PUT(BodyPublishers.ofByteArray(bytes)), BodyHandlers.ofString()));
    }

    /** Does something. */
    <T> T post(String path, Class<T> type) throws IOException, InterruptedException {
        return json.readValue(
                checked(send(request(path).POST(BodyPublishers.noBody()), BodyHandlers.ofString())), type);
    }

    /** Removes what is at a path. */
    void delete(String path) throws IOException, InterruptedException {
        checked(send(request(path).DELETE(), BodyHandlers.ofString()));
    }

    /** Hears the data of server-sent events until the server ends. */
    void listen(String path, Consumer<String> data) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).header("Accept", "text/event-stream");
        HttpResponse<Stream<String>> response = send(authorized(request), BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                throw new CommandException(error(lines.reduce("", String::concat)));
            }
            lines.filter(line -> line.startsWith("data: "))
                    .map(line -> line.substring("data: ".length()))
                    .forEach(data);
        }
    }

    private HttpRequest.Builder request(String path) {
        return authorized(HttpRequest.newBuilder(server.resolve(path)).timeout(LIMIT));
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + token);
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        try {
            return http.send(request.build(), handler);
        } catch (ConnectException e) {
            throw new CommandException("no control plane answers at " + server + ": start demi serve");
        }
    }

    private String checked(HttpResponse<String> response) {
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        throw new CommandException(error(response.body()));
    }

    private String error(String body) {
        try {
            return json.readTree(body).path("error").asText("the control plane does not say why");
        } catch (JacksonException e) {
            return "what answers at " + server + " is no control plane";
        }
    }
}
