package dev.demitasse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
        assertThat(booted).allSatisfy(backend -> assertThat(backend.most()).isLessThanOrEqualTo(51));
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
}
