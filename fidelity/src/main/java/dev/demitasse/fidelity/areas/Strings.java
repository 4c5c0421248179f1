package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.StringTokenizer;
import java.util.stream.Collectors;

/** {@code java.lang.String} and its relatives. */
public final class Strings {
    private Strings() {}

    /** Runs them. */
    public static void run(Checks checks) {
        characters(checks);
        contents(checks);
        builders(checks);
        formats(checks);
    }

    private static void characters(Checks checks) {
        checks.check("strip", () -> List.of("\u2003 a\t".strip(), "\u2003 a\t".trim(), " \u2003a ".stripLeading()));
        checks.check("case", () -> List.of("Straße İ ǆ".toUpperCase(Locale.ROOT), "ΌΣΟΣ İ".toLowerCase(Locale.ROOT)));
        checks.check("case-turkish", () -> "title".toUpperCase(Locale.of("tr")) + "TITLE".toLowerCase(Locale.of("tr")));
        checks.check(
                "equals-ignore-case", () -> List.of("straſſe".equalsIgnoreCase("STRASSE"), "é".equalsIgnoreCase("É")));
        checks.check("code-points", () -> "a\uD83D\uDE00b".codePoints().boxed().toList());
        checks.check("code-point-count", () -> "a\uD83D\uDE00b\uD800".codePointCount(0, 5));
        checks.check("surrogates", () -> {
            char[] pair = Character.toChars(0x1F600);
            return List.of(
                    pair.length, (int) pair[0], Character.toCodePoint(pair[0], pair[1]), Character.charCount(0x41));
        });
        checks.check("character-names", () -> List.of(Character.getName('A'), Character.getName(0x1F600)));
        checks.check("character-of-name", () -> Character.codePointOf("LATIN SMALL LETTER SHARP S"));
        checks.check(
                "character-blocks",
                () -> List.of(
                        Character.UnicodeBlock.of('ж'),
                        Character.UnicodeBlock.of(0x1F600),
                        Character.UnicodeScript.of('ひ')));
        checks.check(
                "character-types",
                () -> "aB3 _\n€漢"
                        .chars()
                        .map(c -> Character.getType((char) c))
                        .boxed()
                        .toList());
        checks.check(
                "character-numeric",
                () -> "7Ⅷ½٣z".chars().map(Character::getNumericValue).boxed().toList());
        checks.check(
                "digits", () -> Character.digit('f', 16) + Character.digit('٣', 10) + "" + Character.forDigit(35, 36));
        checks.check("mirrored", () -> List.of(Character.isMirrored('('), Character.getDirectionality('א')));
        checks.check(
                "emoji",
                () -> List.of(Character.isEmoji(0x1F600), Character.isEmojiModifier(0x1F3FB), Character.isEmoji('a')));
        checks.check(
                "identifier",
                () -> List.of(
                        Character.isJavaIdentifierStart('$'),
                        Character.isJavaIdentifierPart('-'),
                        Character.isUnicodeIdentifierStart('ß')));
    }

    private static void contents(Checks checks) {
        checks.check("hash", () -> List.of("".hashCode(), "Demitasse".hashCode(), "Aa".hashCode() == "BB".hashCode()));
        checks.check("lines", () -> "a\r\nb\rc\n\nd".lines().toList());
        checks.check(
                "split",
                () -> List.of(
                        Arrays.asList("a,b,,c,,".split(",")),
                        Arrays.asList("a,b,,c,,".split(",", -1)),
                        "a1b22c".split("\\d+", 2).length));
        checks.check("split-with-delimiters", () -> "a:bb:c".splitWithDelimiters(":+", 0));
        checks.check(
                "join",
                () -> String.join("-", List.of("x", "y", "z")) + new StringJoiner("|", "<", ">").setEmptyValue("none"));
        checks.check("repeat", () -> "ab".repeat(3) + "x".repeat(0).isEmpty());
        checks.check("repeat-negative", () -> "ab".repeat(-1));
        checks.check(
                "replace",
                () -> "a.b.c".replace(".", "$") + "a.b.c".replaceAll("\\.", "\\$") + "aaa".replaceFirst("a", "b"));
        checks.check(
                "index-of",
                () -> List.of(
                        "abcabc".indexOf("ca"),
                        "abcabc".lastIndexOf('b', 3),
                        "abcabc".indexOf('c', 1, 3),
                        "abc".indexOf("")));
        checks.check(
                "compare",
                () -> List.of("apple".compareTo("apples"), "B".compareTo("a"), "B".compareToIgnoreCase("a")));
        checks.check("region-matches", () -> "Hello".regionMatches(true, 1, "ELL", 0, 3));
        checks.check("substring-outside", () -> "abc".substring(2, 5));
        checks.check("char-at-outside", () -> "abc".charAt(3));
        checks.check("negative-index", () -> "abc".substring(-1));
        checks.check("indent", () -> "a\n b".indent(2) + "  a\n   b".stripIndent());
        checks.check("translate-escapes", () -> "a\\tb\\u0041\\n".translateEscapes());
        checks.check("translate-escapes-wrong", () -> "a\\tb\\s\\123".translateEscapes() + "\\q".translateEscapes());
        checks.check("text-block", () -> """
                one \
                two
                  "three"\ttab
                """);
        checks.check(
                "transform",
                () -> "abc".transform(s -> new StringBuilder(s).reverse().toString()));
        checks.check("concatenate", () -> {
            Object nothing = null;
            return "" + 'c' + 1 + 2L + 3.0f + 4.0 + true + nothing + (char) 66 + (byte) -1;
        });
        checks.check("intern", () -> {
            String built = new StringBuilder("demi").append("tasse").toString();
            return built.intern() == "demitasse".intern();
        });
        checks.check("bytes-utf8", () -> "aé€\uD83D\uDE00\uD800".getBytes(StandardCharsets.UTF_8));
        checks.check("bytes-latin1", () -> "aé€".getBytes(StandardCharsets.ISO_8859_1));
        checks.check(
                "decode-malformed",
                () -> new String(new byte[] {'a', (byte) 0xC3, '(', (byte) 0xF0}, StandardCharsets.UTF_8));
        checks.check("chars-summary", () -> "hello".chars().summaryStatistics());
        checks.check("value-of-null", () -> String.valueOf((Object) null) + String.valueOf(new char[] {'x'}));
        checks.check("copy-value", () -> String.copyValueOf(new char[] {'a', 'b', 'c'}, 1, 2));
        checks.check("content-equals", () -> "abc".contentEquals(new StringBuilder("abc")));
        checks.check("tokenizer", () -> {
            var tokens = new StringTokenizer("a b;c", " ;", true);
            return java.util.stream.IntStream.range(0, tokens.countTokens())
                    .mapToObj(i -> tokens.nextToken())
                    .toList();
        });
        checks.check("describe-constable", () -> "x".describeConstable());
        checks.check(
                "case-insensitive-order",
                () -> List.of("b", "A", "C").stream()
                        .sorted(String.CASE_INSENSITIVE_ORDER)
                        .toList());
    }

