package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.text.ChoiceFormat;
import java.text.Collator;
import java.text.CompactNumberFormat;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.ListFormat;
import java.text.MessageFormat;
import java.text.Normalizer;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code java.text}, character sets, regular expressions. */
public final class Texts {
    private static final Locale SWISS = Locale.of("de", "CH");

    private Texts() {}

    /** Runs them. */
    public static void run(Checks checks) {
        numbers(checks);
        messages(checks);
        charsets(checks);
        regex(checks);
    }

    private static void numbers(Checks checks) {
        checks.check(
                "decimal-format",
                () -> List.of(
                        format("#,##0.00", 1234567.891),
                        format("000.###", 1.5),
                        format("0.00E0", 12345),
                        format("#%", 0.256),
                        format("\u00a4#,##0.00;(\u00a4#)", -5)));
        checks.check("decimal-parse", () -> {
            var position = new ParsePosition(2);
            Number number = new DecimalFormat("#,##0.0", DecimalFormatSymbols.getInstance(Locale.US))
                    .parse("x 1,234.5 rest", position);
            return List.of(number, position.getIndex());
        });
        checks.check(
                "decimal-parse-wrong", () -> NumberFormat.getInstance(Locale.US).parse("abc"));
        checks.check("decimal-pattern-wrong", () -> new DecimalFormat("0.0.0"));
        checks.check(
                "number-us",
                () -> List.of(
                        NumberFormat.getCurrencyInstance(Locale.US).format(1234.5),
                        NumberFormat.getPercentInstance(Locale.US).format(0.25),
                        NumberFormat.getIntegerInstance(Locale.US).format(2.5)));
        checks.check(
                "number-compact",
                () -> List.of(
                        NumberFormat.getCompactNumberInstance(Locale.US, NumberFormat.Style.SHORT)
                                .format(12_345),
                        NumberFormat.getCompactNumberInstance(Locale.US, NumberFormat.Style.LONG)
                                .format(3_000_000)));
        checks.check(
                "number-compact-custom",
                () -> new CompactNumberFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT), new String[] {
                            "", "", "", "0k", "00k", "000k"
                        })
                        .format(54_321));
        checks.check(
                "number-german",
                () -> NumberFormat.getCurrencyInstance(Locale.GERMANY).format(1234.5));
        checks.check("number-swiss", () -> NumberFormat.getInstance(SWISS).format(1234567.8));
        checks.check("number-root", () -> NumberFormat.getInstance(Locale.ROOT).format(-1234.5678));
        checks.check("locale-default", Locale::getDefault);
        checks.check(
                "locale-names",
                () -> List.of(
                        Locale.GERMANY.getDisplayCountry(Locale.ENGLISH),
                        Locale.JAPAN.getDisplayLanguage(Locale.ENGLISH),
                        Locale.of("pt", "BR").getDisplayName(Locale.ENGLISH)));
        checks.check(
                "locale-lookup",
                () -> Locale.lookup(
                        Locale.LanguageRange.parse("fr-CH, de;q=0.9, en;q=0.8"),
                        List.of(Locale.ENGLISH, Locale.GERMAN)));
    }

    private static String format(String pattern, double number) {
        return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.US)).format(number);
    }

    private static void messages(Checks checks) {
        checks.check(
                "message",
                () -> new MessageFormat("{0} has {1,number,integer} {2} on {3,number,#.##}, it''s '{'{0}'}'", Locale.US)
                        .format(new Object[] {"Box", 1234, "items", 1.005}));
        checks.check("message-choice", () -> MessageFormat.format("{0,choice,0#none|1#one|1<many {0}}", 5));
        checks.check("message-parse", () -> Arrays.asList(new MessageFormat("{0}-{1}").parse("a-b")));
        checks.check("message-wrong", () -> MessageFormat.format("{0", 1));
        checks.check("choice", () -> new ChoiceFormat("0#zero|1#one|2#more").format(7.5));
        checks.check(
                "list-format",
                () -> ListFormat.getInstance(Locale.US, ListFormat.Type.OR, ListFormat.Style.FULL)
                        .format(List.of("a", "b", "c")));
        checks.check(
                "normalizer",
                () -> List.of(
                        Normalizer.normalize("e\u0301\ufb01", Normalizer.Form.NFC),
                        Normalizer.normalize("\u00e9\ufb01", Normalizer.Form.NFKD),
                        Normalizer.isNormalized("a", Normalizer.Form.NFD)));
        checks.check("collator", () -> {
            var words = new ArrayList<>(List.of("zebra", "\u00c4pfel", "apple", "Zoo", "\u00e9t\u00e9"));
            words.sort(Collator.getInstance(Locale.US));
            return words;
        });
        checks.check("collator-strength", () -> {
            Collator collator = Collator.getInstance(Locale.ROOT);
            collator.setStrength(Collator.PRIMARY);
            return List.of(collator.compare("a", "A"), collator.compare("a", "b"));
        });
        checks.check("break-words", () -> pieces(BreakIterator.getWordInstance(Locale.US), "Hello, big world!"));
        checks.check("break-sentences", () -> pieces(BreakIterator.getSentenceInstance(Locale.US), "One. Two? Three!"));
        checks.check(
                "break-characters",
                () -> pieces(BreakIterator.getCharacterInstance(Locale.US), "e\u0301x")
                        .size());
        checks.check("bidi", () -> {
            var bidi = new java.text.Bidi("abc \u05d0\u05d1 def", java.text.Bidi.DIRECTION_LEFT_TO_RIGHT);
            return List.of(bidi.isMixed(), bidi.getRunCount(), bidi.getRunLevel(1));
        });
    }

    private static List<String> pieces(BreakIterator iterator, String text) {
        iterator.setText(text);
        var pieces = new ArrayList<String>();
        int from = iterator.first();
        for (int to = iterator.next(); to != BreakIterator.DONE; to = iterator.next()) {
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    private static void charsets(Checks checks) {
        for (String name : List.of(
                "UTF-16",
                "UTF-16LE",
                "UTF-32",
                "windows-1252",
                "ISO-8859-15",
                "US-ASCII",
                "IBM437",
                "KOI8-R",
                "Shift_JIS",
                "GB18030",
                "EUC-KR",
                "Big5")) {
            checks.check("charset-" + name.toLowerCase(Locale.ROOT).replace('_', '-'), () -> {
                Charset charset = Charset.forName(name);
                byte[] bytes = "A\u00e9\u20ac\u0416\u3042".getBytes(charset);
                return List.of(charset.name(), bytes, new String(bytes, charset));
            });
        }
        checks.check("charset-missing", () -> Charset.forName("no-such-charset"));
        checks.check("charset-illegal", () -> Charset.forName("a b"));
        checks.check(
                "charset-default",
                () -> List.of(Charset.defaultCharset(), Charset.isSupported("utf8"), Charset.forName("latin1")));
        checks.check(
                "decode-report",
                () -> StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff})));
        checks.check(
                "encode-report", () -> StandardCharsets.US_ASCII.newEncoder().encode(CharBuffer.wrap("a\u00e9")));
        checks.check("decode-by-parts", () -> {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            CharBuffer out = CharBuffer.allocate(4);
            CoderResult first = decoder.decode(ByteBuffer.wrap(new byte[] {(byte) 0xe2, (byte) 0x82}), out, false);
            CoderResult overflow =
                    decoder.decode(ByteBuffer.wrap("\u20ac12345".getBytes(StandardCharsets.UTF_8)), out, true);
            return List.of(first, overflow, out.flip());
        });
        checks.check("encoder-facts", () -> {
            var encoder = StandardCharsets.ISO_8859_1.newEncoder();
            return List.of(
                    encoder.canEncode('\u20ac'),
                    encoder.maxBytesPerChar(),
                    encoder.replacement(),
                    StandardCharsets.UTF_8.contains(StandardCharsets.US_ASCII));
        });
        checks.check(
                "byte-order-mark",
                () -> new String(new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0}, StandardCharsets.UTF_16));
        checks.check(
                "charset-aliases",
                () -> StandardCharsets.UTF_8.aliases().stream().sorted().toList());
    }

    private static void regex(Checks checks) {
        checks.check("regex-groups", () -> {
            Matcher matcher = Pattern.compile("(?<year>\\d{4})-(\\d\\d)").matcher("on 2024-02 and 2025-03");
            var found = new ArrayList<String>();
            while (matcher.find()) {
                found.add(matcher.group("year") + "/" + matcher.group(2) + "@" + matcher.start());
            }
            return found;
        });
        checks.check(
                "regex-replace",
                () -> Pattern.compile("(\\w)(\\w*)")
                        .matcher("hello world")
                        .replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT) + m.group(2)));
        checks.check("regex-append", () -> {
            var out = new StringBuilder();
            Matcher matcher = Pattern.compile("\\$(\\w+)").matcher("a $b c $d");
            while (matcher.find()) {
                matcher.appendReplacement(out, Matcher.quoteReplacement("<" + matcher.group(1) + "$>"));
            }
            return matcher.appendTail(out);
        });
        checks.check(
                "regex-lookaround",
                () -> List.of(
                        "price: 42".replaceAll("(?<=: )\\d+", "N"),
                        "aXbX".replaceAll("X(?!b)", "-"),
                        "foobar".matches("(?!bar).*bar")));
        checks.check(
                "regex-possessive",
                () -> List.of(
                        "aaaa".matches("a*+a"), "aaab".replaceFirst("a*?b", "!"), "aXXb".matches("(?>X*|a)X*b|aXXb")));
        checks.check(
                "regex-back-reference",
                () -> Pattern.compile("(\\w)\\1")
                        .matcher("bookkeeper")
                        .results()
                        .map(MatchResult::group)
                        .toList());
        checks.check(
                "regex-unicode",
                () -> List.of(
                        "\u00e9".matches("\\p{L}"),
                        "\u0416".matches("\\p{IsCyrillic}"),
                        "\u00c9".matches("(?iu)\u00e9"),
                        "\uD83D\uDE00".matches("."),
                        "e\u0301x".matches("\\X.")));
        checks.check(
                "regex-flags",
                () -> List.of(
                        Pattern.compile("^b.c$", Pattern.MULTILINE | Pattern.DOTALL | Pattern.CASE_INSENSITIVE)
                                .matcher("a\nB\nC")
                                .find(),
                        Pattern.compile("a b # c", Pattern.COMMENTS)
                                .matcher("ab")
                                .matches(),
                        Pattern.compile("a.b", Pattern.LITERAL).matcher("a.b").matches()));
        checks.check(
                "regex-split",
                () -> List.of(
                        Pattern.compile(",").splitAsStream("a,b,,c").toList(),
                        Pattern.compile("(?=B)").split("aBcB")));
        checks.check("regex-wrong", () -> {
            try {
                return Pattern.compile("a(b[c");
            } catch (java.util.regex.PatternSyntaxException e) {
                return List.of(e.getDescription(), e.getIndex(), e.getPattern());
            }
        });
        checks.check("regex-no-match", () -> Pattern.compile("a").matcher("b").group());
        checks.check("regex-no-group", () -> {
            Matcher matcher = Pattern.compile("a").matcher("a");
            matcher.matches();
            return matcher.group(3);
        });
        checks.check("regex-region", () -> {
            Matcher matcher = Pattern.compile("^b").matcher("abc").region(1, 3);
            return List.of(
                    matcher.lookingAt(),
                    matcher.hitEnd(),
                    matcher.useAnchoringBounds(false).reset().region(1, 3).lookingAt());
        });
        checks.check(
                "regex-classes",
                () -> "a1_-Z9".replaceAll("[a-z&&[^b]]|[\\d]", "*").replaceAll("\\W", "+"));
        checks.check("regex-quote", () -> Pattern.quote("a.b\\E") + "x.y".replaceAll(Pattern.quote("."), "!"));
        checks.check(
                "regex-predicate",
                () -> List.of("x1", "y", "1").stream()
                        .filter(Pattern.compile("\\d").asPredicate())
                        .toList());
    }
}
