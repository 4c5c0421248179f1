package dev.demitasse.drivers;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import org.jspecify.annotations.Nullable;

/**
 * A receive queue of a network device (5.1.6.3) and the buffers that wait in it. A frame longer than a buffer comes in
 * several (5.1.6.4) and is copied together into one longer buffer. Confined to the network stack's lock.
 */
final class ReceiveQueue {
    private final VirtioTransport transport;
    private final Virtqueue ring;
    private final PacketPool pool;
    private final int target;
    private final int reserve;
    private final LargeBuffers joined;
    private final boolean mergeable;
    private final @Nullable PacketBuffer[] receiving;
    private long dropped;

    /**
     * @param target how many of the pool's buffers at most wait here, if the ring has room for them
     * @param reserve how many stay in the pool
     * @param joined where frames over several buffers are copied together
     * @param mergeable whether the device may spread a frame over several buffers
     */
    ReceiveQueue(
            VirtioTransport transport,
            Virtqueue ring,
            PacketPool pool,
            int target,
            int reserve,
            LargeBuffers joined,
            boolean mergeable) {
        this.transport = transport;
        this.ring = ring;
        this.pool = pool;
        this.target = Math.min(ring.size(), target);
        this.reserve = reserve;
        this.joined = joined;
        this.mergeable = mergeable;
        this.receiving = new PacketBuffer[ring.size()];
    }

    /** The next frame without its header, {@code null} when there is none: then the ring has been refilled. */
    @Nullable PacketBuffer receive() {
        while (true) {
            int token = ring.takeUsed();
            if (token == Virtqueue.NONE) {
                refill();
                return null;
            }
            PacketBuffer frame = frameOf(token);
            if (ring.outstanding() <= target / 2) {
                refill();
            }
            if (frame != null) {
                return frame;
            }
            dropped++;
        }
    }

    /** Gives the device buffers to receive into, while the pool has some to spare. */
    void refill() {
        while (ring.outstanding() < target && pool.available() > reserve) {
            PacketBuffer buffer = pool.take(0);
            if (buffer == null) {
                break;
            }
            buffer.setLength(buffer.capacity());
            ring.append(buffer.deviceAddress(), buffer.length(), true);
            receiving[ring.offer()] = buffer;
        }
        ring.flush();
    }

    /** As {@link Virtqueue#enableInterrupts}. */
    boolean enableInterrupts() {
        return ring.enableInterrupts();
    }

    /** As {@link Virtqueue#disableInterrupts}. */
    void disableInterrupts() {
        ring.disableInterrupts();
    }

    /** Frames that were too long, came too many at a time, or had a header that made no sense. */
    long dropped() {
        return dropped;
    }

    /** The frame that begins in a used buffer, or {@code null} when it is to be dropped. */
    private @Nullable PacketBuffer frameOf(int token) {
        PacketBuffer first = take(token);
        if (first.length() < VirtioNetHeader.LENGTH) {
            first.release();
            throw DeviceStatus.fail(transport, "received a frame of fewer bytes than its header has");
        }
        // Without mergeable buffers a device must say 1 (5.1.6.4.1), but QEMU 7.2 says nothing: what stands there is
        // old.
        int buffers = mergeable ? VirtioNetHeader.buffers(first) : 1;
        PacketBuffer frame = buffers == 1 ? first : join(first, buffers);
        if (frame == null || VirtioNetHeader.strip(frame)) {
            return frame;
        }
        frame.release();
        return null;
    }

    /** Copies a frame over several buffers into one; {@code null} when it is too long, or there is none for it. */
    private @Nullable PacketBuffer join(PacketBuffer first, int buffers) {
        if (buffers < 1 || buffers > ring.size()) {
            first.release();
            throw DeviceStatus.fail(transport, "received a frame over " + buffers + " buffers");
        }
        PacketBuffer whole = append(joined.take(0), first);
        for (int i = 1; i < buffers; i++) {
            int token = ring.takeUsed();
            if (token == Virtqueue.NONE) {
                throw DeviceStatus.fail(transport, "received a frame over " + buffers + " buffers, but used only " + i);
            }
            whole = append(whole, take(token));
        }
        return whole;
    }

    /** Moves a piece to the end of the frame; without room for it there is no frame any more. */
    private static @Nullable PacketBuffer append(@Nullable PacketBuffer whole, PacketBuffer part) {
        boolean fits = whole != null && part.length() <= whole.tailroom();
        if (whole != null && fits) {
            whole.append(part);
        } else if (whole != null) {
            whole.release();
        }
        part.release();
        return fits ? whole : null;
    }

    /** The buffer of a used token, as long as what the device wrote into it. */
    private PacketBuffer take(int token) {
        PacketBuffer buffer = VirtioNet.owned(receiving, token);
        buffer.setLength(ring.usedLength());
        return buffer;
    }
}
