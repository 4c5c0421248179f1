package dev.demitasse.toolchain;

import java.util.Optional;
import java.util.regex.Pattern;

/** Sizes of memory as users write them: {@code 512K}, {@code 64M}, {@code 1G}, or bytes. Stateless. */
public final class MemorySize {
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,12})([KMGkmg]?)[Bb]?");

    private MemorySize() {}

    /** The size in bytes; empty when the text is none, or it is zero. */
    public static Optional<Long> parse(String text) {
        var matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int shift = switch (matcher.group(2)) {
            case "K", "k" -> 10;
            case "M", "m" -> 20;
            case "G", "g" -> 30;
            default -> 0;
        };
        long number = Long.parseLong(matcher.group(1));
        boolean fits = number > 0 && number <= Long.MAX_VALUE >> shift;
        return fits ? Optional.of(number << shift) : Optional.empty();
    }

    /** A size in the form that {@link #parse} reads, such as {@code 64M}; rounded down to KiB. */
    public static String text(long bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + "M" : (bytes >> 10) + "K";
    }
}
