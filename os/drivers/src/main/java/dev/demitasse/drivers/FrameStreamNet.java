package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceDescriptor.FrameStream;
import dev.demitasse.machine.HostStream;
import dev.demitasse.machine.NetworkDevice;
import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
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
final class FrameStreamNet implements NetworkDevice {
    private static final int BUFFER_SIZE = 2048;
    private static final int MTU = 1500;
    private static final int PREFIX = Integer.BYTES;
    private static final int ETHERNET_HEADER = 14;

    /** The longest frame anybody sends: a whole IP packet with its header. */
    private static final int LONGEST = 65535 + ETHERNET_HEADER;

    /** Holds the longest frame, and thirty and more of the usual ones. */
    private static final int STAGING = 68 << 10;

    private final HostStream stream;
    private final byte[] hardwareAddress;
    private final PacketPool pool;
    /** What was read and not taken yet, between position and limit. */
    private final ByteBuffer input;
    /** What was not written yet, before the position. */
    private final ByteBuffer output;

    private volatile Runnable wakeup = () -> {};
    private boolean ended;
    private long framesDropped;

    /**
     * Brings the interface up.
     *
     * @param buffers packet buffers in the pool
     */
    FrameStreamNet(FrameStream descriptor, DeviceBus bus, int buffers) {
        this.stream = descriptor.stream();
        this.hardwareAddress = descriptor.hardwareAddress().clone();
        // No device reads this memory, so it need not be contiguous for one.
        this.pool = PacketPool.ofDirectMemory(buffers, BUFFER_SIZE);
        this.input = ByteBuffer.allocateDirect(STAGING).limit(0);
        this.output = ByteBuffer.allocateDirect(STAGING);
        bus.lineInterrupt(descriptor.line(), this::interrupt);
    }

    @Override
    public byte[] hardwareAddress() {
        return hardwareAddress.clone();
    }

    @Override
    public int mtu() {
        return MTU;
    }

    @Override
    public boolean transmitChecksumOffload() {
        return false;
    }

    @Override
    public PacketPool pool() {
        return pool;
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
            PacketBuffer frame = length > BUFFER_SIZE ? null : pool.take(0);
            if (frame != null) {
                frame.setLength(length);
                frame.put(0, input, length);
                return frame;
            }
            framesDropped++;
            input.position(input.position() + length);
        }
    }

    @Override
    public boolean armWakeup() {
        write();
        if (ended) {
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

    @Override
    public void setWakeup(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    /** Whether the other end is still there. */
    boolean linkUp() {
        return !ended;
    }

    /** Frames that no buffer could take. */
    long framesDropped() {
        return framesDropped;
    }

    private void interrupt() {
        wakeup.run();
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
        if (ended || input.remaining() < PREFIX) {
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
        if (ended) {
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
        if (output.position() == 0 || ended) {
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

    private void end(String what) {
        if (!ended) {
            ended = true;
            input.limit(input.position());
            System.err.println("demitasse: the network is gone: the other end of its stream " + what);
        }
    }
}
