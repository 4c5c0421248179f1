package dev.demitasse.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TextTest {
    @Test
    void what_is_not_printable_is_escaped() {
        assertThat(Text.of("a\tb\n\\é\u007f")).isEqualTo("a\\u0009b\\u000a\\\\\\u00e9\\u007f");
    }

    @Test
    void arrays_and_collections_are_their_elements() {
        assertThat(Text.of(Arrays.asList(new int[] {1, 2}, List.of("x\n"), null, new byte[] {(byte) 0xff})))
                .isEqualTo("[[1, 2], [x\\u000a], null, ff]");
        assertThat(Text.of(Map.of("k", new String[] {"v"}))).isEqualTo("{k=[v]}");
    }

    @Test
    void exceptions_are_class_and_message() {
        assertThat(Text.of(new IOException("no\nway"))).isEqualTo("!java.io.IOException: no\\u000away");
    }
}
