package dev.demitasse.egress;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.Predicate;

/**
 * A stream of frames, each behind its length in four bytes, as QEMU's {@code -netdev stream} and passt speak it. One thread
 * reads; any may write. Guarded by its lock where it writes.
 */
final class FrameStream<C extends ReadableByteChannel & WritableByteChannel> {
    /** Guests and passt send 1,514 bytes at the most. */
    static final int MOST_FRAME = 16 << 10;

    private static final int PREFIX = 4;
    private static final int BUFFER = 2 * (MOST_FRAME + PREFIX);

    private final C channel;
    private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer output = ByteBuffer.allocateDirect(BUFFER);

    FrameStream(C channel) {
        this.channel = channel;
    }

    /**
     * Passes frames on until the stream ends, as many at a time as came at a time.
     *
     * @param passes whether a frame goes on; it lies between position and limit, and the limit may be made less
     * @throws IOException when either end breaks, or sends no frames
     */
    void passTo(FrameStream<?> other, Predicate<ByteBuffer> passes) throws IOException {
        while (channel.read(input) >= 0) {
            input.flip();
            int end = input.limit();
            while (input.remaining() >= PREFIX) {
                int length = input.getInt(input.position());
                if (length < 0 || length > MOST_FRAME) {
                    throw new ProtocolException("frames of " + (length & 0xffff_ffffL) + " bytes");
                }
                if (input.remaining() < PREFIX + length) {
                    break;
                }
                int next = input.position() + PREFIX + length;
                input.position(input.position() + PREFIX).limit(next);
                if (passes.test(input)) {
                    other.append(input);
                }
                input.limit(end).position(next);
            }
            input.compact();
            other.flush();
        }
    }

    /** Sends one frame at once. */
    void send(ByteBuffer frame) throws IOException {
        append(frame);
        flush();
    }

    private synchronized void append(ByteBuffer frame) throws IOException {
        if (output.remaining() < PREFIX + frame.remaining()) {
            flush();
        }
        output.putInt(frame.remaining()).put(frame);
    }

    private synchronized void flush() throws IOException {
        output.flip();
        try {
            while (output.hasRemaining()) {
                channel.write(output);
            }
        } finally {
            output.clear();
        }
    }
}
