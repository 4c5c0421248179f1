package dev.demitasse.jdk.format;

import java.util.Optional;

/**
 * One format specifier of the small language: {@code %[index$][flag][width]conversion}, with at most one of the flags
 * {@code -}, {@code 0}, {@code #} and {@code <}. A subset of what {@link java.util.Formatter} accepts. Immutable.
 *
 * @param start where the percent sign stands in the format string
 * @param end the first position after the specifier
 * @param index the argument's number from 1, or 0 for the next one
 * @param flag {@code '-'}, {@code '0'}, {@code '#'}, {@code '<'}, or 0 for none
 * @param width least number of characters, or -1
 * @param conversion one of {@code s d x X c b n %}
 */
record Specifier(int start, int end, int index, char flag, int width, char conversion) {
    /** Wider than any table; beyond it {@link java.util.Formatter} may keep its own counsel. */
    private static final int MOST_DIGITS = 4;

    /** The specifier whose percent sign is at {@code start}; empty if it is not of the small language. */
    static Optional<Specifier> at(String format, int start) {
        int length = format.length();
        int position = start + 1;
        char flag = 0;
        int index = 0;
        int width = -1;
        if (position < length && isFlag(format.charAt(position))) {
            flag = format.charAt(position++);
        }
        int digits = digitsEnd(format, position);
        if (digits > position && digits < length && format.charAt(digits) == '$') {
            if (flag != 0 || digits - position > MOST_DIGITS) {
                return Optional.empty();
            }
            index = number(format, position, digits);
            position = digits + 1;
            if (position < length && isFlag(format.charAt(position))) {
                flag = format.charAt(position++);
            }
            digits = digitsEnd(format, position);
            if (index == 0) {
                return Optional.empty();
            }
        }
        if (digits > position) {
            if (digits - position > MOST_DIGITS || format.charAt(position) == '0') {
                return Optional.empty();
            }
            width = number(format, position, digits);
        }
        if (digits >= length) {
            return Optional.empty();
        }
        var specifier = new Specifier(start, digits + 1, index, flag, width, format.charAt(digits));
        return specifier.isSound() ? Optional.of(specifier) : Optional.empty();
    }

    /** Whether it takes an argument. */
    boolean takesArgument() {
        return conversion != 'n' && conversion != '%';
    }

    private boolean isSound() {
        if ((flag == '-' || flag == '0') && width < 0 || flag == '<' && index > 0) {
            return false;
        }
        return switch (conversion) {
            case 'x', 'X' -> true;
            case 'd' -> flag != '#';
            case 's', 'c', 'b' -> flag != '#' && flag != '0';
            case 'n', '%' -> flag == 0 && width < 0 && index == 0;
            default -> false;
        };
    }

    private static boolean isFlag(char character) {
        return character == '-' || character == '0' || character == '#' || character == '<';
    }

    private static int digitsEnd(String format, int from) {
        int position = from;
        while (position < format.length() && format.charAt(position) >= '0' && format.charAt(position) <= '9') {
            position++;
        }
        return position;
    }

    private static int number(String format, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + (format.charAt(i) - '0');
        }
        return number;
    }

    /** As {@link java.util.Formatter} quotes it in its exceptions. */
    @Override
    public String toString() {
        var text = new StringBuilder("%");
        if (flag != 0) {
            text.append(flag);
        }
        if (index > 0) {
            text.append(index).append('$');
        }
        if (width >= 0) {
            text.append(width);
        }
        return text.append(conversion).toString();
    }
}
