package dev.demitasse.images;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one registry, with what lets us in: Basic (RFC 7617), or tokens as {@code docs/spec/auth/token.md} of the
 * distribution project has them. Redirects of reading requests are followed a few times, never from TLS to plain HTTP,
 * and what lets us in goes to the registry only. Answers may come slowly, but not for ever. Thread-safe.
 */
final class RegistryHttp {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_REDIRECTS = 5;
    private static final int MOST_TEXT = 1 << 20;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI registry;
    private final String scope;
    private final Supplier<Optional<Credentials.Login>> credentials;
    private @Nullable Optional<Credentials.Login> login;
    private final HttpClient http;
    private volatile @Nullable String authorization;

    /**
     * A client.
     *
     * @param scope what tokens are asked for when the registry does not say
     * @param credentials who we are to it; asked once, and only if the registry wants to know
     */
    RegistryHttp(
            URI registry, String scope, RegistryOptions options, Supplier<Optional<Credentials.Login>> credentials) {
        this.registry = registry;
        this.scope = scope;
        this.credentials = credentials;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10));
        options.tls().ifPresent(builder::sslContext);
        http = builder.build();
    }

    /** Host and port, as messages name the registry. */
    String host() {
        return registry.getRawAuthority();
    }

    /** The address of a path below the API's root. */
    URI at(String path) {
        return registry.resolve("/v2/" + path);
    }

    /**
     * One request.
     *
     * @param body gives no body for {@code GET} and {@code HEAD}
     * @param limit for the time until the answer begins
     */
    record Question(String method, URI uri, Map<String, String> headers, BodyPublisher body, Duration limit) {
        static Question of(String method, URI uri, Map<String, String> headers) {
            return new Question(method, uri, headers, BodyPublishers.noBody(), PATIENCE);
        }

        Question with(BodyPublisher other, long bytes) {
            // Slower than 16 KiB a second is as good as not at all.
            return new Question(method, uri, headers, other, PATIENCE.plusSeconds(bytes >> 14));
        }

        private Question at(URI other) {
            return new Question(method, other, headers, body, limit);
        }
    }

    /**
     * What was answered.
     *
     * @param body to be read to its end, or closed
     */
    record Answer(int status, HttpResponse<InputStream> response, InputStream body) implements AutoCloseable {
        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** The body, which must not be longer. */
        byte[] bytes(int most) throws IOException {
            byte[] bytes = body.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException("the answer is longer than " + most + " bytes");
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** Asks, and convinces the registry where it wants to be. */
    Answer ask(Question question) throws IOException, InterruptedException {
        Answer answer = follow(question);
        if (answer.status() != 401) {
            return answer;
        }
        answer.close();
        if (!convince(answer)) {
            throw refused(401, "");
        }
        return follow(question);
    }

    private Answer follow(Question question) throws IOException, InterruptedException {
        Question next = question;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            Answer answer = send(next);
            boolean reads = question.method().equals("GET") || question.method().equals("HEAD");
            if (!reads || !REDIRECTS.contains(answer.status())) {
                return answer;
            }
            answer.close();
            next = next.at(location(answer, next.uri()));
        }
        throw new IOException(host() + " redirects more than " + MOST_REDIRECTS + " times");
    }

    /** The address that an answer names, which may be relative; never one without TLS from one with. */
    static URI location(Answer answer, URI asked) throws IOException {
        String named = answer.header("Location")
                .orElseThrow(() -> new IOException(asked.getRawAuthority() + " redirects to nowhere"));
        URI uri;
        try {
            uri = asked.resolve(named);
        } catch (IllegalArgumentException e) {
            throw new IOException(asked.getRawAuthority() + " redirects to what is no address", e);
        }
        boolean known =
                "https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && "http".equals(asked.getScheme());
        if (!known || uri.getHost() == null) {
            throw new IOException(
                    asked.getRawAuthority() + " redirects to " + Reasons.line(named) + ", which is refused");
        }
        return uri;
    }

    private Answer send(Question question) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(question.uri())
                .timeout(question.limit())
                .method(question.method(), question.body());
        question.headers().forEach(request::setHeader);
        String known = authorization;
        if (known != null && isRegistry(question.uri())) {
            request.setHeader("Authorization", known);
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            return new Answer(response.statusCode(), response, new PatientBody(response.body(), PATIENCE));
        } catch (ConnectException e) {
            throw new IOException("nothing answers at " + question.uri().getRawAuthority(), e);
        }
    }

    private synchronized Optional<Credentials.Login> login() {
        if (login == null) {
            login = credentials.get();
        }
        return login;
    }

    private boolean isRegistry(URI uri) {
        return registry.getScheme().equals(uri.getScheme())
                && registry.getRawAuthority().equals(uri.getRawAuthority());
    }

    private boolean convince(Answer refusal) throws IOException, InterruptedException {
        Optional<Challenge> challenge =
                Challenge.best(refusal.response().headers().allValues("WWW-Authenticate"));
        if (challenge.isEmpty()) {
            return false;
        }
        Optional<String> header = challenge.get().scheme().equals("basic")
                ? login().map(Credentials.Login::basic)
                : Optional.of("Bearer " + token(challenge.get().parameters()));
        header.ifPresent(value -> authorization = value);
        return header.isPresent();
    }

    private String token(Map<String, String> parameters) throws IOException, InterruptedException {
        URI realm;
        try {
            realm = URI.create(parameters.getOrDefault("realm", ""));
        } catch (IllegalArgumentException e) {
            throw new IOException(host() + " names a token server that is no address", e);
        }
        boolean known = "https".equals(realm.getScheme())
                || "http".equals(realm.getScheme()) && "http".equals(registry.getScheme());
        if (!known || realm.getHost() == null) {
            throw new IOException(host() + " names a token server without TLS, which is refused");
        }
        String query = "scope=" + encoded(parameters.getOrDefault("scope", scope))
                + (parameters.containsKey("service") ? "&service=" + encoded(parameters.get("service")) : "");
        String glue = realm.getRawQuery() == null ? "?" : "&";
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(realm + glue + query)).timeout(PATIENCE);
        login().ifPresent(known2 -> request.setHeader("Authorization", known2.basic()));
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        try (var answer = new Answer(response.statusCode(), response, new PatientBody(response.body(), PATIENCE))) {
            if (answer.status() != 200) {
                throw refused(answer.status(), reason(answer));
            }
            JsonNode json = json(answer.bytes(MOST_TEXT));
            String token = json.path("token").asText(json.path("access_token").asText(""));
            if (!token.matches("[\\x21-\\x7e]{1,65536}")) {
                throw new IOException(host() + "'s token server answers without a token");
            }
            return token;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The value of a JSON text. */
    JsonNode json(byte[] text) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new IOException(host() + " answers with what is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Why a request was refused, as an exception to throw. */
    ImageException refused(Answer answer, String what) throws IOException {
        String reason = reason(answer);
        return answer.status() == 401 || answer.status() == 403
                ? refused(answer.status(), reason)
                : new ImageException(host() + " refuses " + what + ": status " + answer.status()
                        + (reason.isEmpty() ? "" : ", " + reason));
    }

    private ImageException refused(int status, String reason) {
        String more = reason.isEmpty() ? "" : " (" + reason + ")";
        return new ImageException(
                status == 401 && login().isEmpty()
                        ? host() + " wants to know who asks" + more + ": demi login " + host()
                        : host() + " does not let "
                                + login().map(Credentials.Login::user).orElse("us") + " do that" + more
                                + ": demi login "
                                + host() + " with another name or password");
    }

    /** What the answer says went wrong, in the form of the distribution specification; empty when it does not. */
    private String reason(Answer answer) throws IOException {
        try {
            JsonNode error =
                    JSON.readTree(answer.bytes(MOST_TEXT)).path("errors").path(0);
            return Reasons.line(error.path("message").asText(error.path("code").asText("")));
        } catch (JacksonException e) {
            return "";
        }
    }
}
