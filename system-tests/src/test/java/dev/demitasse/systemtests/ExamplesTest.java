package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The examples that other tests do not use. Built quickly: what the usual build makes of applications, the others show. */
final class ExamplesTest {
    private final Demi demi = Demi.shared();
    private final int port = Tool.freePort();

    @Test
    void echo_sends_back_a_megabyte_on_each_of_eight_connections() throws Exception {
        try (var server = demi.start("run", "--quick", "--rm", "-p", port + ":7777", Demi.example("echo"))) {
            server.awaitOutput("Echoing on port 7777");
            byte[] sent = new byte[1 << 20];
            new Random(7777).nextBytes(sent);
            for (int i = 0; i < 8; i++) {
                assertThat(echoed(sent)).isEqualTo(sent);
            }
        }
    }

    @Test
    void static_files_serves_what_was_compiled_in() throws Exception {
        try (var server = demi.start("run", "--quick", "--rm", "-p", port + ":8080", Demi.example("static-files"))) {
            server.awaitOutput("Serving /srv/www on port 8080");
            String css = Files.readString(Demi.ROOT.resolve("examples/static-files/public/style.css"));
            assertThat(Tool.curl("http://127.0.0.1:" + port + "/style.css")).isEqualTo(css);
            assertThat(Tool.curl("http://127.0.0.1:" + port + "/")).contains("Served by a unikernel");
        }
    }

    @Test
    void http_client_prints_what_a_server_of_the_host_says() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = "from the host".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        try {
            // QEMU's user network presents the host's loopback interface as 10.0.2.2.
            String url = "http://10.0.2.2:" + server.getAddress().getPort() + "/";
            Demi.Result result = demi.succeed("run", "--quick", "--rm", Demi.example("http-client"), "--", url);
            assertThat(result.out()).contains("HTTP 200").contains("from the host");
        } finally {
            server.stop(0);
        }
    }

    private byte[] echoed(byte[] sent) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            var sender = Thread.ofPlatform().start(() -> {
                try {
                    socket.getOutputStream().write(sent);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            byte[] received = socket.getInputStream().readNBytes(sent.length);
            sender.join();
            return received;
        }
    }
}
