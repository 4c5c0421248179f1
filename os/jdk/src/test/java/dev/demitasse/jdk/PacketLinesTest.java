package dev.demitasse.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.kernel.LastWords;
import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import dev.demitasse.net.core.PacketRing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The last packets as the host reads them. */
class PacketLinesTest {
    private final PacketRing ring = new PacketRing(3);
    private final PacketPool pool = PacketPool.ofDirectMemory(1, 2048);

    @Test
    void an_empty_ring_is_one_line() {
        assertThat(line(0)).isEqualTo("demi packets 0");
        assertThat(line(1)).isEmpty();
    }

    @Test
    void each_packet_is_its_time_its_length_and_its_bytes() {
        note(1_700_000_000_123_456_789L, 0x0a, 0xff, 0x00);
        note(0, 0x42);
        assertThat(line(0)).isEqualTo("demi packets 2");
        assertThat(line(1)).isEqualTo("demi packet 1700000000123456789 3 0aff00");
        assertThat(line(2)).isEqualTo("demi packet 0 1 42");
        assertThat(line(3)).isEmpty();
    }

    @Test
    void the_oldest_comes_first_once_the_ring_is_full() {
        for (int i = 1; i <= 5; i++) {
            note(i, i);
        }
        assertThat(line(1)).isEqualTo("demi packet 3 1 03");
        assertThat(line(3)).isEqualTo("demi packet 5 1 05");
        assertThat(line(4)).isEmpty();
    }

    @Test
    void the_longest_frame_fits_a_line() {
        note(Long.MAX_VALUE, new int[1514]);
        assertThat(line(1))
                .startsWith("demi packet 9223372036854775807 1514 0000")
                .hasSizeLessThan(LastWords.LONGEST);
    }

    private void note(long time, int... bytes) {
        PacketBuffer frame = Objects.requireNonNull(pool.take(0));
        frame.setLength(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            frame.putByte(i, bytes[i]);
        }
        ring.note(frame, time);
        frame.release();
    }

    private String line(int number) {
        byte[] line = new byte[LastWords.LONGEST];
        int length = new PacketLines(ring).line(number, line);
        return new String(Arrays.copyOf(line, length), StandardCharsets.US_ASCII);
    }
}
