package dev.demitasse.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is told of packets that did not go through. */
final class RefusalsTest {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Map<String, Long> told = new HashMap<>();
    private final AtomicBoolean somebody = new AtomicBoolean(true);
    private final Refusals refusals = new Refusals(
            (what, packets) -> {
                if (somebody.get()) {
                    told.merge(what, packets, Long::sum);
                }
                return somebody.get();
            },
            timer);

    /** After all that is to be done at once. */
    private void settle() throws Exception {
        timer.submit(() -> {}).get(10, TimeUnit.SECONDS);
    }

    @Test
    void the_first_is_told_at_once_and_those_after_it_later() throws Exception {
        refusals.refused("a");
        settle();
        assertThat(told).containsExactlyEntriesOf(Map.of("a", 1L));
        for (int i = 0; i < 1000; i++) {
            refusals.refused("a");
        }
        settle();
        assertThat(told).containsExactlyEntriesOf(Map.of("a", 1L));
        refusals.tellAll();
        assertThat(told).containsExactlyEntriesOf(Map.of("a", 1001L));
        timer.shutdownNow();
    }

    @Test
    void whoever_tries_everything_is_told_of_in_few_words() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            refusals.refused("destination " + i);
        }
        settle();
        refusals.tellAll();
        assertThat(told).hasSize(Refusals.MOST).containsKey(Refusals.OTHERS);
        assertThat(told.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(10_000);
        timer.shutdownNow();
    }

    @Test
    void what_nobody_hears_is_kept() throws Exception {
        somebody.set(false);
        refusals.refused("a");
        refusals.refused("a");
        settle();
        assertThat(told).isEmpty();
        somebody.set(true);
        refusals.tellAll();
        assertThat(told).containsExactlyEntriesOf(Map.of("a", 2L));
        timer.shutdownNow();
    }
}
