package dev.demitasse.fidelity;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Values as one line of ASCII. Stateless. */
public final class Text {
    private static final int DELETE = 0x7f;

    private Text() {}

    /**
     * The value's text: arrays and collections by their elements, bytes in hexadecimal, exceptions as {@code !class:
     * message}, all else as {@code toString} says, with {@code \}{@code uXXXX} for what is not printable ASCII.
     */
    public static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Throwable thrown -> "!" + thrown.getClass().getName() + ": " + escaped("" + thrown.getMessage());
            case Map.Entry<?, ?> entry -> of(entry.getKey()) + "=" + of(entry.getValue());
            case Map<?, ?> map -> joined(map.entrySet(), "{", "}");
            case Collection<?> elements -> joined(elements, "[", "]");
            case Object array when array.getClass().isArray() -> array(array);
            default -> escaped("" + value);
        };
    }

    private static String joined(Collection<?> elements, String open, String close) {
        var text = new StringJoiner(", ", open, close);
        elements.forEach(element -> text.add(of(element)));
        return text.toString();
    }

    private static String array(Object array) {
        var text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < Array.getLength(array); i++) {
            text.add(of(Array.get(array, i)));
        }
        return text.toString();
    }

    private static String escaped(String plain) {
        var text = new StringBuilder();
        for (char c : plain.toCharArray()) {
            if (c == '\\') {
                text.append("\\\\");
            } else if (c < ' ' || c >= DELETE) {
                text.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
