package dev.demitasse.machine;

import org.jspecify.annotations.Nullable;

/**
 * An Ethernet interface: whole frames from the destination address on, without preamble and check sequence.
 *
 * <p>Confined to the network stack's lock, except {@link #setWakeup}'s callback, which comes from any thread.
 */
public interface NetworkDevice {
    /** The six bytes of the interface's hardware address. */
    byte[] hardwareAddress();

    /** Largest IP packet a frame may carry, in bytes (Ethernet: 1500). */
    int mtu();

    /** Whether {@link PacketBuffer#requestChecksum} is honoured. */
    boolean transmitChecksumOffload();

    /**
     * Bytes of the longest TCP packet, from the IP header on, that the device cuts into segments by itself (see {@link
     * PacketBuffer#setSegmentSize}); 0 when it cuts none.
     */
    default int segmentationLimit() {
        return 0;
    }

    /**
     * An empty buffer for a packet of {@link #segmentationLimit()} bytes, or {@code null} when none is free now; the wake-up
     * that {@link #armWakeup()} asks for then comes also when one is.
     */
    default @Nullable PacketBuffer takeLarge(int headroom) {
        return null;
    }

    /** The buffers this device sends from and receives into; the stack takes its own from here too. */
    PacketPool pool();

    /**
     * Bytes of headroom a driver needs in front of the frame for its own header.
     */
    int headroom();

    /**
     * Queues a frame and takes ownership of it; {@code false} when the queue is full: the caller keeps the frame. The
     * device may not see it before {@link #flush()}.
     */
    boolean transmit(PacketBuffer frame);

    /** Tells the device of the frames queued since the last call, and takes back the buffers of those already sent. */
    void flush();

    /**
     * The next received frame, now the caller's, or {@code null} when there is none at the moment. It may be longer than an
     * MTU allows: a TCP packet that the device has joined from several. Such are few: whoever keeps a frame for longer than
     * a call, copies it.
     */
    @Nullable PacketBuffer receive();

    /**
     * Called before the stack sleeps: asks for a wake-up when a frame arrives. {@code false} when one has already
     * arrived, in which case the stack must not sleep.
     */
    boolean armWakeup();

    /** What to run, from any context that may run Java, when the device has something after {@link #armWakeup()}. */
    void setWakeup(Runnable wakeup);
}
