package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import dev.demitasse.net.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The link to ourselves. Packets wait in a queue until the end of the turn, so that a sender is never re-entered; the
 * queue holds as many as there are buffers. Guarded by the stack's lock.
 */
public final class LoopbackLink extends Link {
    private static final int BUFFERS = 32;
    private static final int BUFFER_SIZE = 4096;
    private static final int MTU = BUFFER_SIZE - 64;

    private final Internet internet;
    private final @Nullable PacketBuffer[] queue = new @Nullable PacketBuffer[BUFFERS];
    private int head;
    private int count;
    private @Nullable PacketPool pool;

    /** Loopback, with its addresses still to be added. */
    public LoopbackLink(Internet internet) {
        super("lo", 1, MTU);
        this.internet = internet;
    }

    @Override
    public int deviceMtu() {
        return MTU;
    }

    /** Made at first use: many images never talk to themselves. */
    @Override
    public PacketPool pool() {
        PacketPool made = pool;
        if (made == null) {
            made = new PacketPool(ByteBuffer.allocate(BUFFERS * BUFFER_SIZE), 0, BUFFER_SIZE);
            pool = made;
        }
        return made;
    }

    @Override
    public int headroom() {
        return 0;
    }

    /** Nothing can go wrong on the way, so nothing is summed. */
    @Override
    public boolean checksumOffload() {
        return true;
    }

    @Override
    public boolean loopback() {
        return true;
    }

    @Override
    boolean send(Path path, PacketBuffer packet) {
        if (count == queue.length) {
            packet.release();
            return false;
        }
        packet.setChecksumVerified(true);
        queue[(head + count++) % queue.length] = packet;
        return true;
    }

    /**
     * Takes in the packets that were sent since the last time, and those they cause, up to a bound.
     *
     * @return whether there were any
     */
    public boolean drain() {
        if (count == 0) {
            return false;
        }
        for (int n = count; n > 0; n--) {
            PacketBuffer packet = queue[head];
            queue[head] = null;
            head = (head + 1) % queue.length;
            count--;
            if (packet != null) {
                try {
                    internet.input(this, packet);
                } finally {
                    packet.release();
                }
            }
        }
        return true;
    }

    @Override
    void groupChanged(IpAddress group, SourceFilter before) {
        // no router here
    }
}
