package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The web server as a process, on the network that needs no privileges. */
final class HelloHttpProcessTest {
    private final Demi demi = Demi.shared();
    private final int port = Tool.freePort();
    private final String url = "http://127.0.0.1:" + port + "/";

    @Test
    void curl_gets_the_greeting_and_ctrl_c_stops_it_with_status_zero() throws Exception {
        try (var server = start()) {
            assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
            server.interrupt();
            assertThat(server.await(Duration.ofSeconds(15)).status()).isZero();
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void ten_thousand_requests_on_64_connections_go_without_an_error() throws InterruptedException {
        try (var server = start()) {
            Wrk.requests(url, 10_000);
            assertThat(server.isAlive()).isTrue();
            assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
        }
    }

    @Test
    void detached_it_is_listed_logged_stopped_and_removed() {
        String name = demi.succeed(
                        "run",
                        "-d",
                        "--target",
                        "process",
                        "--name",
                        "process",
                        "-p",
                        port + ":8080",
                        Demi.example("hello-http"))
                .out()
                .strip();
        assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
        assertThat(demi.succeed("ps").out()).contains(name).contains("running").contains("127.0.0.1:" + port + ":8080");
        assertThat(demi.succeed("logs", name).out()).contains("Listening on port 8080");
        demi.succeed("stop", name);
        assertThat(demi.succeed("ps").out()).doesNotContain(name);
        assertThat(demi.succeed("ps", "-a").out()).contains("exited (0)");
        demi.succeed("rm", name);
    }

    @Test
    void without_qemu_it_is_what_an_application_runs_as() throws InterruptedException {
        Demi without = demi.with("DEMITASSE_QEMU", "/no/such/qemu");
        try (var server = without.start("run", "--rm", "-p", port + ":8080", Demi.example("hello-http"))) {
            server.awaitOutput("Listening on port 8080");
            assertThat(server.err()).contains("no QEMU here: running it as a process");
            assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
        }
    }

    private Demi.Running start() throws InterruptedException {
        Demi.Running server =
                demi.start("run", "--rm", "--target", "process", "-p", port + ":8080", Demi.example("hello-http"));
        server.awaitOutput("Listening on port 8080");
        return server;
    }
}
