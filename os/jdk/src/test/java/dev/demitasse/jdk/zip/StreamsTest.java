package dev.demitasse.jdk.zip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsTest {
    private static final long LENGTH_MASK = 0x7fff_ffffL;
    private static final int WRITTEN_SHIFT = 31;
    private static final int FINISHED_BIT = 62;

    private static ByteBuffer buffer(int capacity, boolean direct) {
        return direct
                ? ByteBuffer.allocateDirect(capacity)
                : ByteBuffer.allocate(capacity + 7).slice(7, capacity);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void buffers_of_either_kind_are_worked_through_in_one_call(boolean directInput, boolean directOutput)
            throws DataFormatException {
        byte[] data = DeflateTest.data(100_000, 5, 60, 50);
        ByteBuffer input = buffer(data.length, directInput).put(data).flip();
        ByteBuffer compressed = buffer(data.length, directOutput);

        long result = Streams.deflate(new Deflate(6, 0, false), input, compressed, Deflate.FINISH);

        assertThat(result & LENGTH_MASK).isEqualTo(data.length);
        assertThat(result >>> WRITTEN_SHIFT & LENGTH_MASK).isEqualTo(compressed.position());
        assertThat(result >>> FINISHED_BIT & 1).isEqualTo(1);
        assertThat(input.hasRemaining()).isFalse();

        compressed.flip();
        ByteBuffer source =
                buffer(compressed.remaining(), directInput).put(compressed).flip();
        ByteBuffer target = buffer(data.length + 1, directOutput);
        int compressedLength = source.remaining();
        result = Streams.inflate(new Inflate(false), source, target);

        assertThat(result & LENGTH_MASK).isEqualTo(compressedLength);
        assertThat(result >>> WRITTEN_SHIFT & LENGTH_MASK).isEqualTo(data.length);
        assertThat(result >>> FINISHED_BIT & 1).isEqualTo(1);
        byte[] back = new byte[data.length];
        target.flip().get(back);
        assertThat(back).isEqualTo(data);
    }
}
