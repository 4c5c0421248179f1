package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceDescriptor.Tap;
import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import org.jspecify.annotations.Nullable;

/**
 * An Ethernet interface over a tap of Linux (Documentation/networking/tuntap.rst): each call moves one frame behind its
 * {@link VirtioNetHeader}, from or to the buffer it lies in. Linux sums and cuts what we send, and hands us TCP packets of
 * up to 64 KiB as they were written, if they came from its own host or it has joined them.
 *
 * <p>Frames are received into large buffers, since a call that gives too little room for a frame loses its end. The stack
 * gives each back before it asks for the next; one is always left for receiving.
 *
 * <p>Exercised by a process started with {@code demi.net-tap=NAME}. Confined to the network stack's lock, except the
 * interrupt.
 */
final class TapNet extends DescriptorNet {
    /** One for a frame read ahead, one for a frame that the stack looks at, one for what it sends meanwhile. */
    private static final int LARGE_BUFFERS = 3;

    private final PacketPool large;

    /** What was read to see whether anything is there. */
    private @Nullable PacketBuffer ahead;

    private boolean blocked;

    /**
     * Brings the interface up.
     *
     * @param buffers packet buffers to send from
     */
    TapNet(Tap descriptor, DeviceBus bus, int buffers) {
        super(descriptor.stream(), descriptor.line(), descriptor.hardwareAddress(), bus, buffers);
        this.large = PacketPool.ofDirectMemory(LARGE_BUFFERS, LargeBuffers.SIZE);
    }

    @Override
    public boolean transmitChecksumOffload() {
        return true;
    }

    @Override
    public int segmentationLimit() {
        return LargeBuffers.LONGEST_PACKET;
    }

    @Override
    public @Nullable PacketBuffer takeLarge(int headroom) {
        return large.available() > 1 ? large.take(headroom) : null;
    }

    @Override
    public int headroom() {
        return VirtioNetHeader.LENGTH;
    }

    @Override
    public boolean transmit(PacketBuffer frame) {
        if (linkUp()) {
            VirtioNetHeader.prepend(frame);
            int count = stream.write(frame.bytes());
            if (count == 0) {
                frame.trimFront(VirtioNetHeader.LENGTH);
                blocked = true;
                return false;
            }
            // Linux refuses what it has no memory for, and everything while the interface is down: as a wire does.
            if (count < 0) {
                dropped();
            }
        }
        frame.release();
        return true;
    }

    @Override
    public void flush() {
        // nothing waits here
    }

    @Override
    public @Nullable PacketBuffer receive() {
        PacketBuffer frame = ahead;
        ahead = null;
        if (frame == null) {
            frame = read();
        }
        while (frame != null && !VirtioNetHeader.strip(frame)) {
            frame.release();
            dropped();
            frame = read();
        }
        return frame;
    }

    /** The next frame with its header, or {@code null} when there is none, or no room to read it. */
    private @Nullable PacketBuffer read() {
        PacketBuffer frame = linkUp() ? large.take(0) : null;
        if (frame == null) {
            return null;
        }
        frame.setLength(frame.capacity());
        int count = stream.read(frame.bytes());
        if (count >= VirtioNetHeader.LENGTH + ETHERNET_HEADER) {
            frame.setLength(count);
            return frame;
        }
        frame.release();
        if (count != 0) {
            end("its tap interface can no longer be read");
        }
        return null;
    }

    @Override
    public boolean armWakeup() {
        if (ahead == null) {
            ahead = read();
        }
        if (ahead != null) {
            return false;
        }
        if (linkUp()) {
            stream.awaitReadable();
            if (blocked) {
                blocked = false;
                stream.awaitWritable();
            }
        }
        return true;
    }
}
