package dev.demitasse.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class KnownDifferencesTest {
    @Test
    void the_table_is_what_stands_under_its_heading() {
        String document = """
                # Title
                | `a/outside` | before |
                ## Differences from HotSpot
                Text.

                | check | reason |
                |---|---|
                | `a/one` | Because. |
                | `b/two-3` | Of `code` and so on. |
                ## Next
                | `c/outside` | after |
                """;
        assertThat(KnownDifferences.parse(document).reasons())
                .containsOnlyKeys("a/one", "b/two-3")
                .containsEntry("b/two-3", "Of `code` and so on.");
    }

    @Test
    void a_document_without_the_table_is_refused() {
        assertThatThrownBy(() -> KnownDifferences.parse("# Title\n")).hasMessageContaining("no heading");
    }

    @Test
    void a_row_without_a_reason_is_refused() {
        assertThatThrownBy(() -> KnownDifferences.parse("## Differences from HotSpot\n| `a/one` |\n"))
                .hasMessageContaining("not \"| `area/check` | reason |\"");
    }

    @Test
    void a_check_listed_twice_is_refused() {
        String row = "| `a/one` | Because. |\n";
        assertThatThrownBy(() -> KnownDifferences.parse("## Differences from HotSpot\n" + row + row))
                .hasMessage("a/one is listed twice");
    }
}
