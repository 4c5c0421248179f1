package dev.demitasse.cli;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times as people read them. Stateless. */
final class Quantities {
    private Quantities() {}

    /** Bytes in decimal units, such as {@code 5.9 MB}. */
    static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    /** A time span in its two greatest units, such as {@code 3 min 20 s}. */
    static String time(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 1) {
            return time.toMillis() + " ms";
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds < 86400
                ? seconds / 3600 + " h " + seconds % 3600 / 60 + " min"
                : seconds / 86400 + " d " + seconds % 86400 / 3600 + " h";
    }
}
