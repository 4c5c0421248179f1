package dev.demitasse.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.control.service.PublishedPort;
import dev.demitasse.control.service.SpecReader;
import dev.demitasse.gateway.Backend;
import dev.demitasse.gateway.Gateway;
import dev.demitasse.gateway.Upstream;
import dev.demitasse.gateway.UpstreamLimits;
import dev.demitasse.gateway.UpstreamListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service says of its ports and its limits holds for who connects. */
final class ServiceGateTest {
    @TempDir
    private Path folder;

    private final Gateway gateway = new Gateway();
    private PortBoard board;
    private int port;

    @BeforeEach
    void open() throws IOException {
        board = new PortBoard(gateway, new Certificates(folder));
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private int status() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void what_is_above_a_services_limits_is_refused_at_once_and_new_limits_hold_at_once() throws Exception {
        String text = """
                service: s
                image: i
                ports: [{listen: %d, guest: 80, protocol: http}]
                limits: {waiting: 0, per-second: 2}
                """.formatted(port);
        try (var gate = new ServiceGate("s", board, () -> {}, _ -> {})) {
            gate.publish(SpecReader.read("s.yaml", text));
            assertThat(status()).as("nobody may wait").isEqualTo(503);
            gate.publish(SpecReader.read("s.yaml", text.replace("per-second: 2", "per-second: 1, connections: 5")));
            status();
            assertThat(status()).as("two in a second").isEqualTo(429);
        }
    }

    @Test
    void with_the_proxy_protocol_an_instance_is_told_the_clients_address_first() throws Exception {
        try (var instance = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var upstream = new Upstream("s", UpstreamLimits.standard(), _ -> {}, new UpstreamListener() {});
            upstream.ready(new Backend("s-1", (InetSocketAddress) instance.getLocalSocketAddress()));
            var published = new PublishedPort(
                    "127.0.0.1",
                    port,
                    80,
                    PublishedPort.Protocol.TCP,
                    PublishedPort.ANY_HOST,
                    PublishedPort.ANY_PATH,
                    PublishedPort.Proxy.V1,
                    Optional.empty());
            board.publish("s", Map.of(published, upstream));
            try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                try (var accepted = instance.accept();
                        var lines = new BufferedReader(
                                new InputStreamReader(accepted.getInputStream(), StandardCharsets.US_ASCII))) {
                    assertThat(lines.readLine())
                            .isEqualTo("PROXY TCP4 127.0.0.1 127.0.0.1 " + client.getLocalPort() + " " + port);
                    assertThat(lines.readLine()).isEqualTo("hello");
                }
            }
            upstream.close();
        }
    }
}
