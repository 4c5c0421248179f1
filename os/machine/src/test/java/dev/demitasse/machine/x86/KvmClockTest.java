package dev.demitasse.machine.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvmClockTest {
    @Test
    void counts_a_second_at_every_rate() {
        for (long hertz : new long[] {500_000_000L, 999_999_999L, 2_000_000_000L, 2_899_998_000L, 5_300_000_000L}) {
            Rate rate = Rate.of(hertz);

            assertThat(KvmClock.nanos(hertz, rate.multiplier, rate.shift)).isCloseTo(1_000_000_000L, within(2L));
        }
    }

    @Test
    void counts_a_day_without_overflow() {
        Rate rate = Rate.of(3_000_000_000L);
        long day = 86_400L;

        assertThat(KvmClock.nanos(day * 3_000_000_000L, rate.multiplier, rate.shift))
                .isCloseTo(day * 1_000_000_000L, within(day * 2));
    }

    @Test
    void agrees_with_exact_arithmetic() {
        var random = new Random(4);
        for (int i = 0; i < 10_000; i++) {
            long ticks = random.nextLong(1L << 45);
            int multiplier = random.nextInt();
            int shift = random.nextInt(-4, 4);
            BigInteger shifted = BigInteger.valueOf(ticks).shiftLeft(shift);
            BigInteger exact = shifted.multiply(BigInteger.valueOf(multiplier & 0xffff_ffffL))
                    .shiftRight(32);

            assertThat(KvmClock.nanos(ticks, multiplier, shift)).isEqualTo(exact.longValueExact());
        }
    }

    @Test
    void gives_the_scale_of_the_time_stamp_counters_clock() {
        for (long hertz : new long[] {500_000_000L, 2_000_000_000L, 2_899_998_000L, 5_300_000_000L}) {
            Rate rate = Rate.of(hertz);
            double nanosPerTick = 1e9 / hertz;

            double scale = KvmClock.scale(rate.multiplier, rate.shift) / (double) (1 << TscClock.SCALE_SHIFT);

            assertThat(scale).isCloseTo(nanosPerTick, within(nanosPerTick * 1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, -40", "-1, 60"})
    void takes_a_rate_out_of_all_reason_for_none(int multiplier, int shift) {
        assertThat(KvmClock.scale(multiplier, shift)).isZero();
    }

    @Test
    void knows_a_record_that_is_not_written_or_half_written() {
        assertThat(KvmClock.isComplete(0)).isFalse();
        assertThat(KvmClock.isComplete(3)).isFalse();
        assertThat(KvmClock.isComplete(2)).isTrue();
        assertThat(KvmClock.isComplete(-2)).isTrue();
    }

    /** What KVM would say of a counter of this rate: the multiplier has its highest bit set. */
    private record Rate(int multiplier, int shift) {
        static Rate of(long hertz) {
            int shift = 0;
            double factor = 1e9 / hertz;
            while (factor >= 1) {
                factor /= 2;
                shift++;
            }
            while (factor < 0.5) {
                factor *= 2;
                shift--;
            }
            return new Rate((int) (long) (factor * (1L << 32)), shift);
        }
    }
}
