package dev.demitasse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TcpGatewayTest {
    private final Gateway gateway = new Gateway();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        gateway.close();
        clients.close();
    }

    private Published publish(Upstream upstream, TcpOptions options) throws IOException {
        return gateway.tcp(Client.anyPort(), upstream, options);
    }

    private Published publish(Upstream upstream) throws IOException {
        return publish(upstream, TcpOptions.standard());
    }

    private static Upstream upstream(FakeBackend... backends) {
        var upstream = new Upstream("test", UpstreamLimits.standard(), waiting -> {});
        for (var backend : backends) {
            upstream.ready(backend.backend());
        }
        return upstream;
    }

    private static String ask(Published port, String question) throws IOException {
        try (var client = new Client(port)) {
            return client.send(question).finish().readAll();
        }
    }

    @Test
    void bytes_pass_both_ways_and_so_do_their_ends() throws IOException {
        try (var echo = FakeBackend.echo("a")) {
            assertThat(ask(publish(upstream(echo)), "hello")).isEqualTo("hello");
        }
    }

    @Test
    void the_bytes_of_connections_are_counted_for_the_backend_that_had_them() throws IOException {
        try (var echo = FakeBackend.echo("a")) {
            var upstream = upstream(echo);
            var port = publish(upstream);
            assertThat(ask(port, "hello") + ask(port, "you")).isEqualTo("helloyou");
            assertThat(upstream.statistics().backends())
                    .extracting(BackendStatistics::bytesIn, BackendStatistics::bytesOut)
                    .containsExactly(tuple(8L, 8L));
        }
    }

    @Test
    void a_burst_of_1000_connections_to_a_sleeping_service_is_served_by_as_many_backends_as_may_be() throws Exception {
        int max = 3;
        var booted = new ArrayList<FakeBackend>();
        var upstreams = new CompletableFuture<Upstream>();
        var upstream = new Upstream("sleeper", UpstreamLimits.standard().withConnectionsPerBackend(50), waiting -> {
            if (booted.size() < max) {
                var backend = FakeBackend.echo("b" + booted.size());
                booted.add(backend);
                upstreams.join().ready(backend.backend());
            }
        });
        upstreams.complete(upstream);
        var port = publish(upstream);
        var answers = new ArrayList<Future<String>>();
        for (int i = 0; i < 1000; i++) {
            var question = "question " + i;
            answers.add(clients.submit(() -> ask(port, question)));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(answers.get(i).get()).isEqualTo("question " + i);
        }
        assertThat(booted).hasSizeLessThanOrEqualTo(max);
        assertThat(booted).allSatisfy(backend -> assertThat(backend.most()).isLessThanOrEqualTo(50));
        booted.forEach(FakeBackend::close);
    }

    @Test
    void a_boot_that_fails_resets_those_that_wait() throws Exception {
        var upstreams = new CompletableFuture<Upstream>();
        var upstream = new Upstream(
                "broken", UpstreamLimits.standard(), waiting -> upstreams.join().refuse("no image"));
        upstreams.complete(upstream);
        var port = publish(upstream);
        assertThatThrownBy(() -> ask(port, "hello")).isInstanceOf(SocketException.class);
        assertThat(upstream.statistics().errors()).isEqualTo(1);
    }

    @Test
    void a_backend_that_refuses_is_passed_over() throws IOException {
        var dead = FakeBackend.echo("dead");
        dead.close();
        try (var alive = FakeBackend.named("alive")) {
            var port = publish(upstream(dead, alive));
            for (int i = 0; i < 10; i++) {
                assertThat(ask(port, "")).isEqualTo("alive");
            }
        }
    }

    @Test
    void a_connection_that_had_sent_nothing_moves_when_its_backend_dies() throws Exception {
        try (var first = FakeBackend.echo("first");
                var second = FakeBackend.echo("second")) {
            var upstream = upstream(first);
            try (var client = new Client(publish(upstream))) {
                awaitAccepted(first);
                upstream.ready(second.backend());
                upstream.gone("first");
                assertThat(client.send("hello").finish().readAll()).isEqualTo("hello");
            }
            assertThat(second.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_that_had_sent_something_ends_with_its_backend() throws Exception {
        try (var first = new FakeBackend(
                        "first", connection -> connection.getInputStream().readAllBytes());
                var second = FakeBackend.echo("second")) {
            var upstream = upstream(first);
            try (var client = new Client(publish(upstream))) {
                client.send("hello");
                awaitBytesIn(upstream, 5);
                upstream.ready(second.backend());
                upstream.gone("first");
                assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
            }
            assertThat(second.accepted()).isZero();
        }
    }

    @Test
    void what_is_held_is_sent_again_to_another_backend() throws Exception {
        try (var first = new FakeBackend("first", connection -> {
                    connection.getInputStream().readNBytes(5);
                    FakeBackend.reset(connection);
                });
                var second = FakeBackend.echo("second")) {
            var upstream = upstream(first);
            try (var client = new Client(publish(upstream, TcpOptions.standard().withHold(100)))) {
                awaitAccepted(first);
                upstream.ready(second.backend());
                client.send("hello");
                assertThat(client.read(5)).isEqualTo("hello");
                assertThat(client.send(" again").finish().readAll()).isEqualTo(" again");
            }
        }
    }

    @Test
    void the_limit_of_draining_ends_a_connection() throws Exception {
        try (var echo = FakeBackend.echo("a")) {
            var upstream = upstream(echo);
            try (var client = new Client(publish(upstream))) {
                client.send("x");
                assertThat(client.read(1)).isEqualTo("x");
                var drained = upstream.drain("a", Duration.ofMillis(50)).toCompletableFuture();
                assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
                assertThat(drained.join()).isEqualTo(new Drained("a", 1));
            }
        }
    }

    @Test
    void a_connection_that_ends_in_time_is_not_hurt_by_draining() throws Exception {
        try (var echo = FakeBackend.echo("a")) {
            var upstream = upstream(echo);
            try (var client = new Client(publish(upstream))) {
                client.send("x");
                assertThat(client.read(1)).isEqualTo("x");
                var drained = upstream.drain("a", Duration.ofMinutes(5)).toCompletableFuture();
                assertThat(client.send("yz").finish().readAll()).isEqualTo("yz");
                assertThat(drained.join()).isEqualTo(new Drained("a", 0));
            }
        }
    }

    @Test
    void the_backend_is_told_the_clients_address() throws Exception {
        try (var echo = FakeBackend.echo("a")) {
            var port = publish(upstream(echo), TcpOptions.standard().withProxyProtocol(ProxyProtocol.V1));
            try (var client = new Client(port)) {
                assertThat(client.send("hello").finish().readAll())
                        .isEqualTo("PROXY TCP4 127.0.0.1 127.0.0.1 %d %d\r\nhello"
                                .formatted(
                                        client.socket.getLocalPort(),
                                        port.address().getPort()));
            }
        }
    }

    @Test
    void who_does_not_read_slows_down_who_writes_and_takes_no_memory() throws Exception {
        var sent = new AtomicLong();
        try (var pours = new FakeBackend("pours", connection -> {
            var block = new byte[1 << 16];
            while (sent.get() < 1 << 30) {
                connection.getOutputStream().write(block);
                sent.addAndGet(block.length);
            }
        })) {
            var upstream = upstream(pours);
            try (var client = new Client(publish(upstream))) {
                // Until nothing moves any more: what the kernel's buffers and ours take has been taken.
                long before;
                do {
                    before = sent.get();
                    Thread.sleep(200);
                } while (before == 0 || sent.get() != before);
                long given = upstream.statistics().bytesOut();
                // The kernel's buffers of four sockets, which take some megabytes each, and ours.
                assertThat(sent.get()).isLessThan(64 << 20);
                assertThat(upstream.statistics().active()).isEqualTo(1);
                assertThat(client.socket.getInputStream().readNBytes((int) Math.min(given, 1 << 20)))
                        .hasSize((int) Math.min(given, 1 << 20));
            }
        }
    }

    @Test
    void a_connection_without_a_byte_for_too_long_is_closed() throws Exception {
        try (var echo = FakeBackend.echo("a")) {
            var port = publish(upstream(echo), TcpOptions.standard().withIdle(Duration.ofMillis(100)));
            try (var client = new Client(port)) {
                assertThat(client.readAll()).isEmpty();
            }
        }
    }

    @Test
    void a_port_in_use_is_named() throws IOException {
        var port = publish(upstream());
        assertThatThrownBy(() -> gateway.tcp(port.address(), upstream(), TcpOptions.standard()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + port.address().getPort() + " of ");
    }

    @Test
    void a_closed_port_can_be_published_again_at_once() throws IOException {
        try (var echo = FakeBackend.echo("a")) {
            var port = publish(upstream(echo));
            assertThat(ask(port, "1")).isEqualTo("1");
            port.close();
            var again = gateway.tcp(port.address(), upstream(echo), TcpOptions.standard());
            assertThat(ask(again, "2")).isEqualTo("2");
        }
    }

    @Test
    void a_port_that_is_given_up_leaves_its_connections_alone() throws IOException {
        try (var echo = FakeBackend.echo("a")) {
            var port = publish(upstream(echo));
            try (var client = new Client(port)) {
                client.send("x");
                assertThat(client.read(1)).isEqualTo("x");
                port.stop();
                assertThatThrownBy(() -> new Client(port)).isInstanceOf(IOException.class);
                client.send("y");
                assertThat(client.read(1)).isEqualTo("y");
                port.close();
                assertThatThrownBy(() -> client.send("z").read(1).charAt(0)).isNotNull();
            }
        }
    }

    private static void awaitAccepted(FakeBackend backend) throws InterruptedException {
        while (backend.accepted() == 0) {
            Thread.sleep(5);
        }
    }

    private static void awaitBytesIn(Upstream upstream, long bytes) throws InterruptedException {
        while (upstream.statistics().bytesIn() < bytes) {
            Thread.sleep(5);
        }
    }
}
