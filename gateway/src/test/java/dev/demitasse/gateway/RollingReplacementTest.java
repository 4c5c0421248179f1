package dev.demitasse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every backend is replaced, one after the other, while clients ask: none of them may notice. */
@Timeout(180)
class RollingReplacementTest {
    private static final int REPLICAS = 4;
    private static final Duration DRAIN = Duration.ofMinutes(1);

    private final Gateway gateway = new Gateway();
    private final Upstream upstream = new Upstream("rolling", UpstreamLimits.standard(), waiting -> {});
    private List<HttpBackend> replicas = new ArrayList<>();

    @BeforeEach
    void start() {
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(ready("1." + i));
        }
    }

    @AfterEach
    void stop() {
        gateway.close();
        replicas.forEach(HttpBackend::close);
    }

    private HttpBackend ready(String id) {
        var backend = HttpBackend.named(id);
        upstream.ready(backend.backend(), id.substring(0, id.indexOf('.')));
        return backend;
    }

    /** Replaces each replica by one of another version. */
    private void replaceAll(int version) {
        var fresh = new ArrayList<HttpBackend>();
        for (int i = 0; i < REPLICAS; i++) {
            fresh.add(ready(version + "." + i));
            var old = replicas.get(i);
            var drained = upstream.drain(old.backend().id(), DRAIN)
                    .toCompletableFuture()
                    .join();
            assertThat(drained.closed()).isZero();
            old.close();
        }
        replicas = fresh;
    }

    @Test
    void every_request_is_answered_with_get_and_post_on_kept_and_new_connections() throws Exception {
        var port = gateway.http(
                Client.anyPort(), new HttpRoutes(List.of(HttpRoute.all(upstream))), HttpOptions.standard());
        var uri = URI.create("http://localhost:" + port.address().getPort() + "/");
        var over = new AtomicBoolean();
        var asked = new AtomicInteger();
        try (var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = new ArrayList<Future<?>>();
            for (int i = 0; i < 8; i++) {
                boolean posts = i % 2 == 0;
                clients.add(threads.submit(until(over, () -> {
                    var request = HttpRequest.newBuilder(uri).timeout(DRAIN);
                    var answer = http.send(
                            posts ? request.POST(BodyPublishers.ofString("x")).build() : request.build(),
                            BodyHandlers.ofString());
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(answer.body()).matches("\\d\\.\\d");
                    return asked.incrementAndGet();
                })));
                clients.add(threads.submit(until(over, () -> {
                    try (var client = new Client(port)) {
                        client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
                        assertThat(client.readAll()).startsWith("HTTP/1.1 200 ");
                    }
                    return asked.incrementAndGet();
                })));
            }
            try {
                for (int version = 2; version < 6; version++) {
                    int before = asked.get();
                    replaceAll(version);
                    awaitMore(asked, before + 100, clients);
                }
            } finally {
                over.set(true);
            }
            for (var client : clients) {
                client.get();
            }
        }
        assertThat(upstream.statistics().errors()).isZero();
    }

    private static void awaitMore(AtomicInteger asked, int count, List<Future<?>> clients) throws InterruptedException {
        // A client that fails stops; that is seen at the end.
        while (asked.get() < count && clients.stream().noneMatch(Future::isDone)) {
            Thread.sleep(5);
        }
    }

    private static Callable<Object> until(AtomicBoolean over, Callable<?> step) {
        return () -> {
            while (!over.get()) {
                step.call();
            }
            return over;
        };
    }

    @Test
    void wrk_counts_no_error() throws Exception {
        var port = gateway.http(
                Client.anyPort(), new HttpRoutes(List.of(HttpRoute.all(upstream))), HttpOptions.standard());
        assertThat(wrkWhileReplacing(port)).doesNotContain("Socket errors").doesNotContain("Non-2xx");
        assertThat(upstream.statistics().errors()).isZero();
    }

    /** Runs wrk for some seconds and replaces all backends again and again meanwhile; returns what wrk says. */
    private String wrkWhileReplacing(Published port) throws IOException {
        var wrk = new ProcessBuilder(
                        "wrk",
                        "-t1",
                        "-c32",
                        "-d4s",
                        "http://127.0.0.1:" + port.address().getPort() + "/")
                .redirectErrorStream(true)
                .start();
        int version = 2;
        do {
            replaceAll(version++);
        } while (wrk.isAlive());
        var said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("requests in");
        return said;
    }
}
