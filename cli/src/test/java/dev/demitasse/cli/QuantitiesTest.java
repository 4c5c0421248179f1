package dev.demitasse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class QuantitiesTest {
    @Test
    void sizes_have_a_unit_that_keeps_them_short() {
        assertThat(Quantities.size(999)).isEqualTo("999 B");
        assertThat(Quantities.size(1000)).isEqualTo("1.0 kB");
        assertThat(Quantities.size(5_940_000)).isEqualTo("5.9 MB");
        assertThat(Quantities.size(1_250_000_000)).isEqualTo("1.25 GB");
    }

    @Test
    void times_have_at_most_two_units() {
        assertThat(Quantities.time(Duration.ofMillis(7))).isEqualTo("7 ms");
        assertThat(Quantities.time(Duration.ofMillis(61_999))).isEqualTo("1 min 1 s");
        assertThat(Quantities.time(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
        assertThat(Quantities.time(Duration.ofHours(49))).isEqualTo("2 d 1 h");
    }
}
