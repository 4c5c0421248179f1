package dev.demitasse.jdk.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigInteger;
import java.util.Formattable;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleFormatTest {
    @Property(tries = 20_000)
    void it_gives_what_the_JDK_gives(@ForAll("formats") String format, @ForAll("arguments") List<Object> arguments) {
        if (SimpleFormat.understands(format)) {
            assertSame(format, arguments.toArray());
        }
    }

    @Property
    void plain_specifiers_are_understood(@ForAll("plain") String format) {
        assertThat(SimpleFormat.understands(format)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%", "%5", "%q", "%.2f", "%f", "%e", "%tY", "%,d", "%+d", "% d", "%(d", "%#s", "%#08x", "%1$<s", "%0d",
                "%-d", "%0$s", "%05s", "%-05d", "%00d", "%5n", "%5%", "%S", "%h", "%.3s", "%99999d", "%1$", "%o"
            })
    void what_is_beyond_it_is_left_to_the_JDK(String format) {
        assertThat(SimpleFormat.understands(format)).isFalse();
    }

    @Test
    void a_missing_argument_is_the_same_exception() {
        assertSame("%s and %2$-5s", "one");
        assertSame("%s %s", (Object[]) null);
        assertSame("%<s", "one");
    }

    @Test
    void an_argument_that_formats_itself_does_so() {
        Formattable formattable = (formatter, flags, width, precision) -> formatter.format("<%d>", width);
        assertSame("%5s", formattable);
    }

    private static void assertSame(String format, @Nullable Object @Nullable ... arguments) {
        Throwable expected = catchThrowable(() -> String.format(format, arguments));
        Throwable actual = catchThrowable(() -> SimpleFormat.format(format, arguments));
        if (expected == null) {
            assertThat(actual).isNull();
            assertThat(SimpleFormat.format(format, arguments)).isEqualTo(String.format(format, arguments));
        } else {
            assertThat(actual).hasSameClassAs(expected).hasMessage(expected.getMessage());
        }
    }

    @Provide
    Arbitrary<String> formats() {
        Arbitrary<String> index = Arbitraries.of("", "", "", "1$", "2$", "3$");
        Arbitrary<String> flags = Arbitraries.of("", "", "-", "0", "#", "<");
        Arbitrary<String> width = Arbitraries.of("", "", "1", "4", "12");
        Arbitrary<String> conversion = Arbitraries.of("s", "d", "x", "X", "c", "b", "n", "%", "q");
        Arbitrary<String> specifier =
                Combinators.combine(index, flags, width, conversion).as((a, b, c, d) -> "%" + a + b + c + d);
        Arbitrary<String> text = Arbitraries.strings().withChars("ab $-0\u00e9").ofMaxLength(3);
        return Arbitraries.oneOf(specifier, text).list().ofMaxSize(6).map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> plain() {
        return Arbitraries.of("%s", "%d", "%x", "%X", "%c", "%b", "%n", "%%", "%5s", "%-5s", "%05d", "%2$s", "x", "")
                .list()
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<Object>> arguments() {
        Arbitrary<Object> argument = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(6).map(value -> value),
                Arbitraries.integers().map(value -> value),
                Arbitraries.integers().between(0, 0x11_0000).map(value -> value),
                Arbitraries.longs().map(value -> value),
                Arbitraries.bytes().map(value -> value),
                Arbitraries.shorts().map(value -> value),
                Arbitraries.bigIntegers().map(value -> value),
                Arbitraries.chars().map(value -> value),
                Arbitraries.of(true, false).map(value -> value),
                Arbitraries.of(1.5, BigInteger.TEN, List.of(1)).map(value -> value));
        return argument.injectNull(0.1).list().ofMaxSize(4);
    }
}
