package dev.demitasse.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is added to the machine's time of day. */
class ClockCorrectionTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void a_step_is_there_at_once_and_stays() {
        ClockCorrection stepped = ClockCorrection.NONE.stepped(-7 * SECOND, 100);
        assertThat(stepped.at(100)).isEqualTo(-7 * SECOND);
        assertThat(stepped.at(100 + 1000 * SECOND)).isEqualTo(-7 * SECOND);
    }

    @Test
    void a_slew_takes_two_thousand_times_as_long_and_then_ends() {
        ClockCorrection slewed = ClockCorrection.NONE.slewed(SECOND / 1000, 5);
        assertThat(slewed.at(5)).isZero();
        assertThat(slewed.at(5 + SECOND)).isEqualTo(500_000);
        assertThat(slewed.at(5 + 2 * SECOND)).isEqualTo(SECOND / 1000);
        assertThat(slewed.at(5 + 9 * SECOND)).isEqualTo(SECOND / 1000);
    }

    @Test
    void a_clock_that_is_slewed_back_never_turns_back() {
        ClockCorrection slewed = ClockCorrection.NONE.slewed(-SECOND, 0);
        long before = Long.MIN_VALUE;
        for (long now = 0; now < 4000 * SECOND; now += SECOND / 3) {
            long time = now + slewed.at(now);
            assertThat(time).isGreaterThan(before);
            before = time;
        }
        assertThat(before).isBetween(3998 * SECOND, 3999 * SECOND);
    }

    @Test
    void the_last_word_counts_from_where_the_clock_was() {
        ClockCorrection half = ClockCorrection.NONE.slewed(SECOND, 0);
        assertThat(half.at(1000 * SECOND)).isEqualTo(SECOND / 2);
        ClockCorrection back = half.slewed(-SECOND / 4, 1000 * SECOND);
        assertThat(back.at(1000 * SECOND)).isEqualTo(SECOND / 2);
        assertThat(back.at(5000 * SECOND)).isEqualTo(SECOND / 4);
        assertThat(half.stepped(SECOND, 1000 * SECOND).at(5000 * SECOND)).isEqualTo(SECOND * 3 / 2);
    }
}
