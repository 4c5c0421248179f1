package dev.demitasse.jdk.format;

import java.math.BigInteger;
import java.util.Formattable;
import java.util.IllegalFormatCodePointException;
import java.util.IllegalFormatConversionException;
import java.util.Locale;
import java.util.MissingFormatArgumentException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link String#format(String, Object...)} does, for format strings of the small language that {@link Specifier}
 * describes: the same text and the same exceptions. Stateless, safe for several threads.
 *
 * <p>Two things need the whole {@link java.util.Formatter} all the same, and get it: an argument that is
 * {@link Formattable}, and digits of a locale other than that of the image. An image whose analysis finds no such
 * object, and no call of {@link Locale#setDefault(Locale.Category, Locale)}, contains no {@code Formatter}.
 */
public final class SimpleFormat {
    /** Set while an image is built, when something in it may change the default locale. */
    private static boolean localeMayChange;

    private SimpleFormat() {}

    /** Whether {@code format} is of the small language. */
    public static boolean understands(String format) {
        int position = format.indexOf('%');
        while (position >= 0) {
            Optional<Specifier> specifier = Specifier.at(format, position);
            if (specifier.isEmpty()) {
                return false;
            }
            position = format.indexOf('%', specifier.get().end());
        }
        return true;
    }

    /**
     * Formats.
     *
     * @param format a format string that {@link #understands} accepts
     * @throws java.util.NoSuchElementException when it does not accept it
     * @throws MissingFormatArgumentException when there are fewer arguments than specifiers
     * @throws IllegalFormatConversionException when an argument has the wrong type
     * @throws IllegalFormatCodePointException when a number is no character
     */
    public static String format(String format, @Nullable Object @Nullable [] arguments) {
        if (localeMayChange && !Locale.getDefault(Locale.Category.FORMAT).equals(Locale.US)) {
            return String.format(format, arguments);
        }
        if (arguments != null) {
            for (Object argument : arguments) {
                if (argument instanceof Formattable) {
                    return String.format(format, arguments);
                }
            }
        }
        var text = new StringBuilder(format.length() + 16);
        int copied = 0;
        int ordinary = 0;
        int last = -1;
        int position = format.indexOf('%');
        while (position >= 0) {
            Specifier specifier = Specifier.at(format, position).orElseThrow();
            text.append(format, copied, position);
            copied = specifier.end();
            if (specifier.takesArgument()) {
                if (specifier.index() > 0) {
                    last = specifier.index() - 1;
                } else if (specifier.flag() != '<') {
                    last = ordinary++;
                }
                append(text, specifier, argument(specifier, last, arguments));
            } else {
                text.append(specifier.conversion() == 'n' ? System.lineSeparator() : "%");
            }
            position = format.indexOf('%', copied);
        }
        return text.append(format, copied, format.length()).toString();
    }

    private static @Nullable Object argument(Specifier specifier, int index, @Nullable Object @Nullable [] arguments) {
        if (index < 0 || arguments != null && index >= arguments.length) {
            throw new MissingFormatArgumentException(specifier.toString());
        }
        return arguments == null ? null : arguments[index];
    }

    private static void append(StringBuilder text, Specifier specifier, @Nullable Object argument) {
        switch (specifier.conversion()) {
            case 's' -> appendPadded(text, specifier, String.valueOf(argument));
            case 'b' ->
                appendPadded(
                        text,
                        specifier,
                        argument instanceof Boolean value ? value.toString() : argument == null ? "false" : "true");
            case 'c' -> appendPadded(text, specifier, argument == null ? "null" : character(argument));
            case 'd' -> appendNumber(text, specifier, argument == null ? null : decimal(argument));
            case 'x' -> appendNumber(text, specifier, argument == null ? null : hexadecimal(specifier, argument));
            case 'X' ->
                appendNumber(text, specifier, argument == null ? null : upper(hexadecimal(specifier, argument)));
            default -> throw new IllegalArgumentException(specifier.toString());
        }
    }

    // Chains of instanceof: a pattern switch would bring the method handles of its bootstrap into every image.

    private static String character(Object argument) {
        int codePoint;
        if (argument instanceof Character value) {
            codePoint = value;
        } else if (argument instanceof Byte || argument instanceof Short || argument instanceof Integer) {
            codePoint = ((Number) argument).intValue();
        } else {
            throw new IllegalFormatConversionException('c', argument.getClass());
        }
        if (!Character.isValidCodePoint(codePoint)) {
            throw new IllegalFormatCodePointException(codePoint);
        }
        return Character.toString(codePoint);
    }

    private static String decimal(Object argument) {
        if (argument instanceof Integer
                || argument instanceof Long
                || argument instanceof Short
                || argument instanceof Byte
                || argument instanceof BigInteger) {
            return argument.toString();
        }
        throw new IllegalFormatConversionException('d', argument.getClass());
    }

    private static String hexadecimal(Specifier specifier, Object argument) {
        String digits = hexadecimal(argument);
        if (specifier.flag() != '#') {
            return digits;
        }
        return digits.startsWith("-") ? "-0x" + digits.substring(1) : "0x" + digits;
    }

    private static String hexadecimal(Object argument) {
        if (argument instanceof Integer value) {
            return Integer.toHexString(value);
        } else if (argument instanceof Long value) {
            return Long.toHexString(value);
        } else if (argument instanceof Short value) {
            return Integer.toHexString(Short.toUnsignedInt(value));
        } else if (argument instanceof Byte value) {
            return Integer.toHexString(Byte.toUnsignedInt(value));
        } else if (argument instanceof BigInteger value) {
            return value.toString(16);
        }
        throw new IllegalFormatConversionException('x', argument.getClass());
    }

    private static String upper(String hexadecimal) {
        var text = new StringBuilder(hexadecimal);
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit >= 'a') { // the x of a prefix too
                text.setCharAt(i, (char) (digit - 'a' + 'A'));
            }
        }
        return text.toString();
    }

    /** Zeros go between the sign and the digits. */
    private static void appendNumber(StringBuilder text, Specifier specifier, @Nullable String number) {
        if (number == null || specifier.flag() != '0') {
            String word = specifier.conversion() == 'X' ? "NULL" : "null";
            appendPadded(text, specifier, number == null ? word : number);
            return;
        }
        int sign = number.startsWith("-") ? 1 : 0;
        text.append(number, 0, sign);
        text.repeat('0', Math.max(0, specifier.width() - number.length()));
        text.append(number, sign, number.length());
    }

    private static void appendPadded(StringBuilder text, Specifier specifier, String word) {
        int padding = Math.max(0, specifier.width() - word.length());
        if (specifier.flag() == '-') {
            text.append(word).repeat(' ', padding);
        } else {
            text.repeat(' ', padding).append(word);
        }
    }
}
