package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is known of one host on the link. The states are those of RFC 4861 section 7.3.2; ARP
 * uses some of them. */
final class Neighbor {
    /** Most packets that wait for the address (RFC 1122 section 2.3.2.2): the fragments of one long datagram. */
    private static final int MAX_PENDING = 48;

    /** How the hardware address stands. */
    enum State {
        /** Asked, no answer yet: packets wait. */
        INCOMPLETE,
        /** Known and fresh. */
        REACHABLE,
        /** Known, but nobody has shown lately that it is right: used, and doubted from then on. */
        STALE,
        /** Used while old: waits a moment for somebody above to say that it works. */
        DELAY,
        /** Known, old, and being asked for again: still used. */
        PROBE,
        /** Given up; whoever still holds the object must look up again. */
        DEAD
    }

    final IpAddress address;
    State state = State.INCOMPLETE;
    long hardware;

    /** When a fresh entry turns old, or when the next request is due. */
    long deadline;

    /** Whether somebody has reason to think that the hardware address is wrong. */
    boolean doubted;

    /** Whether somebody has seen that what goes there arrives. */
    boolean confirmed;

    /** Whether it is a router that we send through. */
    boolean router;

    long lastUsed;
    int requests;
    private @Nullable PacketBuffer[] pending = new @Nullable PacketBuffer[2];
    private int pendingCount;

    Neighbor(IpAddress address) {
        this.address = address;
    }

    /** Whether there is a hardware address to send to. */
    boolean known() {
        return state != State.INCOMPLETE && state != State.DEAD;
    }

    /** Lets a packet wait; the oldest makes room when there are too many. */
    void await(PacketBuffer packet) {
        if (pendingCount == MAX_PENDING) {
            PacketBuffer oldest = takePending();
            if (oldest != null) {
                oldest.release();
            }
        }
        if (pendingCount == pending.length) {
            pending = Arrays.copyOf(pending, Math.min(MAX_PENDING, pendingCount * 2));
        }
        pending[pendingCount++] = packet;
    }

    /** The oldest waiting packet, now the caller's, or {@code null}. */
    @Nullable PacketBuffer takePending() {
        if (pendingCount == 0) {
            return null;
        }
        PacketBuffer oldest = pending[0];
        pendingCount--;
        System.arraycopy(pending, 1, pending, 0, pendingCount);
        pending[pendingCount] = null;
        return oldest;
    }
}
