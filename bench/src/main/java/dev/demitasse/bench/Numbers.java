package dev.demitasse.bench;

import java.util.Locale;

/** Numbers for readers: three significant digits, thousands set apart. Stateless. */
final class Numbers {
    private Numbers() {}

    /** Such as {@code 0.12}, {@code 4.4}, {@code 53.1}, {@code 12,800}. */
    static String of(double value) {
        double size = Math.abs(value);
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    /** The median, and where more than one was taken, the least and the most. */
    static String of(Spread spread) {
        return spread.count() == 1
                ? of(spread.median())
                : of(spread.median()) + " (" + of(spread.least()) + "–" + of(spread.most()) + ")";
    }
}
