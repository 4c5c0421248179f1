package dev.demitasse.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.control.fleet.BootTimeline.Mark;
import dev.demitasse.control.fleet.BootTimeline.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an instance came up, in memory and on disk. */
final class BootTimelineTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00.250Z");

    @TempDir
    private Path directory;

    @Test
    void steps_are_in_the_order_in_which_they_came_and_only_the_first_of_a_kind_counts() {
        BootTimeline timeline = BootTimeline.NONE
                .with(Step.ASKED, START)
                .with(Step.LISTENING, START.plusMillis(30))
                .with(Step.KERNEL, START.plusMillis(10))
                .with(Step.LISTENING, START.plusMillis(99));
        assertThat(timeline.marks())
                .containsExactly(
                        new Mark(Step.ASKED, START),
                        new Mark(Step.KERNEL, START.plusMillis(10)),
                        new Mark(Step.LISTENING, START.plusMillis(30)));
    }

    @Test
    void what_was_written_is_read_and_damage_is_nothing_known() throws IOException {
        BootTimeline timeline = BootTimeline.NONE.with(Step.ASKED, START).with(Step.READY, START.plusNanos(1_234_567));
        timeline.write(directory);
        assertThat(BootTimeline.read(directory)).isEqualTo(timeline);
        Files.writeString(directory.resolve("boot.json"), "[{\"step\":\"ASKED\",\"at\":\"yesterday\"}]");
        assertThat(BootTimeline.read(directory)).isEqualTo(BootTimeline.NONE);
        Files.writeString(directory.resolve("boot.json"), "[{");
        assertThat(BootTimeline.read(directory)).isEqualTo(BootTimeline.NONE);
        assertThat(BootTimeline.read(directory.resolve("gone"))).isEqualTo(BootTimeline.NONE);
        timeline.write(directory.resolve("gone"));
    }
}
