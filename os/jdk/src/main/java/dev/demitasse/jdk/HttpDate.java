package dev.demitasse.jdk;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How {@code jdk.httpserver} writes the {@code Date} header (RFC 9110 section 5.6.7, IMF-fixdate), with the names of days
 * and months, and of the zone, in it. The JDK's own formatter looks them up in its locale data, which takes half a second
 * of a server's first answer when nothing is warm.
 */
final class HttpDate {
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private HttpDate() {}

    /** Formats instants as {@code DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss zzz", Locale.US)} does in GMT. */
    static DateTimeFormatter formatter() {
        return new DateTimeFormatterBuilder()
                .appendText(ChronoField.DAY_OF_WEEK, numbered(DAYS))
                .appendLiteral(", ")
                .appendValue(ChronoField.DAY_OF_MONTH, 2)
                .appendLiteral(' ')
                .appendText(ChronoField.MONTH_OF_YEAR, numbered(MONTHS))
                .appendLiteral(' ')
                .appendValue(ChronoField.YEAR_OF_ERA, 4)
                .appendLiteral(' ')
                .appendValue(ChronoField.HOUR_OF_DAY, 2)
                .appendLiteral(':')
                .appendValue(ChronoField.MINUTE_OF_HOUR, 2)
                .appendLiteral(':')
                .appendValue(ChronoField.SECOND_OF_MINUTE, 2)
                .appendLiteral(" GMT")
                .toFormatter(Locale.US)
                .withZone(ZoneId.of("GMT"));
    }

    private static Map<Long, String> numbered(List<String> names) {
        Map<Long, String> numbered = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            numbered.put(i + 1L, names.get(i));
        }
        return numbered;
    }
}
