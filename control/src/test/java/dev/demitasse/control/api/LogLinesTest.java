package dev.demitasse.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Logs that are read while they are written. */
final class LogLinesTest {
    private final LogLines lines = new LogLines();

    private List<String> add(byte... bytes) {
        return lines.add(bytes, bytes.length);
    }

    @Test
    void a_line_is_the_same_wherever_the_log_is_cut() {
        byte[] log = "first\nthe sec\u00f6nd \u20ac\r\n\nlast".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= log.length; cut++) {
            var found = new ArrayList<>(lines.add(log, cut));
            byte[] rest = new byte[log.length - cut];
            System.arraycopy(log, cut, rest, 0, rest.length);
            found.addAll(add(rest));
            found.addAll(lines.rest());
            assertThat(found).as("cut at %d", cut).containsExactly("first", "the sec\u00f6nd \u20ac", "", "last");
        }
    }

    @Test
    void a_line_without_an_end_waits_for_it_and_comes_at_last() {
        assertThat(add((byte) 'a')).isEmpty();
        assertThat(add((byte) 'b', (byte) '\n', (byte) 'c')).containsExactly("ab");
        assertThat(lines.rest()).containsExactly("c");
        assertThat(lines.rest()).isEmpty();
    }

    @Test
    void a_line_that_never_ends_takes_no_more_than_64_kib() {
        byte[] endless = new byte[(64 << 10) + 5];
        Arrays.fill(endless, (byte) 'x');
        List<String> found = add(endless);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst()).hasSize(64 << 10);
        assertThat(lines.rest()).containsExactly("xxxxx");
    }
}
