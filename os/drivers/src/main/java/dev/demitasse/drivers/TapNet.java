package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceDescriptor.Tap;
import dev.demitasse.machine.HostStream;
import dev.demitasse.machine.NetworkDevice;
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
final class TapNet implements NetworkDevice {
    private static final int BUFFER_SIZE = 2048;
    private static final int MTU = 1500;
    private static final int ETHERNET_HEADER = 14;

    /** One for a frame read ahead, one for a frame that the stack looks at, one for what it sends meanwhile. */
    private static final int LARGE_BUFFERS = 3;

    private final HostStream tap;
    private final byte[] hardwareAddress;
    private final PacketPool pool;
    private final PacketPool large;

    /** What was read to see whether anything is there. */
    private @Nullable PacketBuffer ahead;

    private volatile Runnable wakeup = () -> {};
    private boolean ended;
    private boolean blocked;
    private long framesDropped;

    /**
     * Brings the interface up.
     *
     * @param buffers packet buffers to send from
     */
    TapNet(Tap descriptor, DeviceBus bus, int buffers) {
        this.tap = descriptor.stream();
        this.hardwareAddress = descriptor.hardwareAddress().clone();
        this.pool = PacketPool.ofDirectMemory(buffers, BUFFER_SIZE);
        this.large = PacketPool.ofDirectMemory(LARGE_BUFFERS, LargeBuffers.SIZE);
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
    public PacketPool pool() {
        return pool;
    }

    @Override
    public int headroom() {
        return VirtioNetHeader.LENGTH;
    }

    @Override
    public boolean transmit(PacketBuffer frame) {
        if (!ended) {
            VirtioNetHeader.prepend(frame);
            int count = tap.write(frame.bytes());
            if (count == 0) {
                frame.trimFront(VirtioNetHeader.LENGTH);
                blocked = true;
                return false;
            }
            // Linux refuses what it has no memory for, and everything while the interface is down: as a wire does.
            framesDropped += count < 0 ? 1 : 0;
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
            framesDropped++;
            frame = read();
        }
        return frame;
    }

    /** The next frame with its header, or {@code null} when there is none, or no room to read it. */
    private @Nullable PacketBuffer read() {
        PacketBuffer frame = ended ? null : large.take(0);
        if (frame == null) {
            return null;
        }
        frame.setLength(frame.capacity());
        int count = tap.read(frame.bytes());
        if (count >= VirtioNetHeader.LENGTH + ETHERNET_HEADER) {
            frame.setLength(count);
            return frame;
        }
        frame.release();
        if (count != 0) {
            end();
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
        if (!ended) {
            tap.awaitReadable();
            if (blocked) {
                blocked = false;
                tap.awaitWritable();
            }
        }
        return true;
    }

    @Override
    public void setWakeup(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    /** Whether the interface is still there. */
    boolean linkUp() {
        return !ended;
    }

    /** Frames that Linux did not take, or whose header made no sense. */
    long framesDropped() {
        return framesDropped;
    }

    private void interrupt() {
        wakeup.run();
    }

    private void end() {
        ended = true;
        System.err.println("demitasse: the network is gone: its tap interface can no longer be read");
    }
}
