package dev.demitasse.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.control.ControlException;
import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.StateFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
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
    private ApiServer api;

    @BeforeEach
    void start() throws IOException {
        plane = new ControlPlane(StateFolder.take(folder.resolve("state")), target -> {
            throw new IllegalStateException("nothing runs here");
        });
        plane.begin();
        tokens = new Tokens(folder.resolve("tokens.json"));
        api = ApiServer.start(
                options("127.0.0.1"), tokens, folder.resolve("audit.jsonl"), new ApiRoutes(plane, tokens));
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
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
        assertThat(answer.statusCode()).isEqualTo(409);
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
        assertThat(Files.readAllLines(folder.resolve("audit.jsonl")))
                .singleElement()
                .asString()
                .contains("\"caller\":\"ann\"", "\"role\":\"operator\"", "\"DELETE\"", "/v1/services/x");
    }

    @Test
    void an_address_that_others_reach_takes_tls() {
        assertThatThrownBy(() -> ApiServer.start(
                        options("0.0.0.0"), tokens, folder.resolve("other.jsonl"), new ApiRoutes(plane, tokens)))
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
        for (Routes.Route route : new ApiRoutes(plane, tokens).routes().all()) {
            offered.add(route.method().toLowerCase(Locale.ROOT) + " " + route.path() + " "
                    + route.role().map(Role::toString).orElse("open"));
        }
        assertThat(described).containsExactlyInAnyOrderElementsOf(offered);
    }

    @Test
    void the_page_is_served_and_may_load_nothing_from_elsewhere() throws Exception {
        HttpResponse<String> page = ask("GET", "/", Optional.empty());
        assertThat(page.body()).contains("openapi.yaml");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .startsWith("default-src 'self'");
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
