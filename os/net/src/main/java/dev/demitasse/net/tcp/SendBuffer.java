package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.core.MemoryBudget;
import java.nio.ByteBuffer;

/**
 * Bytes written and not yet acknowledged: a ring that starts with nothing, grows as it is used and never beyond its
 * limit. Offset 0 is the oldest unacknowledged byte. Guarded by the stack's lock.
 */
final class SendBuffer {
    /** Every connection may have this much whatever the budget says, so that none starves. */
    static final int FIRST_CAPACITY = 2048;

    private static final byte[] NOTHING = {};

    private final MemoryBudget budget;
    private byte[] ring = NOTHING;
    private int limit;
    private int head;
    private int length;

    SendBuffer(MemoryBudget budget, int limit) {
        this.budget = budget;
        setLimit(limit);
    }

    int limit() {
        return limit;
    }

    /** Sets the most bytes to hold, at least the first capacity. */
    void setLimit(int bytes) {
        limit = Math.max(FIRST_CAPACITY, bytes);
    }

    /** Bytes held. */
    int length() {
        return length;
    }

    /** Bytes that {@link #append} would take. */
    int room() {
        int most = budget.underPressure() ? Math.max(FIRST_CAPACITY, ring.length) : limit;
        return Math.max(0, Math.min(most, limit) - length);
    }

    /** Takes as many bytes as there is room for; answers how many. */
    int append(ByteBuffer source) {
        int count = Math.min(source.remaining(), room());
        if (count == 0) {
            return 0;
        }
        if (length + count > ring.length) {
            grow(length + count);
            count = Math.min(count, ring.length - length);
        }
        int tail = (head + length) & (ring.length - 1);
        int first = Math.min(count, ring.length - tail);
        source.get(ring, tail, first);
        source.get(ring, 0, count - first);
        length += count;
        return count;
    }

    /** Copies bytes out into a packet. */
    void copy(int offset, PacketBuffer packet, int packetOffset, int count) {
        if (offset + count > length) {
            throw new IndexOutOfBoundsException("bytes " + offset + " to " + (offset + count) + " of " + length);
        }
        int at = (head + offset) & (ring.length - 1);
        int first = Math.min(count, ring.length - at);
        packet.put(packetOffset, ring, at, first);
        packet.put(packetOffset + first, ring, 0, count - first);
    }

    /** Forgets the oldest bytes. */
    void drop(int count) {
        length -= count;
        head = length == 0 ? 0 : (head + count) & (ring.length - 1);
    }

    /** Gives all memory back. */
    void free() {
        budget.release(ring.length);
        ring = NOTHING;
        head = 0;
        length = 0;
    }

    private void grow(int needed) {
        int capacity = Math.max(FIRST_CAPACITY, Integer.highestOneBit(needed - 1) << 1);
        if (!budget.reserve(capacity - ring.length)) {
            if (ring.length > 0) {
                return;
            }
            capacity = FIRST_CAPACITY;
            budget.take(capacity);
        }
        byte[] larger = new byte[capacity];
        int first = Math.min(length, ring.length - head);
        System.arraycopy(ring, head, larger, 0, first);
        System.arraycopy(ring, 0, larger, first, length - first);
        ring = larger;
        head = 0;
    }
}
