package dev.demitasse.machine.x86;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class RtcTest {
    @Test
    void counts_days_as_java_time_does() {
        LocalDate last = LocalDate.of(2100, 12, 31);
        for (LocalDate day = LocalDate.of(2000, 1, 1); !day.isAfter(last); day = day.plusDays(1)) {
            assertThat(Rtc.daysSinceEpoch(day.getYear(), day.getMonthValue(), day.getDayOfMonth()))
                    .as(day.toString())
                    .isEqualTo(day.toEpochDay());
        }
    }
}
