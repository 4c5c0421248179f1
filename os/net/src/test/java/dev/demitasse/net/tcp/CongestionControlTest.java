package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.demitasse.net.CongestionAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the congestion window moves, strategy by strategy. */
class CongestionControlTest {
    private static final int MSS = 1000;
    private static final long MILLISECOND = 1_000_000L;
    private static final long RTT = 100 * MILLISECOND;

    private long now = 5_000_000_000L;

    private static CongestionControl started(CongestionAlgorithm algorithm) {
        CongestionControl control = CongestionControl.of(algorithm);
        control.setSegmentSize(MSS, true);
        return control;
    }

    /** One round trip in which the whole window was sent and acknowledged, segment by segment. */
    private void roundTrip(CongestionControl control) {
        int segments = control.window() / MSS;
        for (int i = 0; i < segments; i++) {
            now += RTT / segments;
            control.acknowledged(MSS, now, RTT);
        }
    }

    private CongestionControl inAvoidance(CongestionAlgorithm algorithm, int segments) {
        CongestionControl control = started(algorithm);
        while (control.window() < segments * MSS) {
            control.acknowledged(MSS, now, RTT);
        }
        control.loss(control.window());
        return control;
    }

    @ParameterizedTest
    @EnumSource(CongestionAlgorithm.class)
    void slow_start_doubles_the_window_each_round_trip(CongestionAlgorithm algorithm) {
        CongestionControl control = started(algorithm);
        assertThat(control.window()).isEqualTo(10 * MSS);
        roundTrip(control);
        assertThat(control.window()).isEqualTo(20 * MSS);
    }

    @ParameterizedTest
    @EnumSource(CongestionAlgorithm.class)
    void a_timeout_goes_back_to_one_segment_and_slow_start(CongestionAlgorithm algorithm) {
        CongestionControl control = started(algorithm);
        control.timeout(10 * MSS);
        assertThat(control.window()).isEqualTo(MSS);
        roundTrip(control);
        assertThat(control.window()).isEqualTo(2 * MSS);
    }

    @ParameterizedTest
    @EnumSource(CongestionAlgorithm.class)
    void the_threshold_is_never_less_than_two_segments(CongestionAlgorithm algorithm) {
        CongestionControl control = started(algorithm);
        control.loss(MSS);
        assertThat(control.window()).isEqualTo(2 * MSS);
    }

    @ParameterizedTest
    @EnumSource(CongestionAlgorithm.class)
    void a_loss_that_was_none_is_taken_back(CongestionAlgorithm algorithm) {
        CongestionControl control = inAvoidance(algorithm, 100);
        roundTrip(control);
        int window = control.window();
        int threshold = control.threshold();
        control.timeout(window);
        control.undo();
        assertThat(control.window()).isEqualTo(window);
        assertThat(control.threshold()).isEqualTo(threshold);
    }

    @Test
    void reno_halves_and_then_adds_one_segment_each_round_trip() {
        CongestionControl control = inAvoidance(CongestionAlgorithm.NEW_RENO, 100);
        assertThat(control.window()).isEqualTo(50 * MSS);
        for (int i = 0; i < 10; i++) {
            roundTrip(control);
        }
        assertThat(control.window()).isEqualTo(60 * MSS);
    }

    @Test
    void cubic_keeps_seven_tenths_and_is_back_after_k_seconds() {
        CongestionControl control = inAvoidance(CongestionAlgorithm.CUBIC, 1000);
        assertThat(control.window()).isEqualTo(700 * MSS);
        double k = Math.cbrt(1000 * 0.3 / 0.4); // RFC 9438 equation 2: 9.09 s
        long end = now + (long) (k * 1e9);
        roundTrip(control);
        int early = control.window();
        while (now < end) {
            roundTrip(control);
        }
        assertThat(early).as("steep at first").isGreaterThan(705 * MSS);
        assertThat(control.window() / (double) MSS)
                .as("flat around the maximum")
                .isCloseTo(1000, within(10.0));
        for (int i = 0; i < 50; i++) {
            roundTrip(control);
        }
        assertThat(control.window() / (double) MSS)
                .as("C times 5 s cubed above it")
                .isCloseTo(1000 + 0.4 * 125, within(10.0));
    }

    @Test
    void cubic_grows_no_slower_than_reno_where_its_cubic_would() {
        CongestionControl cubic = inAvoidance(CongestionAlgorithm.CUBIC, 20);
        int start = cubic.window();
        long rtt = 5 * MILLISECOND; // over such a short path the cubic function hardly moves
        for (int i = 0; i < 100; i++) {
            int segments = cubic.window() / MSS;
            for (int j = 0; j < segments; j++) {
                now += rtt / segments;
                cubic.acknowledged(MSS, now, rtt);
            }
        }
        double average = 0.53 * 11 + 89; // alpha until the old maximum (6 segments above), then one each round trip
        assertThat((cubic.window() - start) / (double) MSS).isCloseTo(average, within(8.0));
    }

    @Test
    void cubic_aims_lower_when_losses_come_before_the_old_maximum() {
        CongestionControl slower = inAvoidance(CongestionAlgorithm.CUBIC, 1000);
        slower.loss(slower.window()); // at 700 segments, below 1000: fast convergence aims at 595
        assertThat(slower.window()).isEqualTo(490 * MSS);
        double k = Math.cbrt((595 - 490) / 0.4);
        long end = now + (long) (k * 1e9);
        while (now < end) {
            roundTrip(slower);
        }
        assertThat(slower.window() / (double) MSS).isCloseTo(595, within(8.0));
    }

    @Test
    void cubic_does_not_count_the_time_in_which_nothing_was_sent() {
        CongestionControl idle = inAvoidance(CongestionAlgorithm.CUBIC, 1000);
        idle.acknowledged(MSS, now, RTT);
        long pause = 60_000_000_000L;
        now += pause;
        idle.idle(pause);
        assertThat(idle.window()).isEqualTo(10 * MSS);
        while (idle.window() < idle.threshold()) {
            idle.acknowledged(MSS, now, RTT);
        }
        int before = idle.window();
        roundTrip(idle);
        assertThat(idle.window()).as("else half as much again").isLessThan(before * 11 / 10);
    }
}
