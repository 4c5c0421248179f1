package dev.demitasse.jdk;

import dev.demitasse.jdk.zip.Adler32;
import dev.demitasse.jdk.zip.Crc32;
import dev.demitasse.jdk.zip.Deflate;
import dev.demitasse.jdk.zip.Inflate;
import dev.demitasse.jdk.zip.Streams;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** What the native methods of {@code java.util.zip} do, by the handles they know their streams by. */
public final class ZipCalls {
    private static final Handles<Inflate> INFLATES = new Handles<>();
    private static final Handles<Deflate> DEFLATES = new Handles<>();

    private static final int PIECE = 4096;

    private ZipCalls() {}

    /** Starts to decompress. */
    public static long openInflate(boolean raw) {
        return INFLATES.add(new Inflate(raw));
    }

    /** The stream of a handle. */
    public static Inflate inflate(long handle) {
        return INFLATES.get(handle);
    }

    /** Ends a stream. */
    public static void closeInflate(long handle) {
        INFLATES.remove(handle);
    }

    /** Decompresses; see {@link Streams#inflate}. */
    public static long inflate(long handle, ByteBuffer input, ByteBuffer output) throws DataFormatException {
        return Streams.inflate(inflate(handle), input, output);
    }

    /** Starts to compress. */
    public static long openDeflate(int level, int strategy, boolean raw) {
        return DEFLATES.add(new Deflate(level, strategy, raw));
    }

    /** The stream of a handle. */
    public static Deflate deflate(long handle) {
        return DEFLATES.get(handle);
    }

    /** Ends a stream. */
    public static void closeDeflate(long handle) {
        DEFLATES.remove(handle);
    }

    /**
     * Compresses; see {@link Streams#deflate}.
     *
     * @param parameters if odd, new parameters: strategy in bits 1 and 2, level above
     */
    public static long deflate(long handle, ByteBuffer input, ByteBuffer output, int flush, int parameters) {
        Deflate stream = deflate(handle);
        if ((parameters & 1) != 0) {
            stream.setParameters(parameters >> 3, parameters >> 1 & 3);
        }
        return Streams.deflate(stream, input, output, flush);
    }

    /** Bytes at an address, as an array. */
    public static byte[] bytes(long address, int length) {
        byte[] bytes = new byte[length];
        NativeMemory.buffer(address, length).get(bytes);
        return bytes;
    }

    /** CRC-32 over memory. */
    public static int crc32(int crc, long address, int length) {
        return sum(crc, address, length, Crc32::update);
    }

    /** Adler-32 over memory. */
    public static int adler32(int adler, long address, int length) {
        return sum(adler, address, length, Adler32::update);
    }

    /** How a sum goes on over more bytes. */
    private interface Update {
        int apply(int sum, byte[] bytes, int offset, int length);
    }

    private static int sum(int start, long address, int length, Update update) {
        int sum = start;
        byte[] piece = new byte[Math.min(PIECE, length)];
        ByteBuffer memory = NativeMemory.buffer(address, length);
        while (memory.hasRemaining()) {
            int count = Math.min(piece.length, memory.remaining());
            memory.get(piece, 0, count);
            sum = update.apply(sum, piece, 0, count);
        }
        return sum;
    }
}
