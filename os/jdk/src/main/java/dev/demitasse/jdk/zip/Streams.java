package dev.demitasse.jdk.zip;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/**
 * Compression between buffers of which either may be outside the heap: those are worked on in pieces. Results are packed
 * as {@code java.util.zip} expects: bytes read in the lowest 31 bits, bytes written in the next, flags in the top two.
 */
public final class Streams {
    private static final int PIECE = 16384;
    private static final int WRITTEN_SHIFT = 31;
    private static final long FINISHED = 1L << 62;
    private static final long NEEDS_DICTIONARY = 1L << 63;

    private Streams() {}

    /** Decompresses as far as it goes; the buffers' positions advance also when it fails. */
    public static long inflate(Inflate stream, ByteBuffer input, ByteBuffer output) throws DataFormatException {
        int inputStart = input.position();
        int outputStart = output.position();
        byte[] in = array(input);
        byte[] out = array(output);
        boolean more = true;
        while (more) {
            int inLength = load(input, in);
            int outLength = room(output, out);
            try {
                stream.inflate(in, offset(input), inLength, out, offset(output), outLength);
            } finally {
                input.position(input.position() + stream.consumed());
                store(output, out, stream.produced());
            }
            more = (stream.consumed() > 0 || stream.produced() > 0)
                    && !stream.finished()
                    && !stream.needsDictionary()
                    && output.hasRemaining();
        }
        return packed(input.position() - inputStart, output.position() - outputStart)
                | (stream.finished() ? FINISHED : 0)
                | (stream.needsDictionary() ? NEEDS_DICTIONARY : 0);
    }

    /** Compresses as far as it goes. */
    public static long deflate(Deflate stream, ByteBuffer input, ByteBuffer output, int flush) {
        int inputStart = input.position();
        int outputStart = output.position();
        byte[] in = array(input);
        byte[] out = array(output);
        boolean more = true;
        while (more) {
            int inLength = load(input, in);
            int outLength = room(output, out);
            // Only the last piece is followed by the flush.
            int pieceFlush = inLength == input.remaining() ? flush : Deflate.NO_FLUSH;
            stream.deflate(in, offset(input), inLength, out, offset(output), outLength, pieceFlush);
            input.position(input.position() + stream.consumed());
            store(output, out, stream.produced());
            more = (stream.consumed() > 0 || stream.produced() > 0) && !stream.finished() && output.hasRemaining();
        }
        return packed(input.position() - inputStart, output.position() - outputStart)
                | (stream.finished() ? FINISHED : 0);
    }

    private static long packed(int read, int written) {
        return read | (long) written << WRITTEN_SHIFT;
    }

    /** The buffer's own array, or one for its pieces. */
    private static byte[] array(ByteBuffer buffer) {
        return buffer.hasArray() ? buffer.array() : new byte[Math.min(PIECE, buffer.remaining())];
    }

    private static int offset(ByteBuffer buffer) {
        return buffer.hasArray() ? buffer.arrayOffset() + buffer.position() : 0;
    }

    private static int load(ByteBuffer input, byte[] array) {
        if (input.hasArray()) {
            return input.remaining();
        }
        int length = Math.min(array.length, input.remaining());
        input.get(input.position(), array, 0, length);
        return length;
    }

    private static int room(ByteBuffer output, byte[] array) {
        return output.hasArray() ? output.remaining() : Math.min(array.length, output.remaining());
    }

    private static void store(ByteBuffer output, byte[] array, int length) {
        if (!output.hasArray()) {
            output.put(output.position(), array, 0, length);
        }
        output.position(output.position() + length);
    }
}
