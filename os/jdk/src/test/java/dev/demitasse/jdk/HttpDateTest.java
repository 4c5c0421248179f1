package dev.demitasse.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class HttpDateTest {
    private static final long YEAR_9999 = 253_402_300_799L;

    @Property
    void it_is_what_the_JDK_writes(@ForAll @LongRange(max = YEAR_9999) long seconds) {
        Instant instant = Instant.ofEpochSecond(seconds);
        DateTimeFormatter theirs = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss zzz", Locale.US)
                .withZone(ZoneId.of("GMT"));
        assertThat(HttpDate.formatter().format(instant)).isEqualTo(theirs.format(instant));
    }

    @Test
    void it_is_the_example_of_RFC_9110() {
        assertThat(HttpDate.formatter().format(Instant.parse("1994-11-06T08:49:37Z")))
                .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
