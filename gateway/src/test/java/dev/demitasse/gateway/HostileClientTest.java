package dev.demitasse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that mean no good, and those that only break: they end, and who means well is served as before. */
@Timeout(120)
class HostileClientTest {
    private static final HttpOptions SHORT =
            HttpOptions.standard().withHead(Duration.ofMillis(300)).withIdle(Duration.ofMillis(300));

    private final Gateway gateway = new Gateway();
    private final HttpBackend backend = HttpBackend.named("a");
    private final Upstream upstream = new Upstream("test", UpstreamLimits.standard(), waiting -> {});

    @BeforeEach
    void ready() {
        upstream.ready(backend.backend());
    }

    @AfterEach
    void close() {
        gateway.close();
        backend.close();
    }

    private Published publish(HttpOptions options) throws IOException {
        return gateway.http(Client.anyPort(), new HttpRoutes(List.of(HttpRoute.all(upstream))), options);
    }

    private static String send(Published port, String bytes) throws IOException {
        try (var client = new Client(port)) {
            return client.send(bytes).readAll();
        }
    }

    private static String get(Published port) throws IOException {
        return send(port, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest(name = "{0} is answered with {1}")
    @CsvSource({
        "'GARBAGE\\r\\n\\r\\n', 400",
        "'GET / HTTP/1.1\\r\\n\\r\\n', 400",
        "'GET / HTTP/2.0\\r\\nHost: h\\r\\n\\r\\n', 400",
        "'GET / HTTP/1.1\\r\\nHost: h\\r\\nHost: g\\r\\n\\r\\n', 400",
        "'GET nowhere HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n', 400",
        "'GET / HTTP/1.1\\r\\nHost: h\\r\\nBad Name: x\\r\\n\\r\\n', 400",
        "'GET / HTTP/1.1\\r\\nHost: h\\r\\nX: a\\r\\n folded\\r\\n\\r\\n', 400",
        "'POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab', 400",
        "'POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: -1\\r\\n\\r\\n', 400",
        "'POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 4\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n', 400",
        "'POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked, gzip\\r\\n\\r\\n', 400",
        "'CONNECT h:1 HTTP/1.1\\r\\nHost: h:1\\r\\n\\r\\n', *",
    })
    void what_is_not_http_gets_an_error_and_reaches_no_backend(String bytes, String status) throws IOException {
        var answer = send(publish(SHORT), bytes.replace("\\r\\n", "\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 " + (status.equals("*") ? "" : status + " "));
        assertThat(answer).doesNotStartWith("HTTP/1.1 2");
        assertThat(backend.requests()).isZero();
    }

    @Test
    void a_head_that_is_too_large_is_refused() throws IOException {
        var port = publish(HttpOptions.standard());
        assertThat(send(port, "GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(send(port, "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: h\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
    }

    @Test
    void a_head_that_comes_too_slowly_is_cut_off() throws Exception {
        try (var client = new Client(publish(SHORT))) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nX: ");
            // A byte now and then keeps nothing alive. The end comes as an error of the write or the read.
            assertThat(pesters(client)).isTrue();
        }
    }

    private static boolean pesters(Client client) throws InterruptedException {
        try {
            while (true) {
                client.send("x");
                Thread.sleep(50);
            }
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void who_says_nothing_is_cut_off() throws IOException {
        try (var client = new Client(publish(SHORT))) {
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void who_sends_half_a_body_and_stays_is_cut_off_and_frees_the_backend() throws Exception {
        var port = publish(SHORT.withAnswer(Duration.ofMillis(300)).withStalled(Duration.ofMillis(300)));
        try (var client = new Client(port)) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");
            assertThat(client.readAll()).startsWith("HTTP/1.1 408 ");
        }
        while (upstream.statistics().active() > 0) {
            Thread.sleep(5);
        }
        assertThat(get(port)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void a_chunk_of_absurd_size_takes_no_memory() throws Exception {
        var port = publish(SHORT.withAnswer(Duration.ofMillis(300)).withStalled(Duration.ofMillis(300)));
        assertThat(send(port, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n7ffffff\r\nx"))
                .startsWith("HTTP/1.1 408 ");
        assertThat(send(port, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\nx"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(upstream.statistics().backends()).noneMatch(BackendStatistics::ejected);
    }

    @Test
    void noise_harms_nobody_else() throws IOException {
        var port = publish(SHORT);
        var random = new Random(7);
        var clients = new ArrayList<Client>();
        for (int i = 0; i < 100; i++) {
            var noise = new byte[random.nextInt(1, 3000)];
            random.nextBytes(noise);
            var client = new Client(port);
            clients.add(client);
            client.socket.getOutputStream().write(noise);
            if (i % 3 == 0) {
                FakeBackend.reset(client.socket);
            }
        }
        assertThat(get(port)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\na");
        assertThat(backend.requests()).isEqualTo(1);
        for (var client : clients) {
            client.close();
        }
    }

    @Test
    void who_leaves_without_reading_the_answer_frees_the_backend() throws Exception {
        var port = publish(HttpOptions.standard());
        for (int i = 0; i < 20; i++) {
            try (var client = new Client(port)) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                FakeBackend.reset(client.socket);
            }
        }
        while (upstream.statistics().active() > 0) {
            Thread.sleep(5);
        }
        assertThat(get(port)).startsWith("HTTP/1.1 200 ");
    }
}
