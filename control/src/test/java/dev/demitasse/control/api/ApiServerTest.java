package dev.demitasse.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.control.ControlException;
import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.StateFolder;
import dev.demitasse.control.observe.Recorder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The API of a control plane without services: who is let in, what is described, what is written down. */
final class ApiServerTest {
    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private ControlPlane plane;
    private Tokens tokens;
    private Access access;
    private Recorder recorder;
    private ApiServer api;

    @BeforeEach
    void start() throws IOException {
        plane = new ControlPlane(StateFolder.take(folder.resolve("state")), target -> {
            throw new IllegalStateException("nothing runs here");
        });
        plane.begin();
        tokens = new Tokens(folder.resolve("tokens.json"));
        access = new Access(tokens, new Sessions(folder.resolve("sessions.json"), tokens));
        recorder = new Recorder(plane, folder.resolve("measured.gz"));
        api = ApiServer.start(
                options("127.0.0.1"), access, folder.resolve("audit.jsonl"), new ApiRoutes(plane, access, recorder));
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
        recorder.close();
        plane.close();
    }

    private static ApiServer.Options options(String address) throws IOException {
        return new ApiServer.Options(new InetSocketAddress(InetAddress.getByName(address), 0), Optional.empty());
    }

    private HttpResponse<String> ask(String method, String path, Optional<String> token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + api.address().getPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String token(Role role) throws IOException {
        return tokens.issue("ann", role, Optional.empty()).token();
    }

    @Test
    void nobody_is_let_in_without_a_token_or_with_one_that_is_revoked_or_over() throws Exception {
        assertThat(ask("GET", "/v1/services", Optional.empty()).statusCode()).isEqualTo(401);
        assertThat(ask("GET", "/v1/services", Optional.of("demi_guess")).statusCode())
                .isEqualTo(401);
        Tokens.Issued over = tokens.issue("bob", Role.ADMIN, Optional.of(Duration.ofNanos(1)));
        assertThat(ask("GET", "/v1/services", Optional.of(over.token())).statusCode())
                .isEqualTo(401);
        token(Role.ADMIN);
        Tokens.Issued revoked = tokens.issue("eve", Role.VIEWER, Optional.empty());
        assertThat(ask("GET", "/v1/services", Optional.of(revoked.token())).statusCode())
                .isEqualTo(200);
        tokens.revoke(revoked.id());
        assertThat(ask("GET", "/v1/services", Optional.of(revoked.token())).statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_role_may_what_it_may_and_no_more() throws Exception {
        String viewer = token(Role.VIEWER);
        String operator = token(Role.OPERATOR);
        assertThat(ask("GET", "/v1/services", Optional.of(viewer)).body()).isEqualTo("[]");
        assertThat(ask("DELETE", "/v1/services/x", Optional.of(viewer)).statusCode())
                .isEqualTo(403);
        HttpResponse<String> answer = ask("DELETE", "/v1/services/x", Optional.of(operator));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("there is no service x; demi services lists them");
        assertThat(ask("GET", "/v1/tokens", Optional.of(operator)).statusCode()).isEqualTo(403);
    }

    @Test
    void tokens_are_kept_as_hashes_in_a_file_of_their_owner() throws IOException {
        String token = token(Role.ADMIN);
        assertThat(Files.readString(folder.resolve("tokens.json"))).doesNotContain(token.substring(5));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tokens.json"))))
                .isEqualTo("rw-------");
        assertThat(new Tokens(folder.resolve("tokens.json")).caller(token)).isPresent();
        Files.writeString(folder.resolve("tokens.json"), "[{");
        assertThatThrownBy(() -> new Tokens(folder.resolve("tokens.json")))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("is damaged: remove it");
    }

    @Test
    void who_asks_for_a_change_is_written_down() throws Exception {
        ask("DELETE", "/v1/services/x", Optional.of(token(Role.OPERATOR)));
        ask("GET", "/v1/services", Optional.of(token(Role.OPERATOR)));
        String issued = ask("POST", "/v1/tokens?name=bob&role=viewer", Optional.of(token(Role.ADMIN)))
                .body();
        assertThat(Files.readAllLines(folder.resolve("audit.jsonl")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains(
                                        "\"caller\":\"ann\"", "\"role\":\"operator\"", "\"DELETE\"", "/v1/services/x"),
                        line -> assertThat(line)
                                .contains("\"role\":\"admin\"", "\"POST\"", "/v1/tokens?name=bob&role=viewer")
                                .doesNotContain(issued.replaceAll(".*(demi_[^\"]*).*", "$1")));
    }

    @Test
    void an_address_that_others_reach_takes_tls() {
        assertThatThrownBy(() -> ApiServer.start(
                        options("0.0.0.0"),
                        access,
                        folder.resolve("other.jsonl"),
                        new ApiRoutes(plane, access, recorder)))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("--tls");
    }

    @Test
    void the_description_has_every_request_there_is_with_the_role_it_takes_and_no_other() throws Exception {
        var described = new TreeSet<String>();
        String text = ask("GET", "/openapi.yaml", Optional.empty()).body();
        JsonNode document =
                new ObjectMapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (!operation.getKey().equals("parameters")) {
                        described.add(operation.getKey() + " " + path.getKey() + " "
                                + operation.getValue().path("x-role").asText());
                    }
                }));
        var offered = new ArrayList<String>();
        for (Routes.Route route :
                new ApiRoutes(plane, access, recorder).routes().all()) {
            offered.add(route.method().toLowerCase(Locale.ROOT) + " " + route.path() + " "
                    + route.role().map(Role::toString).orElse("open"));
        }
        assertThat(described).containsExactlyInAnyOrderElementsOf(offered);
    }

    @Test
    void the_page_is_served_and_may_load_nothing_from_elsewhere() throws Exception {
        HttpResponse<String> page = ask("GET", "/", Optional.empty());
        assertThat(page.body()).contains("<title>Demitasse</title>").doesNotContain("<style", "style=", "onclick");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .startsWith("default-src 'self'");
    }

    @Test
    void the_page_signs_in_with_a_cookie_that_is_not_enough_by_itself() throws Exception {
        String wanted = "{\"token\": \"" + token(Role.VIEWER) + "\"}";
        HttpResponse<String> form = http.send(
                request("/v1/session")
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString(wanted))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(form.statusCode()).as("what a form of another site can send").isEqualTo(415);
        HttpResponse<String> begun = http.send(
                request("/v1/session")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(wanted))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(begun.statusCode()).isEqualTo(201);
        String set = begun.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set).contains("HttpOnly", "SameSite=Strict", "Path=/v1");
        String cookie = set.substring(0, set.indexOf(';'));
        String key = new ObjectMapper().readTree(begun.body()).path("key").asText();
        assertThat(asked(cookie, "")).isEqualTo(401);
        assertThat(asked(cookie, key)).isEqualTo(200);
        HttpResponse<String> change = http.send(
                request("/v1/services/x")
                        .header("Cookie", cookie)
                        .header("Demitasse-Key", key)
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(change.statusCode()).as("a viewer's change").isEqualTo(403);
    }

    @Test
    void who_is_refused_before_all_of_his_request_has_come_is_told_that_the_connection_ends() throws Exception {
        for (boolean whole : List.of(false, true)) {
            try (var socket = new Socket("127.0.0.1", api.address().getPort())) {
                String head = "PUT /v1/services/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n";
                socket.getOutputStream().write((head + (whole ? "12345" : "12")).getBytes(StandardCharsets.US_ASCII));
                var answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                var lines = new ArrayList<String>();
                for (String line = answer.readLine(); line != null && !line.isEmpty(); line = answer.readLine()) {
                    lines.add(line);
                }
                assertThat(lines.getFirst()).startsWith("HTTP/1.1 401");
                assertThat(lines.contains("Connection: close")).as("%s", lines).isEqualTo(!whole);
            }
        }
    }

    @Test
    void what_there_is_none_of_is_not_found() throws Exception {
        String operator = token(Role.OPERATOR);
        for (String path : List.of(
                "GET /v1/services/x",
                "GET /v1/services/x/revisions",
                "GET /v1/services/x/revisions/1",
                "POST /v1/services/x/rollback",
                "GET /v1/instances/x-1",
                "DELETE /v1/secrets/x",
                "GET /v1/repository")) {
            String[] words = path.split(" ");
            HttpResponse<String> answer = ask(words[0], words[1], Optional.of(operator));
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).as(path).contains("\"error\":\"");
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + api.address().getPort() + path));
    }

    private int asked(String cookie, String key) throws Exception {
        return http.send(
                        request("/v1/session")
                                .header("Cookie", cookie)
                                .header("Demitasse-Key", key)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void no_file_but_those_of_the_page_is_served_and_an_unchanged_one_only_once() throws Exception {
        for (String path : List.of(
                "/page/core/..%2f..%2fapi%2fopenapi.yaml",
                "/page/nothing.js", "/page/Page.class", "/page/../api/x.js")) {
            assertThat(ask("GET", path, Optional.empty()).statusCode()).as(path).isBetween(400, 404);
        }
        for (String path : List.of(
                "/page/app.js",
                "/page/lit/lit-html.js",
                "/page/lit/directives/repeat.js",
                "/page/uplot/uPlot.esm.js",
                "/page/uplot/uPlot.min.css",
                "/page/style/theme.css",
                "/page/cup.svg")) {
            HttpResponse<String> first = ask("GET", path, Optional.empty());
            assertThat(first.statusCode()).as(path).isEqualTo(200);
            assertThat(first.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            HttpResponse<String> again = http.send(
                    request(path)
                            .header(
                                    "If-None-Match",
                                    first.headers().firstValue("ETag").orElseThrow())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(again.statusCode()).as(path).isEqualTo(304);
        }
    }

    @Test
    void who_watches_is_told_all_first_and_then_each_second_what_was_measured() throws Exception {
        HttpResponse<Stream<String>> live = http.send(
                request("/v1/live")
                        .header("Authorization", "Bearer " + token(Role.VIEWER))
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = live.body()) {
            assertThat(lines.filter(line -> !line.isEmpty() && !line.startsWith(":"))
                            .limit(4)
                            .toList())
                    .satisfiesExactly(
                            line -> assertThat(line).isEqualTo("event: all"),
                            line -> assertThat(line).isEqualTo("data: []"),
                            line -> assertThat(line).isEqualTo("event: sample"),
                            line -> assertThat(line).startsWith("data: {\"second\":"));
        }
    }

    @Test
    void of_a_service_that_did_nothing_nothing_is_told_and_spans_are_those_there_are() throws Exception {
        Optional<String> token = Optional.of(token(Role.VIEWER));
        assertThat(ask("GET", "/v1/services/x/metrics", token).body()).contains("\"step\":1,", "\"requests\":[]");
        assertThat(ask("GET", "/v1/services/x/metrics?span=2h", token).body()).contains("\"step\":15,");
        assertThat(ask("GET", "/v1/services/x/metrics?span=1d", token).body())
                .contains("span is \\\"1d\\\": 5m and 2h are what there is");
        assertThat(ask("GET", "/v1/instances/x-1", token).body()).contains("there is no instance x-1");
        assertThat(ask("GET", "/v1/images", token).body()).isEqualTo("[]");
    }

    @Test
    void metrics_are_in_the_format_of_prometheus() throws Exception {
        assertThat(ask("GET", "/metrics", Optional.of(token(Role.VIEWER))).body())
                .contains("# TYPE demitasse_service_instances gauge\n");
    }

    @Test
    void a_secret_comes_in_and_never_out() throws Exception {
        String operator = token(Role.OPERATOR);
        HttpRequest put = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + api.address().getPort() + "/v1/secrets/shop-db"))
                .PUT(HttpRequest.BodyPublishers.ofString("open sesame"))
                .header("Authorization", "Bearer " + operator)
                .build();
        assertThat(http.send(put, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(204);
        HttpResponse<String> list = ask("GET", "/v1/secrets", Optional.of(token(Role.VIEWER)));
        assertThat(list.body()).isEqualTo("[{\"name\":\"shop-db\",\"services\":[]}]");
        assertThat(ask("GET", "/v1/secrets/shop-db", Optional.of(operator)).statusCode())
                .isEqualTo(405);
        assertThat(Files.readString(folder.resolve("audit.jsonl")))
                .contains("/v1/secrets/shop-db")
                .doesNotContain("sesame");
        assertThat(ask("DELETE", "/v1/secrets/shop-db", Optional.of(operator)).statusCode())
                .isEqualTo(204);
        assertThat(ask("DELETE", "/v1/secrets/shop-db", Optional.of(operator)).body())
                .contains("there is no secret shop-db");
    }
}
