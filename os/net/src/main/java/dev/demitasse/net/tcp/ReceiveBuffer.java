package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.core.MemoryBudget;
import java.nio.ByteBuffer;

/**
 * Bytes received and not yet read: a ring in which text is put at its place even when text before it is still missing.
 * It starts with nothing and grows as it is used. Guarded by the stack's lock.
 */
final class ReceiveBuffer {
    private static final byte[] NOTHING = {};

    private final MemoryBudget budget;
    private byte[] ring = NOTHING;
    private int head;

    /** Bytes in order from {@link #head} on. */
    private int ready;

    ReceiveBuffer(MemoryBudget budget) {
        this.budget = budget;
    }

    /** Bytes that can be read. */
    int ready() {
        return ready;
    }

    /** Bytes of memory held. */
    int capacity() {
        return ring.length;
    }

    /**
     * Puts text behind the readable bytes, without making it readable.
     *
     * @param ahead distance from the end of the readable bytes
     * @param kept bytes already placed ahead of the readable ones, which growing must preserve
     * @return {@code false} when there is no memory for it
     */
    boolean place(PacketBuffer packet, int offset, int ahead, int length, int kept) {
        int needed = ready + ahead + length;
        if (needed > ring.length && !grow(needed, ready + kept)) {
            return false;
        }
        int at = (head + ready + ahead) & (ring.length - 1);
        int first = Math.min(length, ring.length - at);
        packet.get(offset, ring, at, first);
        packet.get(offset + first, ring, 0, length - first);
        return true;
    }

    /** Makes the next placed bytes readable. */
    void advance(int count) {
        ready += count;
    }

    /** Moves readable bytes into {@code target} as far as there is room; answers how many. */
    int read(ByteBuffer target) {
        int count = Math.min(ready, target.remaining());
        int first = Math.min(count, ring.length - head);
        target.put(ring, head, first);
        target.put(ring, 0, count - first);
        drop(count);
        return count;
    }

    /** Forgets readable bytes. */
    void drop(int count) {
        ready -= count;
        head = (head + count) & (ring.length - 1);
    }

    /** Gives all memory back. */
    void free() {
        budget.release(ring.length);
        ring = NOTHING;
        head = 0;
        ready = 0;
    }

    private boolean grow(int needed, int used) {
        int capacity = Math.max(SendBuffer.FIRST_CAPACITY, Integer.highestOneBit(needed - 1) << 1);
        if (!budget.reserve(capacity - ring.length)) {
            if (ring.length > 0 || needed > SendBuffer.FIRST_CAPACITY) {
                return false;
            }
            capacity = SendBuffer.FIRST_CAPACITY;
            budget.take(capacity);
        }
        byte[] larger = new byte[capacity];
        int first = Math.min(used, ring.length - head);
        System.arraycopy(ring, head, larger, 0, first);
        System.arraycopy(ring, 0, larger, first, used - first);
        ring = larger;
        head = 0;
        return true;
    }
}
