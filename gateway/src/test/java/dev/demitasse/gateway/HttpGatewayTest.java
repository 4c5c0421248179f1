package dev.demitasse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HttpGatewayTest {
    private final Gateway gateway = new Gateway();
    private final List<AutoCloseable> backends = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() throws Exception {
        gateway.close();
        for (var backend : backends) {
            backend.close();
        }
        client.shutdownNow();
        threads.close();
    }

    private Published publish(HttpOptions options, HttpRoute... routes) throws IOException {
        return gateway.http(Client.anyPort(), new HttpRoutes(List.of(routes)), options);
    }

    private Published publish(Upstream upstream) throws IOException {
        return publish(HttpOptions.standard(), HttpRoute.all(upstream));
    }

    private Upstream upstream(UpstreamLimits limits, Backend... ready) {
        var upstream = new Upstream("test", limits, waiting -> {});
        for (var backend : ready) {
            upstream.ready(backend);
        }
        return upstream;
    }

    private Upstream upstream(Backend... ready) {
        return upstream(UpstreamLimits.standard().withPatience(Duration.ofSeconds(30)), ready);
    }

    private Backend http(String id, HttpBackend.Handler handler) {
        var backend = new HttpBackend(id, handler);
        backends.add(backend);
        return backend.backend();
    }

    private Backend raw(String id, FakeBackend.Script script) {
        var backend = new FakeBackend(id, script);
        backends.add(backend);
        return backend.backend();
    }

    private Backend named(String id) {
        return http(id, exchange -> HttpBackend.answer(exchange, 200, id));
    }

    private static HttpRequest.Builder request(Published port, String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port.address().getPort() + path))
                .timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> get(Published port, String path) throws IOException, InterruptedException {
        return client.send(request(port, path).build(), BodyHandlers.ofString());
    }

    private static String exchange(Published port, String text) throws IOException {
        try (var client = new Client(port)) {
            return client.send(text).readAll();
        }
    }

    private static String readHead(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended in a head: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Test
    void a_request_reaches_the_backend_and_its_answer_the_client() throws Exception {
        var port = publish(upstream(http("a", exchange -> {
            exchange.getResponseHeaders().set("X-Seen", exchange.getRequestURI().toString());
            HttpBackend.answer(exchange, 201, "made");
        })));
        var answer = get(port, "/things/a%20b?c=d");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("made");
        assertThat(answer.headers().firstValue("x-seen")).hasValue("/things/a%20b?c=d");
    }

    @Test
    void the_backend_learns_who_the_client_is_and_not_what_he_claims() throws Exception {
        var port = publish(upstream(raw("a", connection -> {
            var head = readHead(connection.getInputStream());
            connection
                    .getOutputStream()
                    .write(("HTTP/1.0 200 OK\r\n\r\n" + head).getBytes(StandardCharsets.ISO_8859_1));
        })));
        var head = exchange(
                port,
                "GET /x HTTP/1.1\r\nHost: shop.example:81\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n"
                        + "Connection: close, X-Mine\r\nX-Mine: 1\r\nX-Umlaut: \u00e4\r\n\r\n");
        assertThat(head)
                .contains("GET /x HTTP/1.1\r\n")
                .contains("Host: shop.example:81\r\n")
                .contains("X-Forwarded-For: 127.0.0.1\r\n")
                .contains("X-Forwarded-Proto: http\r\n")
                .contains("X-Forwarded-Host: shop.example:81\r\n")
                .contains("Forwarded: for=127.0.0.1;proto=http;host=\"shop.example:81\"\r\n")
                .contains("X-Umlaut: \u00e4\r\n")
                .doesNotContain("6.6.6.6")
                .doesNotContain("X-Mine");
    }

    @Test
    void hosts_and_paths_lead_to_services_and_may_change_while_serving() throws Exception {
        var shop = upstream(named("shop"));
        var api = upstream(named("api"));
        var rest = upstream(named("rest"));
        var routes = new HttpRoutes(List.of(
                new HttpRoute("*", "/", rest),
                new HttpRoute("*.example.com", "/", shop),
                new HttpRoute("*.example.com", "/api", api)));
        var port = gateway.http(Client.anyPort(), routes, HttpOptions.standard());
        assertThat(asHost(port, "shop.example.com", "/")).endsWith("shop");
        assertThat(asHost(port, "SHOP.Example.com:8080", "/apis")).endsWith("shop");
        assertThat(asHost(port, "shop.example.com", "/api?x")).endsWith("api");
        assertThat(asHost(port, "shop.example.com", "/api/1")).endsWith("api");
        assertThat(asHost(port, "example.com", "/api")).endsWith("rest");
        routes.replace(List.of(new HttpRoute("example.com", "/", api)));
        assertThat(asHost(port, "example.com", "/api")).endsWith("api");
        assertThat(asHost(port, "shop.example.com", "/a"))
                .startsWith("HTTP/1.1 404 ")
                .endsWith("no service is published for host shop.example.com, path /a\n");
    }

    private static String asHost(Published port, String host, String path) throws IOException {
        return exchange(port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void connections_are_kept_on_both_sides() throws Exception {
        var accepted = new AtomicInteger();
        var port = publish(upstream(raw("a", connection -> {
            accepted.incrementAndGet();
            while (true) {
                readHead(connection.getInputStream());
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
            }
        })));
        try (var one = new Client(port)) {
            for (int i = 0; i < 5; i++) {
                one.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(readHead(one.socket.getInputStream())).startsWith("HTTP/1.1 200 ");
                assertThat(one.read(2)).isEqualTo("ok");
            }
        }
        assertThat(accepted).hasValue(1);
    }

    @Test
    void requests_sent_in_one_go_are_answered_in_order() throws Exception {
        var port = publish(upstream(
                http("a", exchange -> HttpBackend.answer(exchange, 200, exchange.getRequestURI() + ";"))));
        var answers = exchange(
                port,
                "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: h\r\n\r\n"
                        + "GET /3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(answers).containsSubsequence("/1;", "/2;", "/3;");
    }

    @Test
    void bodies_stream_both_ways_with_a_length_and_in_chunks() throws Exception {
        var port = publish(upstream(http("echo", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getRequestBody().transferTo(exchange.getResponseBody());
        })));
        var body = new byte[3_000_000];
        new Random(1).nextBytes(body);
        var withLength = client.send(
                request(port, "/").POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
        assertThat(withLength.body()).isEqualTo(body);
        var inChunks = client.send(
                request(port, "/")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(inChunks.body()).isEqualTo(body);
    }

    @Test
    void an_answer_in_pieces_arrives_piece_by_piece() throws Exception {
        var seen = new CountDownLatch(1);
        var port = publish(upstream(http("a", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('1');
            exchange.getResponseBody().flush();
            await(seen);
            exchange.getResponseBody().write('2');
        })));
        var answer = client.send(request(port, "/").build(), BodyHandlers.ofInputStream());
        assertThat(answer.body().read()).isEqualTo('1');
        seen.countDown();
        assertThat(answer.body().readAllBytes()).containsExactly('2');
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void answers_without_a_body_keep_what_they_say_of_it() throws Exception {
        var port = publish(upstream(raw("a", connection -> {
            while (true) {
                boolean head = readHead(connection.getInputStream()).startsWith("HEAD");
                connection
                        .getOutputStream()
                        .write((head
                                        ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                                        : "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: \"x\"\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
        })));
        var answers = exchange(
                port,
                "HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"x\"\r\nConnection: close\r\n\r\n");
        assertThat(answers)
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                        + "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: \"x\"\r\nConnection: close\r\n\r\n");
    }

    @Test
    void a_body_that_waits_for_continue_is_sent_when_the_backend_says_so() throws Exception {
        var port = publish(upstream(http("echo", exchange -> {
            var body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        })));
        var answer = client.send(
                request(port, "/")
                        .expectContinue(true)
                        .POST(BodyPublishers.ofString("body"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("body");
    }

    @Test
    void an_answer_may_come_before_the_body_has_been_read() throws Exception {
        var port = publish(upstream(raw("a", connection -> {
            readHead(connection.getInputStream());
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig"
                            .getBytes(StandardCharsets.US_ASCII));
            connection.shutdownOutput();
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        })));
        try (var client = new Client(port)) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\nand so on");
            assertThat(readHead(client.socket.getInputStream())).startsWith("HTTP/1.1 413 ");
            assertThat(client.read(3)).isEqualTo("big");
        }
    }

    @Test
    void an_upgrade_passes_through() throws Exception {
        var upstream = upstream(raw("ws", connection -> {
            var head = readHead(connection.getInputStream());
            assertThat(head).contains("Upgrade: websocket\r\n").contains("Connection: Upgrade\r\n");
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello "
                            .getBytes(StandardCharsets.US_ASCII));
            connection.getInputStream().transferTo(connection.getOutputStream());
        }));
        try (var client = new Client(publish(upstream))) {
            client.send("GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly ");
            assertThat(readHead(client.socket.getInputStream())).startsWith("HTTP/1.1 101 ");
            client.send("late").finish();
            assertThat(client.readAll()).isEqualTo("hello early late");
        }
        assertThat(upstream.statistics().connections()).isEqualTo(1);
    }

    @Test
    void a_client_of_http_1_0_is_served() throws Exception {
        var port = publish(upstream(http("a", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("old".getBytes(StandardCharsets.US_ASCII));
        })));
        assertThat(exchange(port, "GET / HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\nold");
    }

    @Test
    void a_sleeping_service_is_asked_for_and_the_request_held() throws Exception {
        var upstreams = new CompletableFuture<Upstream>();
        var upstream = new Upstream(
                "sleeper",
                UpstreamLimits.standard(),
                waiting -> upstreams.join().ready(named("a")));
        upstreams.complete(upstream);
        assertThat(get(publish(upstream), "/").body()).isEqualTo("a");
    }

    @Test
    void a_burst_of_1000_requests_to_a_sleeping_service_is_served_by_as_many_backends_as_may_be() throws Exception {
        int max = 3;
        var booted = new ArrayList<HttpBackend>();
        var upstreams = new CompletableFuture<Upstream>();
        var upstream = new Upstream("sleeper", UpstreamLimits.standard().withConnectionsPerBackend(20), waiting -> {
            if (booted.size() < max) {
                var backend = HttpBackend.named("b" + booted.size());
                booted.add(backend);
                backends.add(backend);
                upstreams.join().ready(backend.backend());
            }
        });
        upstreams.complete(upstream);
        var port = publish(upstream);
        var answers = new ArrayList<Future<String>>();
        for (int i = 0; i < 1000; i++) {
            answers.add(threads.submit(() -> asHost(port, "h", "/")));
        }
        for (var answer : answers) {
            assertThat(answer.get()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(booted).hasSizeLessThanOrEqualTo(max);
        assertThat(booted.stream().mapToInt(HttpBackend::requests).sum()).isEqualTo(1000);
    }

    @Test
    void a_boot_that_fails_is_told_to_those_who_wait() throws Exception {
        var upstreams = new CompletableFuture<Upstream>();
        var upstream = new Upstream(
                "broken",
                UpstreamLimits.standard(),
                waiting -> upstreams.join().refuse("service broken does not start: no such image"));
        upstreams.complete(upstream);
        var answer = get(publish(upstream), "/");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("service broken does not start: no such image\n");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    }

    @Test
    void who_waits_too_long_is_told_so() throws Exception {
        var port = publish(upstream(UpstreamLimits.standard().withPatience(Duration.ofMillis(50))));
        var answer = get(port, "/");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).isEqualTo("service test had no instance free for PT0.05S\n");
    }

    @Test
    void more_than_a_service_takes_is_refused() throws Exception {
        var release = new CountDownLatch(1);
        var arrived = new CountDownLatch(1);
        var backend = http("a", exchange -> {
            arrived.countDown();
            await(release);
            HttpBackend.answer(exchange, 200, "a");
        });
        var port = publish(upstream(UpstreamLimits.standard().withConnections(1), backend));
        var first = threads.submit(() -> get(port, "/"));
        arrived.await();
        var second = get(port, "/");
        release.countDown();
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.body()).isEqualTo("service test serves its 1 connections already\n");
        assertThat(first.get().statusCode()).isEqualTo(200);
    }

    @Test
    void more_than_a_service_takes_in_a_second_is_refused() throws Exception {
        var port = publish(upstream(UpstreamLimits.standard().withPerSecond(1), named("a")));
        var statuses = new ArrayList<Integer>();
        while (statuses.size() < 1000 && !statuses.contains(429)) {
            statuses.add(get(port, "/").statusCode());
        }
        assertThat(statuses.getFirst()).isEqualTo(200);
        assertThat(statuses.getLast()).isEqualTo(429);
    }

    @Test
    void a_backend_that_refuses_connections_is_left_alone() throws Exception {
        var dead = new FakeBackend("dead", FakeBackend.ECHO);
        dead.close();
        var reasons = new ArrayList<String>();
        var upstream = new Upstream("test", UpstreamLimits.standard(), waiting -> {}, new UpstreamListener() {
            @Override
            public synchronized void ejected(String id, String reason) {
                reasons.add(id + ": " + reason);
            }
        });
        upstream.ready(dead.backend());
        upstream.ready(named("alive"));
        var port = publish(upstream);
        for (int i = 0; i < 20; i++) {
            assertThat(get(port, "/").body()).isEqualTo("alive");
        }
        assertThat(reasons).first().asString().startsWith("dead: no connection with");
    }

    @Test
    void a_request_that_may_be_done_twice_survives_the_death_of_its_backend() throws Exception {
        var upstream = upstream(raw("dies", connection -> readHead(connection.getInputStream())));
        var port = publish(upstream);
        var answer = threads.submit(() -> get(port, "/"));
        upstream.ready(named("alive"));
        assertThat(answer.get().body()).isEqualTo("alive");
    }

    @Test
    void a_request_that_may_not_be_done_twice_fails_with_its_backend() throws Exception {
        var upstream = upstream(raw("dies", connection -> readHead(connection.getInputStream())));
        var port = publish(upstream);
        upstream.ready(named("alive"));
        var posts = new ArrayList<Integer>();
        for (int i = 0; i < 2; i++) {
            posts.add(client.send(
                            request(port, "/")
                                    .POST(BodyPublishers.ofString("once"))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode());
        }
        assertThat(posts).containsExactlyInAnyOrder(200, 502);
    }

    @Test
    void a_request_that_kills_every_backend_is_not_tried_for_ever() throws Exception {
        var deaths = new AtomicInteger();
        var upstream = upstream(
                UpstreamLimits.standard().withEjection(new Ejection(Duration.ofMillis(1), Duration.ofMillis(2))));
        for (int i = 0; i < 10; i++) {
            upstream.ready(raw("dies" + i, connection -> {
                readHead(connection.getInputStream());
                deaths.incrementAndGet();
            }));
        }
        var answer = get(publish(upstream), "/");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).isEqualTo("service test lost 3 instances to this request\n");
        assertThat(deaths).hasValue(3);
    }

    @Test
    void an_answer_that_breaks_off_does_not_look_complete() throws Exception {
        var port = publish(upstream(raw("a", connection -> {
            readHead(connection.getInputStream());
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        })));
        assertThatThrownBy(() -> get(port, "/")).isInstanceOf(IOException.class);
    }

    @Test
    void a_backend_that_does_not_answer_in_time_is_given_up() throws Exception {
        var port = publish(
                HttpOptions.standard().withAnswer(Duration.ofMillis(300)),
                HttpRoute.all(upstream(raw(
                        "mute",
                        connection -> connection.getInputStream().transferTo(OutputStream.nullOutputStream())))));
        var answer = get(port, "/");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).isEqualTo("the instance did not answer within PT0.3S\n");
    }

    @Test
    void a_backend_that_answers_nonsense_is_a_bad_gateway() throws Exception {
        var port = publish(upstream(raw("a", connection -> {
            readHead(connection.getInputStream());
            connection.getOutputStream().write("SSH-2.0-x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        })));
        assertThat(get(port, "/").statusCode()).isEqualTo(502);
    }
}
