package dev.demitasse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LineDiffTest {
    @Test
    void what_is_common_stays_and_what_differs_is_marked() {
        assertThat(LineDiff.of(List.of("a", "b", "c"), List.of("a", "x", "c", "d")))
                .containsExactly("  a", "- b", "+ x", "  c", "+ d");
    }

    @Test
    void a_text_that_is_gone_is_all_minus() {
        assertThat(LineDiff.of(List.of("a"), List.of())).containsExactly("- a");
    }
}
