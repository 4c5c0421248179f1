package dev.demitasse.jdk.zip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Holds the compressor against zlib, which must be able to read what it writes. */
class DeflateTest {
    /** Data with repeats near and far, runs, noise, and lengths around the sizes of windows and blocks. */
    @Provide
    Arbitrary<byte[]> data() {
        Arbitrary<Integer> lengths = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 600),
                Arbitraries.integers().between(32_000, 33_500),
                Arbitraries.integers().between(64_000, 67_000),
                Arbitraries.integers().between(130_000, 200_000));
        return Combinators.combine(
                        lengths, Arbitraries.longs(), Arbitraries.of(1, 4, 60, 256), Arbitraries.of(0, 50, 95))
                .as(DeflateTest::data);
    }

    static byte[] data(int length, long seed, int alphabet, int repeatPercent) {
        Random random = new Random(seed);
        byte[] data = new byte[length];
        for (int i = 0; i < length; ) {
            if (i > 0 && random.nextInt(100) < repeatPercent) {
                int distance = 1 + random.nextInt(Math.min(i, random.nextBoolean() ? 40 : 40_000));
                for (int left = 3 + random.nextInt(300); left > 0 && i < length; left--) {
                    data[i] = data[i - distance];
                    i++;
                }
            } else {
                data[i++] = (byte) random.nextInt(alphabet);
            }
        }
        return data;
    }

    static byte[] compress(Deflate stream, byte[] data, int inputPiece, int outputPiece) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[outputPiece];
        int at = 0;
        while (!stream.finished()) {
            int length = Math.min(inputPiece, data.length - at);
            boolean last = at + length == data.length;
            stream.deflate(data, at, length, piece, 0, outputPiece, last ? Deflate.FINISH : Deflate.NO_FLUSH);
            at += stream.consumed();
            all.write(piece, 0, stream.produced());
        }
        return all.toByteArray();
    }

    static byte[] decompress(byte[] compressed, boolean raw, int length) throws DataFormatException {
        Inflater reference = new Inflater(raw);
        try {
            reference.setInput(compressed);
            byte[] result = new byte[length + 1];
            int done = 0;
            int count;
            while ((count = reference.inflate(result, done, result.length - done)) > 0) {
                done += count;
            }
            assertThat(reference.finished()).as("stream ended").isTrue();
            assertThat(reference.getRemaining()).as("bytes behind the end").isZero();
            return Arrays.copyOf(result, done);
        } finally {
            reference.end();
        }
    }

    @Property(tries = 100)
    void zlib_reads_what_is_written_whole(
            @ForAll("data") byte[] data,
            @ForAll @IntRange(min = -1, max = 9) int level,
            @ForAll @IntRange(max = 2) int strategy,
            @ForAll boolean raw)
            throws DataFormatException {
        byte[] compressed = compress(new Deflate(level, strategy, raw), data, data.length + 1, data.length + 1000);

        assertThat(decompress(compressed, raw, data.length)).isEqualTo(data);
    }

    @Property(tries = 50)
    void zlib_reads_what_is_written_in_pieces(
            @ForAll("data") byte[] data,
            @ForAll @IntRange(max = 9) int level,
            @ForAll @IntRange(min = 1, max = 5000) int inputPiece,
            @ForAll @IntRange(min = 1, max = 5000) int outputPiece)
            throws DataFormatException {
        byte[] compressed = compress(new Deflate(level, 0, false), data, inputPiece, outputPiece);

        assertThat(decompress(compressed, false, data.length)).isEqualTo(data);
    }

    @Property(tries = 50)
    void everything_before_a_flush_can_be_read_at_once(
            @ForAll("data") byte[] data, @ForAll @IntRange(max = 9) int level, @ForAll boolean full)
            throws DataFormatException {
        Deflate stream = new Deflate(level, 0, true);
        byte[] piece = new byte[data.length + 1000];
        int flush = full ? Deflate.FULL_FLUSH : Deflate.SYNC_FLUSH;

        stream.deflate(data, 0, data.length, piece, 0, piece.length, flush);
        Inflater reference = new Inflater(true);
        reference.setInput(piece, 0, stream.produced());
        byte[] result = new byte[data.length];
        int read = data.length == 0 ? 0 : reference.inflate(result);
        stream.deflate(data, 0, 0, piece, 0, piece.length, flush);
        reference.end();

        assertThat(read).isEqualTo(data.length);
        assertThat(result).isEqualTo(data);
        assertThat(stream.produced()).as("a second flush adds nothing").isZero();
    }

    @Property(tries = 50)
    void a_change_of_level_in_the_middle_keeps_the_data(
            @ForAll("data") byte[] data,
            @ForAll @IntRange(max = 9) int first,
            @ForAll @IntRange(max = 9) int second,
            @ForAll @IntRange(max = 2) int strategy)
            throws DataFormatException {
        Deflate stream = new Deflate(first, 0, false);
        byte[] piece = new byte[data.length + 2000];
        int half = data.length / 2;

        stream.deflate(data, 0, half, piece, 0, piece.length, Deflate.NO_FLUSH);
        int length = stream.produced();
        assertThat(stream.consumed()).isEqualTo(half);
        stream.setParameters(second, strategy);
        stream.deflate(data, half, data.length - half, piece, length, piece.length - length, Deflate.FINISH);
        length += stream.produced();

        assertThat(decompress(Arrays.copyOf(piece, length), false, data.length)).isEqualTo(data);
    }

    @Test
    void a_stream_can_be_used_again() throws DataFormatException {
        Deflate stream = new Deflate(6, 0, false);
        byte[] data = data(50_000, 1, 60, 50);

        compress(stream, data(70_000, 2, 4, 95), 1000, 1000);
        stream.reset();

        assertThat(decompress(compress(stream, data, 1000, 1000), false, data.length))
                .isEqualTo(data);
    }

    @Test
    void a_dictionary_makes_matches_from_the_first_byte_on() throws DataFormatException {
        byte[] data = data(5000, 3, 256, 0);
        for (boolean raw : new boolean[] {true, false}) {
            Deflate stream = new Deflate(6, 0, raw);
            stream.setDictionary(data, 0, data.length);

            byte[] compressed = compress(stream, data, 100, 100);

            Inflater reference = new Inflater(raw);
            reference.setInput(compressed);
            byte[] result = new byte[data.length];
            if (raw) {
                reference.setDictionary(data);
            } else {
                assertThat(reference.inflate(result)).isZero();
                assertThat(reference.needsDictionary()).isTrue();
                reference.setDictionary(data);
            }
            assertThat(reference.inflate(result)).isEqualTo(data.length);
            reference.end();
            assertThat(result).isEqualTo(data);
            assertThat(compressed.length).isLessThan(200);
        }
    }

    @Test
    void compresses_within_five_percent_of_zlib() {
        for (int level : new int[] {1, 6, 9}) {
            byte[] data = data(200_000, 4, 60, 50);

            int ours = compress(new Deflate(level, 0, false), data, data.length, data.length).length;

            Deflater reference = new Deflater(level);
            reference.setInput(data);
            reference.finish();
            int zlib = reference.deflate(new byte[data.length]);
            reference.end();
            assertThat(ours).as("level %d", level).isLessThan(zlib + zlib / 20);
        }
    }
}
