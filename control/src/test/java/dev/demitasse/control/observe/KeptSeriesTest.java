package dev.demitasse.control.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What charts show, over a restart of the control plane. */
final class KeptSeriesTest {
    @TempDir
    private Path folder;

    private static Series measured(int from, int until) {
        var series = new Series();
        for (int second = from; second <= until; second++) {
            series.add(second, Map.of(Gauge.REQUESTS, (float) second));
        }
        return series;
    }

    private Series keptAndRead(Series series) throws Exception {
        Path file = folder.resolve("measured.gz");
        new KeptSeries(Map.of("shop", series), Map.of("shop-1", series)).write(file);
        KeptSeries read = KeptSeries.read(file);
        assertThat(read.instances()).containsOnlyKeys("shop-1");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        return read.services().getOrDefault("shop", new Series());
    }

    private static List<@Nullable Float> requests(Series series, boolean longer) {
        return series.view(longer).values().getOrDefault("requests", List.of());
    }

    @Test
    void what_was_measured_is_there_again_with_nothing_known_of_the_time_between() throws Exception {
        Series series = keptAndRead(measured(3000, 4000));
        assertThat(requests(series, false)).isEqualTo(requests(measured(3000, 4000), false));

        series.add(4010, Map.of(Gauge.REQUESTS, 7f));

        List<@Nullable Float> told = requests(series, false);
        assertThat(told).hasSize(Series.FINE);
        assertThat(told.getLast()).isEqualTo(7f);
        assertThat(told.subList(Series.FINE - 10, Series.FINE - 1)).containsOnlyNulls();
        assertThat(told.get(Series.FINE - 11)).isEqualTo(4000f);
        assertThat(series.view(false).until()).isEqualTo(4010);
    }

    @Test
    void the_hours_keep_their_place_in_time_after_a_long_pause() throws Exception {
        Series series = keptAndRead(measured(3000, 4500));
        // Of the quarters of a minute, 4500 is the last; a thousand seconds later 5490 is.
        for (int second = 5500; second <= 5505; second++) {
            series.add(second, Map.of(Gauge.REQUESTS, 1f));
        }
        List<@Nullable Float> told = requests(series, true);

        assertThat(series.view(true).until()).isEqualTo(5505);
        assertThat(told.getLast()).isEqualTo(1f);
        int steps = (5505 - 4500) / Series.COARSE_STEP;
        assertThat(told.get(told.size() - 1 - steps)).as("what is told of 4500").isEqualTo(4493f);
        assertThat(told.subList(told.size() - steps, told.size() - 1)).containsOnlyNulls();
    }

    @Test
    void after_days_nothing_is_left_and_no_more_is_kept_than_ever() throws Exception {
        Series series = keptAndRead(measured(3000, 4500));
        series.add(500_000, Map.of(Gauge.REQUESTS, 1f));
        assertThat(requests(series, true)).hasSize(Series.COARSE).containsOnlyNulls();
        assertThat(requests(series, false)).hasSize(Series.FINE).endsWith(null, 1f);
    }

    @Test
    void a_file_that_is_damaged_is_as_good_as_none() throws Exception {
        Path file = folder.resolve("measured.gz");
        assertThat(KeptSeries.read(file).services()).isEmpty();
        new KeptSeries(Map.of("shop", measured(1, 100)), Map.of()).write(file);
        byte[] whole = Files.readAllBytes(file);
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = Arrays.copyOf(whole, i % 2 == 0 ? random.nextInt(whole.length) : whole.length);
            if (bytes.length > 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            }
            Files.write(file, bytes);
            assertThat(KeptSeries.read(file).services().size()).as("round " + i).isLessThanOrEqualTo(1);
        }
    }
}
