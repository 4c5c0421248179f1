package dev.demitasse.jdk.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Holds the decompressor against zlib: the same data, the same point where a stream ends, the same errors. */
class InflateTest {
    @Provide
    Arbitrary<byte[]> data() {
        return new DeflateTest().data();
    }

    private static byte[] zlib(byte[] data, int level, int strategy, boolean raw) {
        Deflater reference = new Deflater(level, raw);
        reference.setStrategy(strategy);
        reference.setInput(data);
        reference.finish();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        while (!reference.finished()) {
            all.write(piece, 0, reference.deflate(piece));
        }
        reference.end();
        return all.toByteArray();
    }

    private record Result(byte[] data, int consumed) {}

    private static Result decompress(Inflate stream, byte[] compressed, int inputPiece, int outputPiece)
            throws DataFormatException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[outputPiece];
        int at = 0;
        while (!stream.finished()) {
            int length = Math.min(inputPiece, compressed.length - at);
            stream.inflate(compressed, at, length, piece, 0, outputPiece);
            at += stream.consumed();
            all.write(piece, 0, stream.produced());
            if (stream.consumed() == 0 && stream.produced() == 0 && at == compressed.length) {
                break;
            }
        }
        return new Result(all.toByteArray(), at);
    }

    @Property(tries = 100)
    void reads_what_zlib_writes_in_pieces_of_any_size(
            @ForAll("data") byte[] data,
            @ForAll @IntRange(max = 9) int level,
            @ForAll @IntRange(max = 2) int strategy,
            @ForAll boolean raw,
            @ForAll @IntRange(min = 1, max = 4000) int inputPiece,
            @ForAll @IntRange(min = 1, max = 4000) int outputPiece)
            throws DataFormatException {
        byte[] compressed = zlib(data, level, strategy, raw);
        // What follows the stream belongs to somebody else.
        byte[] followed = Arrays.copyOf(compressed, compressed.length + 20);
        Arrays.fill(followed, compressed.length, followed.length, (byte) 0xaa);
        Inflate stream = new Inflate(raw);

        Result result = decompress(stream, followed, inputPiece, outputPiece);

        assertThat(result.data()).isEqualTo(data);
        assertThat(stream.finished()).isTrue();
        assertThat(result.consumed()).isEqualTo(compressed.length);
    }

    @Property(tries = 50)
    void reads_one_byte_at_a_time(@ForAll("data") byte[] data) throws DataFormatException {
        byte[] part = Arrays.copyOf(data, Math.min(data.length, 20_000));

        Result result = decompress(new Inflate(false), zlib(part, 6, 0, false), 1, 1);

        assertThat(result.data()).isEqualTo(part);
    }

    @Property(tries = 500)
    void a_broken_stream_fails_as_with_zlib_and_never_otherwise(@ForAll long seed, @ForAll boolean raw) {
        Random random = new Random(seed);
        byte[] data = DeflateTest.data(random.nextInt(3000), seed, 60, 50);
        byte[] broken = zlib(data, random.nextInt(10), 0, raw);
        for (int i = random.nextInt(4); i >= 0; i--) {
            broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
        }
        byte[] cut = Arrays.copyOf(broken, random.nextInt(broken.length + 1));

        String ours = outcome(output -> decompressWhole(new Inflate(raw), cut, output));
        String reference = outcome(output -> zlibWhole(raw, cut, output));

        assertThat(ours).isEqualTo(reference);
    }

    private interface Decompression {
        int run(byte[] output) throws DataFormatException;
    }

    private static String outcome(Decompression decompression) {
        byte[] output = new byte[200_000];
        try {
            int length = decompression.run(output);
            return length + " bytes " + Arrays.hashCode(Arrays.copyOf(output, length));
        } catch (DataFormatException e) {
            return "fails";
        }
    }

    private static int decompressWhole(Inflate stream, byte[] compressed, byte[] output) throws DataFormatException {
        stream.inflate(compressed, 0, compressed.length, output, 0, output.length);
        return stream.produced();
    }

    private static int zlibWhole(boolean raw, byte[] compressed, byte[] output) throws DataFormatException {
        Inflater reference = new Inflater(raw);
        try {
            reference.setInput(compressed);
            return reference.inflate(output);
        } finally {
            reference.end();
        }
    }

    @Test
    void says_what_is_wrong() {
        assertThatThrownBy(() -> decompress(new Inflate(false), new byte[] {0x12, 0x34}, 2, 10))
                .isInstanceOf(DataFormatException.class)
                .hasMessage("incorrect header check");
        assertThatThrownBy(() -> decompress(new Inflate(true), new byte[] {7}, 1, 10))
                .isInstanceOf(DataFormatException.class)
                .hasMessage("invalid block type");
        byte[] wrongSum = zlib(new byte[100], 6, 0, false);
        wrongSum[wrongSum.length - 1]++;
        assertThatThrownBy(() -> decompress(new Inflate(false), wrongSum, 1000, 1000))
                .isInstanceOf(DataFormatException.class)
                .hasMessage("incorrect data check");
    }

    @Test
    void asks_for_a_dictionary_and_takes_only_the_right_one() throws DataFormatException {
        byte[] data = DeflateTest.data(5000, 1, 256, 0);
        Deflater reference = new Deflater();
        reference.setDictionary(data);
        reference.setInput(data);
        reference.finish();
        byte[] compressed = new byte[1000];
        int length = reference.deflate(compressed);
        reference.end();
        Inflate stream = new Inflate(false);
        byte[] result = new byte[data.length];

        stream.inflate(compressed, 0, length, result, 0, result.length);
        int used = stream.consumed();

        assertThat(stream.needsDictionary()).isTrue();
        assertThat(stream.adler()).isEqualTo(Adler32.update(1, data, 0, data.length));
        assertThatThrownBy(() -> stream.setDictionary(result, 0, 10)).isInstanceOf(IllegalArgumentException.class);
        stream.setDictionary(data, 0, data.length);
        stream.inflate(compressed, used, length - used, result, 0, result.length);
        assertThat(stream.finished()).isTrue();
        assertThat(result).isEqualTo(data);
    }
}
