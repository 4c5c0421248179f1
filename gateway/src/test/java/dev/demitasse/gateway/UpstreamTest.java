package dev.demitasse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UpstreamTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofMillis(20);

    private static Backend backend(String id) {
        return new Backend(id, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }

    private static Upstream upstream(UpstreamLimits limits, String... ready) {
        var upstream = new Upstream("test", limits, waiting -> {});
        for (var id : ready) {
            upstream.ready(backend(id));
        }
        return upstream;
    }

    private static Upstream upstream(String... ready) {
        return upstream(UpstreamLimits.standard(), ready);
    }

    /** Asks for a backend without waiting for one. */
    private static CompletableFuture<Lease> ask(Upstream upstream) throws Refusal {
        var future = new CompletableFuture<Lease>();
        upstream.request(future);
        return future;
    }

    private static String idOf(CompletableFuture<Lease> lease) {
        return lease.join().backend().id();
    }

    /** Hears what happens, as a queue of sentences. */
    private static final class Heard implements UpstreamListener {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Override
        public void idle(String id) {
            events.add("idle " + id);
        }

        @Override
        public void spent(String id) {
            events.add("spent " + id);
        }

        @Override
        public void ejected(String id, String reason) {
            events.add("ejected " + id + ": " + reason);
        }

        @Override
        public void returned(String id) {
            events.add("returned " + id);
        }
    }

    @Test
    void the_backend_with_the_fewest_connections_is_next() throws Exception {
        var upstream = upstream("a", "b");
        var first = ask(upstream);
        var second = ask(upstream);
        assertThat(List.of(idOf(first), idOf(second))).containsExactlyInAnyOrder("a", "b");
        second.join().close();
        assertThat(idOf(ask(upstream))).isEqualTo(idOf(second));
    }

    @Test
    void idle_backends_take_turns() throws Exception {
        var upstream = upstream("a", "b", "c");
        var seen = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            try (var lease = ask(upstream).join()) {
                seen.add(lease.backend().id());
            }
        }
        assertThat(seen).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void those_that_wait_are_served_in_the_order_in_which_they_came() throws Exception {
        var upstream = upstream(UpstreamLimits.standard().withConnectionsPerBackend(1));
        var first = ask(upstream);
        var second = ask(upstream);
        upstream.ready(backend("a"));
        assertThat(first).isDone();
        assertThat(second).isNotDone();
        first.join().close();
        assertThat(idOf(second)).isEqualTo("a");
    }

    @Test
    void demand_is_told_of_each_further_one_that_waits() throws Exception {
        var counts = new LinkedBlockingQueue<Integer>();
        var upstream = new Upstream("test", UpstreamLimits.standard(), counts::add);
        ask(upstream);
        assertThat(counts.take()).isEqualTo(1);
        ask(upstream);
        assertThat(counts.take()).isEqualTo(2);
    }

    @Test
    void demand_is_told_when_the_last_backend_dies_while_others_wait() throws Exception {
        var counts = new LinkedBlockingQueue<Integer>();
        var upstream = new Upstream("test", UpstreamLimits.standard().withConnectionsPerBackend(1), counts::add);
        upstream.ready(backend("a"));
        ask(upstream);
        ask(upstream);
        assertThat(counts.take()).isEqualTo(1);
        upstream.gone("a");
        assertThat(counts.take()).isEqualTo(1);
    }

    @Test
    void draining_is_over_when_the_last_connection_has_ended() throws Exception {
        var upstream = upstream("a");
        var lease = ask(upstream).join();
        var drained = upstream.drain("a", LONG).toCompletableFuture();
        var later = ask(upstream);
        assertThat(drained).isNotDone();
        assertThat(later).isNotDone();
        lease.close();
        assertThat(drained.join()).isEqualTo(new Drained("a", 0));
        assertThat(upstream.statistics().backends()).isEmpty();
        assertThat(later).isNotDone();
    }

    @Test
    void draining_is_over_at_once_where_there_is_nothing_to_drain() {
        var upstream = upstream("a");
        assertThat(upstream.drain("a", LONG).toCompletableFuture()).isCompletedWithValue(new Drained("a", 0));
        assertThat(upstream.drain("unknown", LONG).toCompletableFuture())
                .isCompletedWithValue(new Drained("unknown", 0));
    }

    @Test
    void at_the_limit_of_draining_connections_are_ended() throws Exception {
        var upstream = upstream("a");
        var lease = ask(upstream).join();
        var ended = new CompletableFuture<Boolean>();
        lease.onAbort(() -> ended.complete(true));
        assertThat(upstream.drain("a", SOON).toCompletableFuture().join()).isEqualTo(new Drained("a", 1));
        assertThat(ended.join()).isTrue();
        assertThat(lease.aborted()).isTrue();
    }

    @Test
    void a_second_drain_may_shorten_the_first() throws Exception {
        var upstream = upstream("a");
        ask(upstream).join();
        var first = upstream.drain("a", LONG).toCompletableFuture();
        upstream.drain("a", SOON);
        assertThat(first.join()).isEqualTo(new Drained("a", 1));
    }

    @Test
    void the_connections_of_a_dead_backend_end() throws Exception {
        var upstream = upstream("a");
        var lease = ask(upstream).join();
        var ended = new AtomicBoolean();
        lease.onAbort(() -> ended.set(true));
        upstream.gone("a");
        assertThat(ended).isTrue();
        var late = new AtomicBoolean();
        lease.onAbort(() -> late.set(true));
        assertThat(late).isTrue();
    }

    @Test
    void a_share_of_ten_percent_is_every_tenth_connection() throws Exception {
        var upstream = upstream("old1", "old2", "old3");
        upstream.ready(backend("new"), "2");
        upstream.shares(Map.of("2", 10));
        var counts = new HashMap<String, Integer>();
        for (int i = 0; i < 1000; i++) {
            try (var lease = ask(upstream).join()) {
                counts.merge(lease.backend().id(), 1, Integer::sum);
            }
        }
        assertThat(counts.get("new")).isBetween(99, 101);
        assertThat(counts.get("old1")).isBetween(290, 310);
        assertThat(counts.get("old2")).isBetween(290, 310);
    }

    @Test
    void a_share_that_nobody_is_there_to_take_goes_to_the_others() throws Exception {
        var upstream = upstream("old");
        upstream.shares(Map.of("2", 90));
        assertThat(idOf(ask(upstream))).isEqualTo("old");
    }

    @Test
    void a_share_of_nothing_gets_nothing() throws Exception {
        var upstream = upstream(UpstreamLimits.standard());
        upstream.ready(backend("new"), "2");
        upstream.shares(Map.of("2", 0));
        var waiting = ask(upstream);
        assertThat(waiting).isNotDone();
        upstream.shares(Map.of());
        assertThat(idOf(waiting)).isEqualTo("new");
    }

    @Test
    void shares_that_make_no_sense_are_refused_and_change_nothing() throws Exception {
        var upstream = upstream("a");
        assertThatThrownBy(() -> upstream.shares(Map.of("1", 60, "2", 41)))
                .hasMessageContaining("add up to 101 percent");
        assertThatThrownBy(() -> upstream.shares(Map.of("1", -1)))
                .hasMessage("the share of group '1' is -1, not 0 to 100 percent");
        assertThat(idOf(ask(upstream))).isEqualTo("a");
    }

    @Test
    void a_one_shot_backend_serves_one_connection_and_is_spent() throws Exception {
        var heard = new Heard();
        var upstream = new Upstream("test", UpstreamLimits.standard().withOneShot(), waiting -> {}, heard);
        upstream.ready(backend("a"));
        var first = ask(upstream).join();
        var second = ask(upstream);
        first.close();
        assertThat(heard.events.take()).isEqualTo("spent a");
        assertThat(second).isNotDone();
        upstream.ready(backend("b"));
        assertThat(idOf(second)).isEqualTo("b");
    }

    @Test
    void the_end_of_the_last_connection_is_told() throws Exception {
        var heard = new Heard();
        var upstream = new Upstream("test", UpstreamLimits.standard(), waiting -> {}, heard);
        upstream.ready(backend("a"));
        var first = ask(upstream).join();
        ask(upstream).join().close();
        assertThat(heard.events).isEmpty();
        first.close();
        assertThat(heard.events.take()).isEqualTo("idle a");
    }

    @Test
    void a_backend_that_failed_is_left_alone() throws Exception {
        var upstream = upstream(UpstreamLimits.standard().withEjection(new Ejection(LONG, LONG)), "a", "b");
        var failed = ask(upstream).join();
        failed.failed("refused");
        for (int i = 0; i < 5; i++) {
            assertThat(idOf(ask(upstream))).isNotEqualTo(failed.backend().id());
        }
        assertThat(upstream.statistics().backends())
                .filteredOn(BackendStatistics::ejected)
                .extracting(BackendStatistics::id)
                .containsExactly(failed.backend().id());
    }

    @Test
    void a_backend_that_was_left_alone_is_tried_by_one_connection_first() throws Exception {
        var heard = new Heard();
        var limits = UpstreamLimits.standard().withEjection(new Ejection(SOON, LONG));
        var upstream = new Upstream("test", limits, waiting -> {}, heard);
        upstream.ready(backend("a"));
        ask(upstream).join().failed("refused");
        assertThat(heard.events.take()).isEqualTo("ejected a: refused");
        assertThat(heard.events.take()).isEqualTo("idle a");
        var first = ask(upstream);
        var second = ask(upstream);
        var lease = first.join();
        assertThat(second).isNotDone();
        lease.connected();
        assertThat(idOf(second)).isEqualTo("a");
        lease.answered();
        assertThat(heard.events.take()).isEqualTo("returned a");
    }

    @Test
    void each_failure_in_a_row_doubles_the_time_alone_up_to_the_longest() {
        var ejection = new Ejection(Duration.ofMillis(100), Duration.ofSeconds(1));
        assertThat(List.of(1, 2, 3, 4, 5, 1000))
                .map(ejection::after)
                .map(Duration::toMillis)
                .containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L);
    }

    @Test
    void more_than_may_wait_are_refused() throws Exception {
        var upstream = upstream(UpstreamLimits.standard().withWaiting(1));
        ask(upstream);
        assertThatThrownBy(() -> ask(upstream))
                .hasMessage("service test has no instance free, and 1 connections wait already");
    }

    @Test
    void an_upstream_that_is_closed_refuses_those_that_wait_and_those_that_come() throws Exception {
        var upstream = upstream();
        var waiting = ask(upstream);
        upstream.close();
        assertThat(waiting).isCompletedExceptionally();
        assertThatThrownBy(upstream::visit).hasMessage("service test has been stopped");
    }

    @Test
    void a_name_is_taken_while_its_backend_is_there() {
        var upstream = upstream("a");
        assertThatThrownBy(() -> upstream.ready(backend("a"))).hasMessage("service test has a backend a already");
        upstream.gone("a");
        upstream.ready(backend("a"));
        assertThat(upstream.statistics().backends()).hasSize(1);
    }
}
