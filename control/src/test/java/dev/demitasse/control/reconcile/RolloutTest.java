package dev.demitasse.control.reconcile;

import static dev.demitasse.control.reconcile.FakeWorld.rollout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.control.service.Rollout.Strategy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How one template gives way to another, in virtual time. */
final class RolloutTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static FakeWorld four(Strategy strategy) {
        var world = new FakeWorld("a", "replicas: 4\n" + rollout(strategy));
        world.pass(MINUTE);
        world.fewestServing = Integer.MAX_VALUE;
        return world;
    }

    private static void update(FakeWorld world, Strategy strategy) {
        world.apply("b", "replicas: 4\n" + rollout(strategy));
    }

    @Test
    void a_rolling_update_replaces_all_and_never_serves_with_fewer() {
        FakeWorld world = four(Strategy.ROLLING);
        update(world, Strategy.ROLLING);
        world.pass(MINUTE);
        assertThat(world.runningOf("b")).isEqualTo(4);
        assertThat(world.runningOf("a")).isZero();
        assertThat(world.fewestServing).isEqualTo(4);
        assertThat(world.told.getLast()).startsWith("STOPPED");
        assertThat(world.controller().status().proven()).isTrue();
    }

    @Test
    void a_rollout_of_a_service_that_grows_with_its_connections_leaves_as_many_instances_as_there_were() {
        String scale = "scale: {min: 1, max: 4, idle: 1h}\n";
        var world = new FakeWorld("a", scale + rollout(Strategy.ROLLING));
        world.pass(MINUTE);
        world.apply("b", scale + rollout(Strategy.ROLLING));
        world.pass(MINUTE);
        assertThat(world.runningOf("b")).isEqualTo(1);
        assertThat(world.runningOf("a")).isZero();
    }

    @Test
    void new_instances_that_end_by_themselves_are_rolled_back_without_touching_the_old_ones() {
        FakeWorld world = four(Strategy.ROLLING);
        world.crashing.add("b");
        update(world, Strategy.ROLLING);
        world.pass(MINUTE);
        assertThat(world.rolledBack).containsExactly("killed");
        world.apply("a", "replicas: 4\n" + rollout(Strategy.ROLLING));
        world.pass(MINUTE);
        assertThat(world.runningOf("a")).isEqualTo(4);
        assertThat(world.runningOf("b")).isZero();
        assertThat(world.fewestServing).isEqualTo(4);
    }

    @Test
    void new_instances_that_do_not_become_healthy_are_rolled_back() {
        String health = "health: {http: /, interval: 1s}\n";
        var world = new FakeWorld("a", "replicas: 4\n" + health + rollout(Strategy.ROLLING));
        world.pass(MINUTE);
        world.fewestServing = Integer.MAX_VALUE;
        world.unhealthy.add("b");
        world.apply("b", "replicas: 4\n" + health + rollout(Strategy.ROLLING));
        world.pass(Duration.ofSeconds(10));
        assertThat(world.rolledBack).containsExactly("it was not ready after 5000 ms");
        assertThat(world.fewestServing).isEqualTo(4);
    }

    @Test
    void what_has_worked_is_not_rolled_back_when_it_fails_later() {
        FakeWorld world = four(Strategy.ROLLING);
        update(world, Strategy.ROLLING);
        world.pass(MINUTE);
        world.crashing.add("b");
        world.die(world.serving.keySet().iterator().next());
        world.pass(MINUTE);
        assertThat(world.rolledBack).isEmpty();
    }

    @Test
    void one_kill_during_a_rollout_is_no_reason_to_go_back() {
        FakeWorld world = four(Strategy.ROLLING);
        update(world, Strategy.ROLLING);
        world.die(world.running.keySet().stream().reduce((_, last) -> last).orElseThrow());
        world.pass(MINUTE);
        assertThat(world.rolledBack).isEmpty();
        assertThat(world.runningOf("b")).isEqualTo(4);
    }

    @Test
    void recreate_ends_all_old_ones_before_the_first_new_one_starts() {
        FakeWorld world = four(Strategy.RECREATE);
        update(world, Strategy.RECREATE);
        world.pass(Duration.ofMillis(30));
        assertThat(world.runningOf("b")).isZero();
        world.pass(MINUTE);
        assertThat(world.runningOf("b")).isEqualTo(4);
        assertThat(world.runningOf("a")).isZero();
    }

    @Test
    void a_canary_gets_its_part_until_it_has_stayed_healthy_and_then_the_others_follow() {
        FakeWorld world = four(Strategy.CANARY);
        update(world, Strategy.CANARY);
        world.pass(Duration.ofSeconds(5));
        assertThat(world.runningOf("b")).isEqualTo(1);
        assertThat(world.runningOf("a")).isEqualTo(4);
        assertThat(world.shares)
                .isEqualTo(Map.of(FakeWorld.spec("b", "").template().id(), 10));
        world.pass(MINUTE);
        assertThat(world.runningOf("b")).isEqualTo(4);
        assertThat(world.runningOf("a")).isZero();
        assertThat(world.shares).isEmpty();
        assertThat(world.fewestServing).isGreaterThanOrEqualTo(4);
    }

    @Test
    void the_way_back_from_a_canary_to_what_has_worked_is_not_held_up() {
        FakeWorld world = four(Strategy.CANARY);
        update(world, Strategy.CANARY);
        world.pass(Duration.ofSeconds(5));
        assertThat(world.runningOf("b")).isEqualTo(1);
        world.apply("a", "replicas: 4\nrollout: {strategy: canary, percent: 10, hold: 10m}\n");
        world.pass(Duration.ofSeconds(5));
        assertThat(world.runningOf("b")).isZero();
        assertThat(world.runningOf("a")).isEqualTo(4);
        assertThat(world.shares).isEmpty();
        assertThat(world.fewestServing).isGreaterThanOrEqualTo(4);
    }

    @Test
    void a_paused_rollout_waits_and_a_resumed_one_goes_on() {
        FakeWorld world = four(Strategy.ROLLING);
        update(world, Strategy.ROLLING);
        world.controller().pause(true);
        world.pass(MINUTE);
        assertThat(world.runningOf("a")).isGreaterThanOrEqualTo(3);
        assertThat(world.controller().status().state()).isEqualTo(ServiceStatus.State.PAUSED);
        world.controller().pause(false);
        world.pass(MINUTE);
        assertThat(world.runningOf("a")).isZero();
    }

    @Test
    void the_first_boot_of_a_sleeping_service_decides_about_its_new_template() {
        String sleeps = "scale: {min: 0, max: 2, idle: 1s}\n";
        var world = new FakeWorld("a", sleeps);
        world.connect(1);
        world.pass(MINUTE);
        world.disconnect();
        world.pass(MINUTE);
        world.crashing.add("b");
        world.apply("b", sleeps);
        world.connect(1);
        world.pass(MINUTE);
        assertThat(world.rolledBack).hasSize(1);
        world.apply("a", sleeps);
        world.pass(MINUTE);
        assertThat(world.waiting).as("who waited is served after all").isZero();
        assertThat(world.refusals).isEmpty();
    }
}
