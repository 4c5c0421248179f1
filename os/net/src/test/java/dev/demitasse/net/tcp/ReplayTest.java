package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.demitasse.net.simulation.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A seed is enough to see again what happened. */
class ReplayTest {
    private static final int WORLDS = 300;

    private static LongStream seeds() {
        return LongStream.of(new Random(20261129).longs(WORLDS).toArray());
    }

    @Test
    void a_world_is_the_same_to_the_bit_and_the_nanosecond_whenever_its_seed_is_run() {
        long[] once = seeds().map(seed -> new RandomWorld(seed).run(0)).toArray();
        // Beside others, on other threads, and while its frames are told.
        long[] again =
                seeds().parallel().map(seed -> new RandomWorld(seed).run(10)).toArray();
        assertThat(again).containsExactly(once);
        assertThat(once).doesNotHaveDuplicates();
    }

    @Test
    void a_world_that_fails_does_so_again_with_the_same_words_and_packets() throws IOException {
        long seed = 42;
        String first = failure(seed);
        byte[] client = capture(seed, "client");
        byte[] server = capture(seed, "server");
        assertThat(failure(seed)).isEqualTo(first).contains("LOST").contains("client sent");
        assertThat(capture(seed, "client")).isEqualTo(client).hasSizeGreaterThan(1000);
        assertThat(capture(seed, "server")).isEqualTo(server).hasSizeGreaterThan(1000);
        assertThat(failure(seed + 1)).isNotEqualTo(first);
    }

    /** What is said of a world whose link ends in the middle. */
    private static String failure(long seed) {
        AssertionError error = catchThrowableOfType(
                AssertionError.class, () -> new RandomWorld(seed, ReplayTest::endAfterAWhile).run(200));
        return String.valueOf(error.getMessage());
    }

    private static void endAfterAWhile(Link link) {
        int[] left = {30};
        link.filter(frame -> left[0]-- > 0);
    }

    private static byte[] capture(long seed, String host) throws IOException {
        return Files.readAllBytes(Path.of("target", "captures", seed + "-" + host + ".pcap"));
    }
}
