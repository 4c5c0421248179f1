package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class HelloHttpTest {
    private final Demi demi = Demi.shared();
    private final int port = Tool.freePort();
    private final String url = "http://127.0.0.1:" + port + "/";

    @TempDir
    private Path temporary;

    @Test
    void curl_gets_the_greeting_and_ctrl_c_stops_it_with_status_zero() throws Exception {
        try (var server = start()) {
            assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
            server.interrupt();
            assertThat(server.await(Duration.ofSeconds(15)).status()).isZero();
        }
    }

    @Test
    void the_environment_reaches_the_application() throws InterruptedException {
        try (var server = start("-e", "GREETING_NAME=Zoë & co")) {
            assertThat(server.isAlive()).isTrue();
            assertThat(Tool.curl(url)).isEqualTo("Hello, Zoë & co!\n");
        }
    }

    @Test
    void it_serves_with_32_MB() throws InterruptedException {
        try (var server = start("-m", "32M")) {
            assertThat(server.isAlive()).isTrue();
            assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void ten_thousand_requests_on_64_connections_go_without_an_error() throws InterruptedException {
        try (var namespace = Namespace.withoutSynCookies();
                var server = start(namespace.demi(demi))) {
            Wrk.requests(namespace::run, url, 10_000);
            assertThat(server.isAlive()).isTrue();
            assertThat(namespace.run("curl", "-sS", "--fail", url)).isEqualTo("Hello, unikernel!\n");
        }
    }

    @Test
    void its_image_is_at_most_16_MB() throws IOException {
        Path image = temporary.resolve("hello-http.elf");
        demi.succeed("build", Demi.example("hello-http"), "-o", image.toString());
        assertThat(Files.size(image)).isLessThanOrEqualTo(16_000_000);
    }

    @Test
    void detached_it_is_listed_logged_stopped_and_removed() {
        String name = demi.succeed("run", "-d", "--name", "detached", "-p", port + ":8080", Demi.example("hello-http"))
                .out()
                .strip();
        assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
        assertThat(demi.succeed("ps").out()).contains(name).contains("running").contains("127.0.0.1:" + port + ":8080");
        assertThat(demi.succeed("logs", name).out()).contains("Listening on port 8080");
        demi.succeed("stop", name);
        assertThat(demi.succeed("ps").out()).doesNotContain(name);
        assertThat(demi.succeed("ps", "-a").out()).contains("exited (0)");
        demi.succeed("rm", name);
        assertThat(demi.succeed("ps", "-a").out()).doesNotContain(name);
    }

    private Demi.Running start(String... options) throws InterruptedException {
        return start(demi, options);
    }

    private Demi.Running start(Demi where, String... options) throws InterruptedException {
        var arguments = new String[options.length + 5];
        arguments[0] = "run";
        arguments[1] = "--rm";
        System.arraycopy(options, 0, arguments, 2, options.length);
        arguments[options.length + 2] = "-p";
        arguments[options.length + 3] = port + ":8080";
        arguments[options.length + 4] = Demi.example("hello-http");
        Demi.Running server = where.start(arguments);
        server.awaitOutput("Listening on port 8080");
        return server;
    }
}
