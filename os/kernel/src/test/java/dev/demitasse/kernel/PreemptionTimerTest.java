package dev.demitasse.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PreemptionTimerTest {
    private static final long SLICE = 5_000_000;

    @Test
    void a_thread_looks_at_the_clock_when_its_slice_should_be_over() {
        assertThat(PreemptionTimer.polls(0.001, SLICE)).isEqualTo(5_000);
        assertThat(PreemptionTimer.polls(0.001, SLICE / 4)).isEqualTo(1_250);
    }

    @Test
    void a_thread_that_mostly_waits_does_not_look_at_every_poll() {
        assertThat(PreemptionTimer.polls(1e-9, SLICE)).isEqualTo(PreemptionTimer.LEAST_POLLS);
    }

    @Test
    void a_thread_that_only_polls_looks_long_before_its_slice_is_over() {
        assertThat(PreemptionTimer.polls(1, SLICE)).isEqualTo(PreemptionTimer.MOST_POLLS);
        assertThat(PreemptionTimer.polls(1e9, Long.MAX_VALUE)).isEqualTo(PreemptionTimer.MOST_POLLS);
    }

    @Test
    void a_suspension_that_ends_before_the_count_changes_nothing() {
        assertThat(PreemptionTimer.resumed(1)).isEqualTo(1);
        assertThat(PreemptionTimer.resumed(PreemptionTimer.MOST_POLLS)).isEqualTo(PreemptionTimer.MOST_POLLS);
    }

    @Test
    void a_count_that_ended_during_a_suspension_is_followed_by_a_look_at_the_next_poll() {
        assertThat(PreemptionTimer.resumed(PreemptionTimer.DUE)).isEqualTo(1);
        assertThat(PreemptionTimer.resumed(PreemptionTimer.DUE - 1_000_000_000)).isEqualTo(1);
    }

    @Test
    void a_safepoint_that_was_asked_for_meanwhile_is_not_forgotten() {
        assertThat(PreemptionTimer.resumed(-PreemptionTimer.DUE)).isNegative();
        assertThat(PreemptionTimer.resumed(-5)).isNegative();
    }

    @Test
    void a_thread_whose_polls_were_not_counted_yet_looks_soon() {
        assertThat(PreemptionTimer.polls(0, SLICE)).isEqualTo(PreemptionTimer.LEAST_POLLS);
    }
}
