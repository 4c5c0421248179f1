package dev.demitasse.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.hypervisor.Instance;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FleetMemberTest {
    private final List<String> done = new ArrayList<>();
    private final Instance instance = (Instance)
            Proxy.newProxyInstance(Instance.class.getClassLoader(), new Class<?>[] {Instance.class}, (_, method, _) -> {
                done.add(method.getName());
                return null;
            });

    @Test
    void what_is_unwanted_before_its_turn_is_not_to_be_started() {
        var member = new FleetMember();
        assertThat(member.isWanted()).isTrue();
        assertThat(member.end()).isEmpty();
        assertThat(member.isWanted()).isFalse();
    }

    @Test
    void what_is_unwanted_while_it_starts_is_killed_when_it_runs() {
        var member = new FleetMember();
        member.end();
        member.runs(instance);
        assertThat(done).containsExactly("kill");
    }

    @Test
    void what_runs_is_left_to_whoever_ends_it() {
        var member = new FleetMember();
        member.runs(instance);
        assertThat(member.end()).containsSame(instance);
        assertThat(done).isEmpty();
    }

    @Test
    void it_is_reached_at_the_ports_chosen_for_it() {
        var member = new FleetMember();
        assertThat(member.port(80)).isEmpty();
        member.reachedAt(Map.of(80, 40_080));
        assertThat(member.port(80)).hasValue(40_080);
    }
}
