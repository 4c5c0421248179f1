package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceDescriptor.FrameStream;
import dev.demitasse.machine.PacketBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An Ethernet interface over a stream of frames, each behind its length (QEMU's {@code -netdev stream}, passt's
 * {@code --socket}).
 *
 * <p>As many frames as fit a buffer cross the boundary in one call, both ways. The other end is not trusted: a length
 * that cannot be a frame's ends the interface, a frame too long for a packet buffer is dropped.
 *
 * <p>Exercised by {@code passt -f -s PATH} and a process started with {@code demi.net-socket=PATH}.
 */
final class FrameStreamNet extends DescriptorNet {
    private static final int PREFIX = Integer.BYTES;

    /** The longest frame anybody sends: a whole IP packet with its header. */
    private static final int LONGEST = 65535 + ETHERNET_HEADER;

    /** Holds the longest frame, and thirty and more of the usual ones. */
    private static final int STAGING = 68 << 10;

    /** What was read and not taken yet, between position and limit. */
    private final ByteBuffer input;
    /** What was not written yet, before the position. */
    private final ByteBuffer output;

    /**
     * Brings the interface up.
     *
     * @param buffers packet buffers in the pool
     */
    FrameStreamNet(FrameStream descriptor, DeviceBus bus, int buffers) {
        super(descriptor.stream(), descriptor.line(), descriptor.hardwareAddress(), bus, buffers);
        this.input = ByteBuffer.allocateDirect(STAGING).limit(0);
        this.output = ByteBuffer.allocateDirect(STAGING);
    }

    @Override
    public boolean transmitChecksumOffload() {
        return false;
    }

    @Override
    public int headroom() {
        return 0;
    }

    @Override
    public boolean transmit(PacketBuffer frame) {
        int length = frame.length();
        if (output.remaining() < PREFIX + length) {
            write();
            if (output.remaining() < PREFIX + length) {
                return false;
            }
        }
        // Written in network byte order whatever the buffer's is.
        output.put((byte) (length >> 24))
                .put((byte) (length >> 16))
                .put((byte) (length >> 8))
                .put((byte) length);
        frame.get(0, output, length);
        frame.release();
        return true;
    }

    @Override
    public void flush() {
        write();
    }

    @Override
    public @Nullable PacketBuffer receive() {
        while (true) {
            int length = nextLength();
            if (length < 0) {
                return null;
            }
            PacketBuffer frame = length > BUFFER_SIZE ? null : pool().take(0);
            if (frame != null) {
                frame.setLength(length);
                frame.put(0, input, length);
                return frame;
            }
            dropped();
            input.position(input.position() + length);
        }
    }

    @Override
    public boolean armWakeup() {
        write();
        if (!linkUp()) {
            return true;
        }
        if (hasFrame() || fill()) {
            return false;
        }
        stream.awaitReadable();
        if (output.position() > 0) {
            stream.awaitWritable();
        }
        return true;
    }

    /** The length of the next frame, at whose first byte the input then stands; -1 when there is none whole. */
    private int nextLength() {
        while (!hasFrame()) {
            if (!fill()) {
                return -1;
            }
        }
        int length = prefix();
        input.position(input.position() + PREFIX);
        return length;
    }

    private boolean hasFrame() {
        if (!linkUp() || input.remaining() < PREFIX) {
            return false;
        }
        int length = prefix();
        if (length < 0 || length > LONGEST) {
            end("says that a frame has " + Integer.toUnsignedString(length) + " bytes");
            return false;
        }
        return input.remaining() >= PREFIX + length;
    }

    private int prefix() {
        int at = input.position();
        return (input.get(at) & 0xff) << 24
                | (input.get(at + 1) & 0xff) << 16
                | (input.get(at + 2) & 0xff) << 8
                | input.get(at + 3) & 0xff;
    }

    /** Reads behind what is there; whether anything came. */
    private boolean fill() {
        if (!linkUp()) {
            return false;
        }
        input.compact();
        int count = stream.read(input);
        input.flip();
        if (count < 0) {
            end("has closed it");
        }
        return count > 0;
    }

    private void write() {
        if (output.position() == 0 || !linkUp()) {
            output.clear();
            return;
        }
        output.flip();
        int count;
        do {
            count = stream.write(output);
        } while (count > 0 && output.hasRemaining());
        output.compact();
        if (count < 0) {
            end("has closed it");
        }
    }

    @Override
    void end(String what) {
        input.limit(input.position());
        super.end("the other end of its stream " + what);
    }
}
