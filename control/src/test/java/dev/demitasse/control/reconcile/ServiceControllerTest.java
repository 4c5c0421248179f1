package dev.demitasse.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Scale, restarts and health of one service, in virtual time. */
final class ServiceControllerTest {
    private static final String SLEEPS = "scale: {min: 0, max: 4, idle: 30s, concurrency: 10}\n";
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void a_service_has_as_many_instances_as_it_says() {
        var world = new FakeWorld("a", "replicas: 3\n");
        world.pass(SECOND);
        assertThat(world.serving).hasSize(3);
        assertThat(world.controller().status().state()).isEqualTo(ServiceStatus.State.SERVING);
    }

    @Test
    void an_instance_makes_room_for_another_when_an_operator_wants_it_to_and_that_is_no_failure() {
        var world = new FakeWorld("a", "replicas: 2\n");
        world.pass(SECOND);
        String first = List.copyOf(world.running.keySet()).getFirst();
        assertThat(world.controller().replace(first, "ann restarts it")).isTrue();
        assertThat(world.controller().replace(first, "ann restarts it")).isFalse();
        world.pass(SECOND);
        assertThat(world.running).hasSize(2).doesNotContainKey(first);
        assertThat(world.serving).hasSize(2);
        assertThat(world.told).noneMatch(line -> line.startsWith("FAILED"));
        assertThat(world.controller().replace("nobody", "ann restarts it")).isFalse();
    }

    @Test
    void a_service_sleeps_until_somebody_connects_and_again_when_it_is_idle() {
        var world = new FakeWorld("a", SLEEPS);
        world.pass(Duration.ofHours(1));
        assertThat(world.running).isEmpty();
        world.connect(1);
        world.pass(SECOND);
        assertThat(world.running).hasSize(1);
        assertThat(world.active).isEqualTo(1);
        world.pass(Duration.ofMinutes(10));
        assertThat(world.running).as("while a connection is open").hasSize(1);
        world.disconnect();
        world.pass(Duration.ofSeconds(29));
        assertThat(world.running).hasSize(1);
        world.pass(Duration.ofSeconds(15));
        assertThat(world.running).isEmpty();
        assertThat(world.controller().status().state()).isEqualTo(ServiceStatus.State.SLEEPING);
    }

    @Test
    void connections_that_come_and_go_between_two_looks_keep_an_instance() {
        var world = new FakeWorld("a", SLEEPS);
        for (int i = 0; i < 100; i++) {
            world.connect(1);
            world.pass(Duration.ofMillis(100));
            world.disconnect();
            world.pass(Duration.ofSeconds(20));
        }
        assertThat(world.told.stream().filter(line -> line.startsWith("STARTING")))
                .hasSize(1);
    }

    @Test
    void a_burst_boots_as_many_as_it_may() {
        var world = new FakeWorld("a", SLEEPS);
        world.connect(1000);
        world.pass(Duration.ofMillis(10));
        assertThat(world.running).hasSize(4);
    }

    @Test
    void an_instance_that_ends_is_replaced_at_once_and_then_after_longer_and_longer() {
        var world = new FakeWorld("a", "restart: {delay: 1s, limit: 8s}\n");
        world.crashing.add("a");
        world.pass(Duration.ofMillis(100));
        assertThat(world.told.stream().filter(line -> line.startsWith("STARTING")))
                .hasSize(2);
        world.pass(Duration.ofSeconds(60));
        // At 0, 1, 3, 7, 15, 23, 31, 39, 47, 55 seconds, and the first one.
        assertThat(world.told.stream().filter(line -> line.startsWith("STARTING")))
                .hasSizeBetween(10, 12);
        world.crashing.clear();
        world.pass(Duration.ofSeconds(9));
        assertThat(world.serving).hasSize(1);
    }

    @Test
    void who_waits_for_a_service_that_cannot_start_is_told_why() {
        var world = new FakeWorld("a", SLEEPS);
        world.crashing.add("a");
        world.connect(1);
        world.pass(SECOND);
        assertThat(world.refusals).isNotEmpty();
        assertThat(world.refusals.getFirst()).contains("s cannot start: killed");
        int starts = world.told.size();
        world.pass(Duration.ofMinutes(5));
        assertThat(world.told).as("nobody waits any more").hasSize(starts);
    }

