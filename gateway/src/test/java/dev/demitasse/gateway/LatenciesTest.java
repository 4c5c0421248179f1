package dev.demitasse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long requests took, from counts. */
final class LatenciesTest {
    private final LatencyCounter counter = new LatencyCounter();

    private void count(int many, Duration time) {
        for (int i = 0; i < many; i++) {
            counter.count(time);
        }
    }

    private static double millis(Latencies latencies, double part) {
        return latencies.quantile(part).orElseThrow().toNanos() / 1e6;
    }

    @Test
    void a_quantile_is_exact_to_a_fifth_and_never_too_short() {
        count(98, Duration.ofMillis(4));
        count(2, Duration.ofMillis(250));
        Latencies soFar = counter.soFar();
        assertThat(soFar.count()).isEqualTo(100);
        assertThat(millis(soFar, 0.5)).isBetween(4.0, 4.8);
        assertThat(millis(soFar, 0.98)).isBetween(4.0, 4.8);
        assertThat(millis(soFar, 0.99)).isBetween(250.0, 300.0);
    }

    @Test
    void what_came_later_is_told_without_what_came_before() {
        count(1000, Duration.ofSeconds(1));
        Latencies before = counter.soFar();
        assertThat(counter.soFar().since(before).quantile(0.5)).isEmpty();
        count(10, Duration.ofMillis(2));
        assertThat(millis(counter.soFar().since(before), 0.99)).isBetween(2.0, 2.4);
        assertThat(Latencies.NONE.and(before).count()).isEqualTo(1000);
    }

    @Test
    void the_shortest_and_the_longest_are_counted_too() {
        count(1, Duration.ZERO);
        assertThat(millis(counter.soFar(), 1)).isCloseTo(0.01, within(0.001));
        count(1, Duration.ofDays(1));
        assertThat(counter.soFar().quantile(1).orElseThrow()).isGreaterThan(Duration.ofMinutes(5));
    }
}
