package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application that lives and does not answer any more: the real thing, told to hang. */
final class HangTest {
    private static final int CLIENTS = 4;
    private static final int TIMEOUT_MILLIS = 60_000;

    @TempDir
    private static Path temporary;

    private static final Map<String, Path> IMAGES = new HashMap<>();

    @TempDir
    private Path folder;

    private final int port = Tool.freePort();
    private final AtomicInteger answers = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;
    private ControlPlane plane;

    @BeforeAll
    static void build() throws Exception {
        for (String target : new String[] {"process", "qemu"}) {
            IMAGES.put(target, ProbeImage.of(target, temporary));
        }
    }

    @BeforeEach
    void serve() throws InterruptedException {
        plane = new ControlPlane(folder.resolve("s"));
    }

    @AfterEach
    void end() {
        plane.close();
    }

    @ParameterizedTest
    @CsvSource({"process, deadlock", "process, spin", "qemu, deadlock", "qemu, spin"})
    void it_is_found_and_replaced_and_no_request_fails(String target, String how) throws Exception {
        Path file = Files.writeString(folder.resolve("calling.yaml"), """
                service: calling
                image: %s
                arguments: [calling]
                egress: open
                replicas: 2
                health: {http: /, interval: 500ms, timeout: 3s, threshold: 2}
                ports: [{listen: %d, guest: 8080, protocol: http}]
                """.formatted(IMAGES.get(target), port));
        plane.demi("apply", "-f", file.toString());
        plane.awaitService("calling serving 2 of 2 ");
        List<String> before = instances();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofPlatform().start(this::ask));
        }
        assertThat(get("/" + how)).startsWith("from now on");
        plane.awaitOutput("its health check failed 2 times: no answer within 3000 ms", "events", "calling");
        plane.awaitService("calling serving 2 of 2 ");
        List<String> after = instances();
        over = true;
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures).as("of %s requests", answers).isEmpty();
        assertThat(answers.get()).isGreaterThan(CLIENTS);
        assertThat(after).hasSize(2).filteredOn(before::contains).hasSize(1);
        assertThat(plane.demi("events", "calling").lines().filter(line -> line.contains("  failed: ")))
                .hasSize(1);
    }

    private List<String> instances() {
        return plane.demi("services", "calling")
                .lines()
                .skip(1)
                .map(line -> line.split(" ")[0])
                .toList();
    }

    private void ask() {
        while (!over) {
            try {
                String answer = get("/");
                if (!answer.equals("well\n")) {
                    failures.add(answer);
                }
                answers.incrementAndGet();
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    private String get(String path) throws IOException {
        var connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
