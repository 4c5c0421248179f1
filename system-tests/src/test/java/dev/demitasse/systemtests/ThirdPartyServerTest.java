package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file server that others wrote and that knows nothing of us, NanoHTTPD's, straight from the public repository by its
 * coordinates. It uses blocking sockets and a thread for each connection, reads a resource of its library for the types
 * of files, and ends when Enter is hit.
 */
final class ThirdPartyServerTest {
    private static final String COORDINATES = "org.nanohttpd:nanohttpd-webserver:2.3.1";
    private static final String MAIN = "fi.iki.elonen.SimpleWebServer";
    private static final String CSS = "body { color: teal }\n";

    @TempDir
    private Path temporary;

    @Test
    void runs_unmodified_by_its_maven_coordinates() throws Exception {
        Path settings = settings();
        int port = Tool.freePort();
        String url = "http://127.0.0.1:" + port;
        try (var server = Demi.shared()
                .start(
                        "run",
                        COORDINATES,
                        "--quick",
                        "--rm",
                        "--main",
                        MAIN,
                        "--config",
                        settings.toString(),
                        "-p",
                        port + ":8080",
                        "--",
                        "-h",
                        "0.0.0.0",
                        "-p",
                        "8080",
                        "-d",
                        "/srv/www")) {
            server.awaitOutput("Server started, Hit Enter to stop.");
            assertThat(Tool.curl(url + "/")).contains("Directory /").contains("style.css");
            assertThat(Tool.run("curl", "-sS", "-i", "--max-time", "10", url + "/style.css"))
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("Content-Type: text/css")
                    .endsWith(CSS);
            assertThat(Tool.run("curl", "-sS", "-i", "--max-time", "10", url + "/none"))
                    .startsWith("HTTP/1.1 404 Not Found");
            server.type("");
            Demi.Result result = server.await(Duration.ofSeconds(15));
            assertThat(result.out()).contains("Server stopped.");
            assertThat(result.status()).isZero();
        }
    }

    private Path settings() throws Exception {
        Files.createDirectory(temporary.resolve("public"));
        Files.writeString(temporary.resolve("public/style.css"), CSS);
        return Files.writeString(temporary.resolve("demitasse.yaml"), "files:\n  ./public: /srv/www\n");
    }
}
