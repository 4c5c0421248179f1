package dev.demitasse.net.udp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.core.MemoryBudget;
import java.nio.ByteBuffer;

/**
 * Received datagrams in order of arrival: a byte ring of records, each a header of 32 bytes followed by the payload,
 * padded to 32 bytes so that a header never wraps. Copying frees the device's buffer at once; the ring starts small and
 * grows to its limit. Guarded by the stack's lock.
 */
final class DatagramQueue {
    private static final int ALIGN = 32;
    private static final int FIRST_CAPACITY = 2048;
    private static final int PORT = 4;
    private static final int HIGH = 8;
    private static final int LOW = 16;
    private static final int ZONE = 24;

    private final MemoryBudget budget;
    private ByteBuffer ring = ByteBuffer.allocate(0);
    private int limit;
    private int head;
    private int used;

    DatagramQueue(MemoryBudget budget, int limit) {
        this.budget = budget;
        setLimit(limit);
    }

    int limit() {
        return limit;
    }

    void setLimit(int bytes) {
        limit = Math.max(FIRST_CAPACITY, Integer.highestOneBit(bytes));
    }

    boolean isEmpty() {
        return used == 0;
    }

    /** Copies a datagram in; {@code false} when there is no room and it is dropped. */
    boolean add(PacketBuffer packet, int offset, int length, long high, long low, int port, int zone) {
        int size = size(length);
        if (used + size > ring.capacity() && !grow(used + size)) {
            return false;
        }
        int tail = (head + used) & (ring.capacity() - 1);
        ring.putInt(tail, length);
        ring.putInt(tail + PORT, port);
        ring.putLong(tail + HIGH, high);
        ring.putLong(tail + LOW, low);
        ring.putInt(tail + ZONE, zone);
        int at = (tail + ALIGN) & (ring.capacity() - 1);
        int first = Math.min(length, ring.capacity() - at);
        packet.get(offset, ring.array(), at, first);
        packet.get(offset + first, ring.array(), 0, length - first);
        used += size;
        return true;
    }

    /** Payload length of the oldest datagram. */
    int nextLength() {
        return ring.getInt(head);
    }

    /** Copies the oldest datagram out, as far as it fits, and removes it unless told to keep it; answers the bytes. */
    int take(ByteBuffer target, DatagramSource from, boolean keep) {
        int length = ring.getInt(head);
        from.set(
                ring.getLong(head + HIGH),
                ring.getLong(head + LOW),
                ring.getInt(head + PORT),
                ring.getInt(head + ZONE),
                length);
        int copied = Math.min(length, target.remaining());
        int at = (head + ALIGN) & (ring.capacity() - 1);
        int first = Math.min(copied, ring.capacity() - at);
        target.put(ring.array(), at, first);
        target.put(ring.array(), 0, copied - first);
        if (!keep) {
            drop();
        }
        return copied;
    }

    /** Removes the oldest datagram. */
    void drop() {
        int size = size(ring.getInt(head));
        head = (head + size) & (ring.capacity() - 1);
        used -= size;
    }

    /** Whether the oldest datagram came from there. */
    boolean nextIsFrom(long high, long low, int port) {
        return ring.getLong(head + HIGH) == high && ring.getLong(head + LOW) == low && ring.getInt(head + PORT) == port;
    }

    /** Gives all memory back. */
    void free() {
        budget.release(ring.capacity());
        ring = ByteBuffer.allocate(0);
        head = 0;
        used = 0;
    }

    private static int size(int length) {
        return ALIGN + ((length + ALIGN - 1) & -ALIGN);
    }

    private boolean grow(int needed) {
        int capacity = Math.max(FIRST_CAPACITY, Integer.highestOneBit(needed - 1) << 1);
        if (capacity > limit || !budget.reserve(capacity - ring.capacity())) {
            return false;
        }
        ByteBuffer larger = ByteBuffer.allocate(capacity);
        int first = Math.min(used, ring.capacity() - head);
        larger.put(0, ring, head, first);
        larger.put(first, ring, 0, used - first);
        ring = larger;
        head = 0;
        return true;
    }
}