    private static void builders(Checks checks) {
        checks.check(
                "builder-insert",
                () -> new StringBuilder("ad").insert(1, "bc").insert(0, 1.5).insert(0, new char[] {'z'}));
        checks.check(
                "builder-delete",
                () -> new StringBuilder("abcdef").delete(1, 3).deleteCharAt(0).replace(0, 1, "XYZ"));
        checks.check("builder-reverse-surrogates", () -> new StringBuilder("a\uD83D\uDE00b").reverse());
        checks.check(
                "builder-set-length", () -> new StringBuilder("abc").append(1).repeat("xy", 2));
        checks.check("builder-outside", () -> new StringBuilder("abc").deleteCharAt(7));
        checks.check(
                "builder-capacity", () -> List.of(new StringBuilder().capacity(), new StringBuilder("abc").capacity()));
        checks.check("builder-compare", () -> new StringBuilder("a").compareTo(new StringBuilder("c")));
        checks.check(
                "buffer",
                () -> new StringBuffer("x").append(1L).append('c').append(true).indexOf("c"));
        checks.check(
                "builder-null", () -> new StringBuilder().append((String) null).append((Object) null));
        checks.check(
                "builder-code-point",
                () -> new StringBuilder().appendCodePoint(0x1F600).length());
    }

    private static void formats(Checks checks) {
        checks.check(
                "format-integers",
                () -> String.format(
                        "%d|%5d|%-5d|%05d|%+d|%,d|%(d|%x|%X|%o|%#x",
                        42, 42, 42, 42, 42, 1234567, -42, 255, 255, 8, 255));
        checks.check(
                "format-floats",
                () -> String.format(
                        Locale.ROOT,
                        "%f|%.2f|%10.3f|%e|%g|%a|%,.2f",
                        1.5,
                        2.345,
                        -3.14159,
                        12345.678,
                        0.0001,
                        1.0,
                        9876543.21));
        checks.check(
                "format-special-floats",
                () -> String.format("%f %5.1f %e %s", Double.NaN, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE));
        checks.check(
                "format-strings",
                () -> String.format(
                        "%s|%10s|%-10s|%.2s|%S|%c|%b|%h|%n%%", "abc", "abc", "abc", "abc", "abc", 'x', null, "hi"));
        checks.check("format-positions", () -> String.format("%2$s %1$s %<s %s", "a", "b"));
        checks.check("format-dates", () -> {
            var when = java.time.ZonedDateTime.of(2024, 2, 29, 13, 5, 9, 123_000_000, java.time.ZoneOffset.UTC);
            return String.format(
                    Locale.ROOT,
                    "%1$tY-%1$tm-%1$td %1$tH:%1$tM:%1$tS.%1$tL %1$tA %1$tB %1$tj %1$tp %1$tZ %1$tF %1$tT %1$tD",
                    when);
        });
        checks.check(
                "format-big",
                () -> String.format(
                        "%d %.3f %,d",
                        new java.math.BigInteger("123456789012345678901234567890"),
                        new java.math.BigDecimal("1.23456"),
                        new java.math.BigInteger("1234567890123")));
        checks.check("format-hash-flag", () -> String.format("%#o %#X %#.0f", 8, 255, 3.0));
        checks.check("formatted", () -> "%s is %d".formatted("x", 3));
        for (String wrong : List.of("%d", "%q", "%-d", "%.2d", "%,s", "%1$")) {
            checks.check(
                    "format-wrong-"
                            + wrong.chars().mapToObj(Integer::toHexString).collect(Collectors.joining()),
                    () -> {
                        try {
                            return String.format(wrong, wrong.equals("%d") ? "text" : 1);
                        } catch (IllegalFormatException e) {
                            return e.getClass().getSimpleName() + ": " + e.getMessage();
                        }
                    });
        }
        checks.check("format-missing-argument", () -> String.format("%s %s", "a"));
        checks.check("format-german", () -> String.format(Locale.GERMANY, "%,.2f", 1234567.891));
    }
}