    @Test
    void who_waits_for_what_worked_until_something_killed_it_is_not_turned_away() {
        var world = new FakeWorld("a", "replicas: 1\n");
        for (int i = 0; i < 4; i++) {
            world.pass(Duration.ofMillis(100));
            world.die(world.running.keySet().iterator().next());
            world.connect(1);
            assertThat(world.refusals).isEmpty();
            world.pass(Duration.ofSeconds(3));
            assertThat(world.waiting).isZero();
        }
    }

    @Test
    void an_instance_that_never_listens_is_given_up() {
        var world = new FakeWorld("a", "rollout: {deadline: 5s}\n");
        world.silent.add("a");
        world.pass(Duration.ofSeconds(6));
        assertThat(world.told).contains("FAILED it was not ready after 5000 ms");
    }

    @Test
    void an_instance_that_hangs_is_found_out_and_replaced() {
        var world = new FakeWorld("a", "health: {http: /, interval: 1s, threshold: 3}\n");
        world.pass(SECOND);
        assertThat(world.serving).hasSize(1);
        String first = world.serving.keySet().iterator().next();
        world.unhealthy.add("a");
        world.pass(Duration.ofSeconds(5));
        assertThat(world.serving).doesNotContainKey(first);
        world.unhealthy.clear();
        world.pass(Duration.ofSeconds(10));
        assertThat(world.serving).hasSize(1);
        assertThat(world.running).hasSize(1);
    }

    @Test
    void nothing_takes_connections_before_it_is_healthy() {
        var world = new FakeWorld("a", "health: {http: /, interval: 1s}\n");
        world.unhealthy.add("a");
        world.pass(Duration.ofSeconds(5));
        assertThat(world.serving).isEmpty();
        world.unhealthy.clear();
        world.pass(SECOND);
        assertThat(world.serving).hasSize(1);
    }

    @Test
    void instances_found_running_are_kept_and_too_many_of_them_are_not() {
        var world = new FakeWorld("a", "replicas: 0\n");
        for (int i = 0; i < 3; i++) {
            world.running.put("old" + i, FakeWorld.spec("a", "").template());
            world.controller().adopt("old" + i, FakeWorld.spec("a", "").template(), false);
        }
        world.apply("a", "replicas: 2\n");
        for (int i = 0; i < 3; i++) {
            world.controller().listening("old" + i, 80);
        }
        world.pass(SECOND);
        assertThat(world.serving).hasSize(2);
        assertThat(world.running.keySet()).allMatch(id -> id.startsWith("old"));
    }

    @Test
    void a_deleted_service_ends_when_its_connections_have() {
        var world = new FakeWorld("a", "replicas: 2\n");
        world.pass(SECOND);
        world.controller().delete();
        assertThat(world.controller().isGone()).isFalse();
        world.pass(SECOND);
        assertThat(world.controller().isGone()).isTrue();
        assertThat(world.running).isEmpty();
    }

    @Test
    void instances_of_an_image_that_may_not_run_any_more_end_also_those_started_ahead_and_others_run_on() {
        String image = "sha256:" + "ab".repeat(32);
        var world = new FakeWorld(image, "scale: {min: 1, max: 4, idle: 30s, concurrency: 10, warm: 1}\n");
        world.pass(Duration.ofMinutes(1));
        assertThat(world.running).hasSize(2);
        assertThat(world.controller().images()).containsExactly("ab".repeat(32));

        world.controller().retire(Set.of("cd".repeat(32)), "its image is not trusted any more");
        assertThat(world.serving).hasSize(1);
        // What a start of such an image is answered with.
        world.crashing.add(image);
        world.controller().retire(world.controller().images(), "its image is not trusted any more");
        world.pass(Duration.ofMinutes(1));

        assertThat(world.running).isEmpty();
        assertThat(world.told).contains("DRAINING its image is not trusted any more");
        assertThat(world.controller().status().state()).isEqualTo(ServiceStatus.State.FAILING);
        world.crashing.clear();
        world.pass(Duration.ofMinutes(1));
        assertThat(world.serving).as("once it may run again").hasSize(1);
    }
}
