package dev.demitasse.drivers;

import dev.demitasse.machine.PacketBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A transmit queue of a network device (5.1.6.2) and the frames that the device has not sent yet. Confined to the network
 * stack's lock.
 */
final class TransmitQueue {
    private final Virtqueue ring;
    private final @Nullable PacketBuffer[] sending;
    private boolean blocked;

    TransmitQueue(Virtqueue ring) {
        this.ring = ring;
        this.sending = new PacketBuffer[ring.size()];
    }

    /** Queues a frame behind its header; {@code false} when there is no room, which is remembered. */
    boolean transmit(PacketBuffer frame) {
        if (ring.free() == 0) {
            reclaim();
        }
        blocked = ring.free() == 0;
        if (blocked) {
            return false;
        }
        VirtioNetHeader.prepend(frame);
        ring.append(frame.deviceAddress(), frame.length(), false);
        sending[ring.offer()] = frame;
        return true;
    }

    /** Tells the device of what was queued. */
    void flush() {
        ring.flush();
    }

    /** Gives back the buffers of what the device has sent. */
    void reclaim() {
        while (ring.outstanding() > 0) {
            int token = ring.takeUsed();
            if (token == Virtqueue.NONE) {
                return;
            }
            VirtioNet.owned(sending, token).release();
        }
    }

    /** Frames that the device has. */
    int outstanding() {
        return ring.outstanding();
    }

    /** Whether a frame was refused since one was taken. */
    boolean blocked() {
        return blocked;
    }

    /** Whether there is room again after a frame was refused; asked twice, it is no news any more. */
    boolean becameFree() {
        boolean free = blocked && ring.free() > 0;
        blocked &= !free;
        return free;
    }

    /** As {@link Virtqueue#enableInterrupts}. */
    boolean enableInterrupts() {
        return ring.enableInterrupts();
    }

    /** As {@link Virtqueue#disableInterrupts}. */
    void disableInterrupts() {
        ring.disableInterrupts();
    }
}
