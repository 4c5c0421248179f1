package dev.demitasse.control.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What is kept of the past. */
final class SeriesTest {
    private final Series series = new Series();

    @Test
    void the_last_five_minutes_are_kept_second_by_second() {
        for (int second = 1001; second <= 1400; second++) {
            series.add(second, Map.of(Gauge.REQUESTS, (float) second));
        }
        Series.View view = series.view(false);
        assertThat(view.step()).isEqualTo(1);
        assertThat(view.until()).isEqualTo(1400);
        assertThat(view.values().get("requests")).hasSize(300).startsWith(1101f).endsWith(1400f);
        assertThat(view.values().get("p99")).containsOnlyNulls();
    }

    @Test
    void fifteen_seconds_are_told_as_one_by_what_each_gauge_means() {
        for (int second = 16; second <= 30; second++) {
            series.add(
                    second,
                    Map.of(
                            Gauge.REQUESTS,
                            second == 20 ? 30f : 0f,
                            Gauge.P99,
                            second == 20 ? 7f : Float.NaN,
                            Gauge.MEMORY,
                            (float) second,
                            Gauge.BOOTS,
                            1f));
        }
        Series.View view = series.view(true);
        assertThat(view.step()).isEqualTo(15);
        assertThat(view.until()).isEqualTo(30);
        assertThat(view.values().get("requests")).containsExactly(2f);
        assertThat(view.values().get("p99")).containsExactly(7f);
        assertThat(view.values().get("memory")).containsExactly(30f);
        assertThat(view.values().get("boots")).containsExactly(15f);
    }

    @Test
    void two_hours_are_the_most_that_is_kept() {
        for (int second = 0; second <= 3 * 3600; second++) {
            series.add(second, Map.of(Gauge.INSTANCES, 1f));
        }
        assertThat(series.view(true).values().get("instances")).hasSize(480);
    }

    @Test
    void a_second_that_was_missed_is_unknown_and_not_zero() {
        series.add(100, Map.of(Gauge.INSTANCES, 1f));
        series.add(103, Map.of(Gauge.INSTANCES, 2f));
        var expected = new ArrayList<>();
        expected.add(1f);
        expected.add(null);
        expected.add(null);
        expected.add(2f);
        assertThat(series.view(false).values().get("instances"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .isEqualTo(expected);
    }
}
