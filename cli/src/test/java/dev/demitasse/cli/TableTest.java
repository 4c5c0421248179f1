package dev.demitasse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void columns_are_as_wide_as_their_widest_cell_and_lines_have_no_blank_end() {
        var table = new Table("ID", "NAME", "STATE");
        table.row("1", "a-long-name", "");
        table.row("12345", "b", "running");
        var out = new ByteArrayOutputStream();
        table.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("ID     NAME         STATE", "1      a-long-name", "12345  b            running");
    }
}
