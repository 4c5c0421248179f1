package dev.demitasse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples on disk, and what is made of several. */
final class ResultsTest {
    private static final String FIGURE = "start.answer";

    @TempDir
    private Path folder;

    private final Peer peer = new Demitasse(new Paths(Path.of("/r"), Path.of("/w")), new Network("s", "o"), true);

    @Test
    void an_interrupted_run_goes_on_where_it_was() throws Exception {
        Path file = folder.resolve("results.tsv");
        take(new Results(file), 5.5, 4.25);

        var again = new Results(file);
        assertThat(again.has(FIGURE, Service.ECHO, peer, 2)).isTrue();
        assertThat(again.has(FIGURE, Service.ECHO, peer, 3)).isFalse();
        assertThat(again.has(FIGURE, Service.HELLO_HTTP, peer, 1)).isFalse();
        assertThat(again.spread(FIGURE, Service.ECHO, peer)).contains(new Spread(4.875, 4.25, 5.5, 2));
    }

    @Test
    void the_median_is_the_middle_and_without_one_the_mean_of_two() {
        assertThat(spread(3, 1, 2)).isEqualTo(new Spread(2, 1, 3, 3));
        assertThat(spread(4, 1, 2, 10)).isEqualTo(new Spread(3, 1, 10, 4));
        assertThat(spread(7)).isEqualTo(new Spread(7, 7, 7, 1));
    }

    @Test
    void a_line_that_is_no_sample_is_named() {
        assertThatThrownBy(() -> Sample.parse("a\tb")).hasMessageContaining("not a sample: a\tb");
    }

    @Test
    void a_table_shows_medians_and_ranges_and_leaves_out_who_was_not_measured() throws Exception {
        var results = new Results(folder.resolve("results.tsv"));
        take(results, 1234.5, 1200, 1300);
        var table = new Table("Start", "command", Service.ECHO, List.of(new Table.Column("ms", FIGURE)));
        assertThat(table.markdown(results, List.of(peer)))
                .containsExactly(
                        "",
                        "### Start",
                        "`command`",
                        "",
                        "| | ms |",
                        "|---|---|",
                        "| Demitasse, process | 1,235 (1,200–1,300) |");
        assertThat(new Table("Nothing", "command", Service.HELLO, table.columns()).markdown(results, List.of(peer)))
                .isEmpty();
    }

    private void take(Results results, double... values) {
        IntStream.range(0, values.length).forEach(i -> {
            var recorder = new Recorder(Service.ECHO, peer, i + 1);
            recorder.take(FIGURE, values[i]);
            results.add(recorder.samples());
        });
    }

    private static Spread spread(double... values) {
        return Spread.of(DoubleStream.of(values).boxed().toList());
    }
}
