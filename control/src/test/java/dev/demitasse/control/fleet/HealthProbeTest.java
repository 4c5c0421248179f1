package dev.demitasse.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.control.service.HealthCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a check of health takes for well and for ill, of servers that are this test. */
@Timeout(30)
final class HealthProbeTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final ServerSocket server = listen();
    private final List<Socket> clients = new ArrayList<>();

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private String tcp() {
        return ask(Optional.empty());
    }

    private String ask(Optional<String> path) {
        return HealthProbe.ask(address(), new HealthCheck(8080, path, Duration.ofSeconds(1), TIMEOUT, 3));
    }

    /** Answers one connection, and closes it unless the answer is empty. */
    private void answer(String text) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Socket client = server.accept();
                clients.add(client);
                client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                if (!text.isEmpty()) {
                    client.getInputStream().read(new byte[1000]);
                    client.close();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void over_tcp_who_takes_a_connection_and_keeps_it_is_well_whatever_he_says() {
        answer("");
        assertThat(tcp()).isEmpty();
        answer("220 mail ready\r\n");
        assertThat(tcp()).isEmpty();
    }

    @Test
    void over_tcp_who_closes_at_once_or_takes_no_connection_is_ill() throws IOException {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                server.accept().close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(tcp()).isEqualTo("it closes connections");
        // Two wait and nobody takes them, so that Linux has no room for a third.
        for (int i = 0; i < 2; i++) {
            clients.add(new Socket(server.getInetAddress(), server.getLocalPort()));
        }
        assertThat(tcp()).isEqualTo("no answer within 500 ms");
        server.close();
        assertThat(tcp()).startsWith("no connection: ");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK, ''",
        "HTTP/1.0 302 Found, ''",
        "HTTP/1.1 500 Oh, /up answers with status 500",
        "SSH-2.0-x, its answer is no HTTP"
    })
    void over_http_the_status_says_it(String line, String reason) {
        answer(line + "\r\n\r\n");
        assertThat(ask(Optional.of("/up"))).isEqualTo(reason);
    }

    @Test
    void over_http_who_says_nothing_in_time_is_ill() {
        answer("");
        assertThat(ask(Optional.of("/up"))).isEqualTo("no answer within 500 ms");
    }
}
