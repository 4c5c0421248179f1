package dev.demitasse.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * When a key or a signature is good no more, as users write it: {@code 90d}, {@code 12h}, {@code 30s}, a date (its
 * midnight, UTC), or a time in ISO 8601.
 *
 * @param when the time
 */
record Expiry(Instant when) {
    /** Reads one from a command line. */
    static final class Converter implements ITypeConverter<Expiry> {
        @Override
        public Expiry convert(String text) {
            try {
                if (text.matches("\\d{1,5}[dhms]")) {
                    long count = Long.parseLong(text.substring(0, text.length() - 1));
                    Duration span = switch (text.charAt(text.length() - 1)) {
                        case 'd' -> Duration.ofDays(count);
                        case 'h' -> Duration.ofHours(count);
                        case 'm' -> Duration.ofMinutes(count);
                        default -> Duration.ofSeconds(count);
                    };
                    return new Expiry(Instant.now().plus(span).truncatedTo(ChronoUnit.SECONDS));
                }
                return new Expiry(
                        text.contains("T")
                                ? Instant.parse(text)
                                : LocalDate.parse(text)
                                        .atStartOfDay(ZoneOffset.UTC)
                                        .toInstant());
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "\"" + text + "\" is no time: 90d, 12h, 2027-01-31 or 2027-01-31T12:00:00Z are");
            }
        }
    }
}
