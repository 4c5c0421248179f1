package dev.demitasse.control.service;

import dev.demitasse.toolchain.YamlValue;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Numbers, times and choices as operators write them. Stateless. */
public final class Quantity {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Quantity() {}

    /** A time such as {@code 30s}, as {@link #text} writes it. */
    static Duration time(YamlValue value) {
        return time(value.text())
                .orElseThrow(() -> value.wrong("\"" + value.text() + "\" is no time such as 500ms, 30s or 5m"));
    }

    /** The same; empty when the text is none. */
    public static Optional<Duration> time(String text) {
        var matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                });
    }

    /** A time in the greatest unit of which it is a whole number. */
    public static String text(Duration time) {
        if (time.toMillisPart() != 0) {
            return time.toMillis() + "ms";
        }
        if (time.isZero() || time.toSecondsPart() != 0) {
            return time.toSeconds() + "s";
        }
        return time.toMinutesPart() != 0 ? time.toMinutes() + "m" : time.toHours() + "h";
    }

    static int number(YamlValue value, int least, int most) {
        String text = value.text();
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw value.wrong("\"" + text + "\" is no number between " + least + " and " + most);
    }

    static boolean truth(YamlValue value) {
        return switch (value.text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw value.wrong("\"" + value.text() + "\" is neither true nor false");
        };
    }

    static <E extends Enum<E>> E choice(YamlValue value, Class<E> type) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> text(constant).equals(value.text()))
                .findFirst()
                .orElseThrow(() -> value.wrong("\"" + value.text() + "\" is none of "
                        + Stream.of(type.getEnumConstants()).map(Quantity::text).collect(Collectors.joining(", "))));
    }

    /** A constant as operators write it: in small letters. */
    public static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
