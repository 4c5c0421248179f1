package dev.demitasse.contents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentsFileTest {
    @Test
    void reads_what_it_wrote() {
        Contents contents = Samples.program();

        assertThat(ContentsFile.parse("a", ContentsFile.toBytes(contents))).isEqualTo(contents);
    }

    @Test
    void writes_equal_contents_as_equal_bytes_whatever_the_order_they_came_in() {
        Contents contents = Samples.program();
        var components = new ArrayList<>(contents.components());
        Collections.reverse(components);
        Contents other = Samples.contents(components, contents.others());

        assertThat(ContentsFile.toBytes(other)).isEqualTo(ContentsFile.toBytes(contents));
    }

    @Test
    void writes_no_time_and_no_system_into_the_header_of_gzip() {
        byte[] bytes = ContentsFile.toBytes(Samples.program());

        assertThat(bytes)
                .startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0)
                .satisfies(all -> assertThat(all[9]).isEqualTo((byte) 255));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class\t1\t1\t-1\ta.B",
                "component\tapp\tx",
                "component\tnobody\tx\t\t\t",
                "other\t-1\tx",
                "other\t1234567890123\tx",
                "port\t70000",
                "port\teighty",
                "step\t5\tcalls\tx",
                "step\t0",
                "capability\t3\treflection",
                "component\tapp\tx\t\t\t\nclass\t1\t1\t9\ta.B",
                "component\tapp\tx\t\t\t\nclass\t0\t0\t-1\ta.B\nclass\t0\t0\t-1\ta.B",
                "anything",
                "size\t5"
            })
    void refuses_lines_that_are_none_with_one_line_that_names_the_file(String lines) {
        assertThatThrownBy(
                        () -> ContentsFile.parse("some.gz", gzip(ContentsFile.FORMAT + "\nsize\t0\n" + lines + "\n")))
                .isInstanceOf(ContentsException.class)
                .hasMessageStartingWith("some.gz is damaged: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refuses_contents_without_a_size() {
        assertThatThrownBy(() -> ContentsFile.parse("some.gz", gzip(ContentsFile.FORMAT + "\n")))
                .isInstanceOf(ContentsException.class);
    }

    @Test
    void says_of_another_version_that_it_is_one() {
        assertThatThrownBy(() -> ContentsFile.parse("some.gz", gzip("demitasse-contents 7\n")))
                .hasMessage("some.gz was written by another version of Demitasse; build the image again");
    }

    @Test
    void refuses_what_is_no_contents_at_all() {
        assertThatThrownBy(() -> ContentsFile.parse("some.gz", "hello".getBytes(StandardCharsets.UTF_8)))
                .hasMessageStartingWith("some.gz holds no contents of an image, or is damaged");
        assertThatThrownBy(() -> ContentsFile.parse("some.gz", gzip("hello")))
                .hasMessage("some.gz holds no contents of an image");
    }

    @Test
    void refuses_a_small_file_that_would_fill_memory() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            var zeros = new byte[1 << 20];
            for (int i = 0; i <= 256; i++) {
                gzip.write(zeros);
            }
        }

        assertThatThrownBy(() -> ContentsFile.parse("some.gz", bytes.toByteArray()))
                .hasMessage("some.gz holds more than contents can");
    }

    @Test
    void takes_no_harm_from_changed_bytes() {
        byte[] good = ContentsFile.toBytes(Samples.program());
        var random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                ContentsFile.parse("some.gz", bad);
            } catch (ContentsException e) {
                assertThat(e.getMessage()).startsWith("some.gz");
            }
        }
    }

    @Test
    void takes_no_harm_from_changed_text() {
        String good = text(Samples.program());
        var random = new Random(8);
        for (int i = 0; i < 2000; i++) {
            var bad = new StringBuilder(good);
            bad.setCharAt(random.nextInt(bad.length()), "\t\n019ax-".charAt(random.nextInt(8)));
            try {
                ContentsFile.parse("some.gz", gzip(bad.toString()));
            } catch (ContentsException e) {
                assertThat(e.getMessage()).startsWith("some.gz");
            }
        }
    }

    private static String text(Contents contents) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(ContentsFile.toBytes(contents)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] gzip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void refuses_a_sum_that_is_not_the_size() {
        assertThatThrownBy(() -> new Contents(
                        5, List.of(), List.of(), List.of(), List.of(new Part("x", 4)), List.of(), List.of()))
                .hasMessage("the parts add up to 4 bytes, the image has 5");
    }

    @Test
    void refuses_a_class_in_two_components() {
        var one = new ImageClass("a.B", 0, 0, -1);
        assertThatThrownBy(() -> Samples.contents(
                        List.of(
                                Samples.component(Origin.LIBRARY, "x:one", "1", one),
                                Samples.component(Origin.LIBRARY, "x:two", "1", one)),
                        List.of()))
                .hasMessage("class a.B is in x:one 1 and in x:two 1");
    }
}
