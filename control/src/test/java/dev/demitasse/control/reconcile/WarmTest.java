package dev.demitasse.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.control.service.Rollout.Strategy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Instances started ahead, in virtual time. */
final class WarmTest {
    private static final String WARM = "scale: {min: 0, max: 4, idle: 30s, concurrency: 10, warm: 1}\n";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static FakeWorld resting() {
        var world = new FakeWorld("a", WARM);
        world.pass(MINUTE);
        return world;
    }

    private static long starts(FakeWorld world) {
        return world.told.stream().filter(line -> line.startsWith("STARTING")).count();
    }

    @Test
    void one_is_started_and_paused_before_anybody_comes_and_takes_no_connections() {
        FakeWorld world = resting();
        world.pass(Duration.ofHours(10));
        assertThat(world.running).hasSize(1);
        assertThat(world.paused).hasSize(1);
        assertThat(world.serving).isEmpty();
        assertThat(world.controller().status().state()).isEqualTo(ServiceStatus.State.SLEEPING);
        assertThat(world.controller().status().instances())
                .singleElement()
                .satisfies(instance -> assertThat(instance.phase()).isEqualTo("WARM"));
    }

    @Test
    void who_connects_has_it_at_once_and_another_one_is_started_a_while_later() {
        FakeWorld world = resting();
        String ahead = world.paused.first();
        world.connect(1);
        assertThat(world.serving).containsOnlyKeys(ahead);
        assertThat(world.waiting).isZero();
        assertThat(world.running).as("while the first is answered").hasSize(1);
        world.pass(MINUTE);
        assertThat(world.running).hasSize(2);
        assertThat(world.serving).containsOnlyKeys(ahead);
        assertThat(world.paused).hasSize(1);
    }

    @Test
    void when_all_is_idle_again_as_many_are_left_as_were_started_ahead() {
        FakeWorld world = resting();
        for (int i = 0; i < 5; i++) {
            world.connect(1);
            world.pass(MINUTE);
            world.disconnect();
            world.pass(MINUTE);
        }
        assertThat(world.running).hasSize(1);
        assertThat(world.paused).hasSize(1);
        assertThat(starts(world)).isEqualTo(6);
    }

    @Test
    void who_connects_before_it_is_ready_gets_that_one_and_boots_no_other() {
        var world = new FakeWorld("a", WARM);
        world.connect(1);
        world.pass(Duration.ofMillis(100));
        assertThat(world.running).hasSize(1);
        assertThat(world.serving).hasSize(1);
    }

    @Test
    void a_burst_has_it_first_and_boots_the_others() {
        FakeWorld world = resting();
        world.connect(1000);
        assertThat(world.serving).hasSize(1);
        assertThat(world.running).hasSize(4);
        world.pass(MINUTE);
        assertThat(world.serving).hasSize(4);
        assertThat(world.paused).as("besides those that there may be").hasSize(1);
    }

    @Test
    void one_that_dies_while_it_waits_is_replaced_and_one_that_serves_is_replaced_by_it() {
        FakeWorld world = resting();
        String first = world.paused.first();
        world.die(first);
        world.pass(MINUTE);
        assertThat(world.paused).hasSize(1).doesNotContain(first);
        world.connect(1);
        world.pass(MINUTE);
        String ahead = world.paused.first();
        world.die(world.serving.keySet().iterator().next());
        assertThat(world.serving).containsOnlyKeys(ahead);
        world.pass(MINUTE);
        assertThat(world.paused).hasSize(1).doesNotContain(ahead);
    }

    @Test
    void another_template_replaces_it_and_has_shown_that_it_works_before_anybody_comes() {
        FakeWorld world = resting();
        world.apply("b", WARM);
        world.pass(MINUTE);
        assertThat(world.runningOf("a")).isZero();
        assertThat(world.runningOf("b")).isEqualTo(1);
        assertThat(world.paused).hasSize(1);
        assertThat(world.controller().status().proven()).isTrue();
    }

    @Test
    void another_template_that_does_not_work_goes_back_before_anybody_comes() {
        FakeWorld world = resting();
        world.crashing.add("b");
        world.apply("b", WARM);
        world.pass(MINUTE);
        assertThat(world.rolledBack).hasSize(1);
        world.apply("a", WARM);
        world.pass(MINUTE);
        world.connect(1);
        assertThat(world.serving).hasSize(1);
        assertThat(world.refusals).isEmpty();
    }

    @Test
    void during_a_rollout_none_is_started_ahead_and_after_it_there_is_one_again() {
        String scale = "scale: {min: 3, max: 4, idle: 30s, warm: 2}\n" + FakeWorld.rollout(Strategy.ROLLING);
        var world = new FakeWorld("a", scale);
        world.pass(MINUTE);
        assertThat(world.running).hasSize(5);
        world.fewestServing = Integer.MAX_VALUE;
        world.apply("b", scale);
        world.pass(Duration.ofMillis(30));
        assertThat(world.paused).isEmpty();
        world.pass(MINUTE);
        assertThat(world.runningOf("a")).isZero();
        assertThat(world.serving).hasSize(3);
        assertThat(world.paused).hasSize(2);
        assertThat(world.fewestServing).isEqualTo(3);
    }

    @Test
    void fewer_wanted_or_a_deleted_service_leave_none_behind() {
        FakeWorld world = resting();
        world.apply("a", "scale: {min: 0, max: 4}\n");
        world.pass(MINUTE);
        assertThat(world.running).isEmpty();
        world.apply("a", WARM);
        world.pass(MINUTE);
        world.controller().delete();
        world.pass(MINUTE);
        assertThat(world.controller().isGone()).isTrue();
        assertThat(world.running).isEmpty();
    }

    @Test
    void one_found_paused_is_taken_as_it_is() {
        var world = new FakeWorld("a", "scale: {min: 0, max: 4}\n");
        world.running.put("old", FakeWorld.spec("a", "").template());
        world.paused.add("old");
        world.controller().adopt("old", FakeWorld.spec("a", "").template(), true);
        world.apply("a", WARM);
        world.connect(1);
        assertThat(world.serving).containsOnlyKeys("old");
        assertThat(starts(world)).isZero();
    }

    @Test
    void it_is_healthy_before_it_is_paused_and_is_not_asked_while_it_stands_still() {
        String health = "health: {http: /, interval: 1s, threshold: 2}\n";
        var world = new FakeWorld("a", WARM + health);
        world.unhealthy.add("a");
        world.pass(Duration.ofSeconds(2));
        assertThat(world.paused).isEmpty();
        world.unhealthy.clear();
        world.pass(MINUTE);
        assertThat(world.paused).hasSize(1);
        world.unhealthy.add("a");
        world.pass(Duration.ofHours(1));
        assertThat(world.paused).hasSize(1);
        world.connect(1);
        world.pass(Duration.ofSeconds(5));
        assertThat(world.told).contains("FAILED its health check failed 2 times: status 500");
    }
}
