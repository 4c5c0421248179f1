package dev.demitasse.net.core;

import java.util.Arrays;

/**
 * The armed timers: a binary heap, ordered by deadline.
 *
 * <p>A retransmission timer is pushed back at every acknowledgement and almost never expires, so a later deadline is
 * only noted in the timer; the heap catches up when the old time comes to its top. Guarded by the stack's lock.
 */
public final class Timers {
    private Timer[] heap = new Timer[16];
    private int size;

    /** No timers. */
    public Timers() {}

    /** Arms {@code timer}, or moves its deadline. */
    public void arm(Timer timer, long deadline) {
        timer.deadline = deadline;
        if (timer.slot >= 0) {
            if (deadline - timer.key < 0) {
                timer.key = deadline;
                siftUp(timer.slot, timer);
            }
            return;
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        timer.key = deadline;
        siftUp(size++, timer);
    }

    /** Disarms {@code timer}; nothing happens when it is not armed. */
    public void disarm(Timer timer) {
        int slot = timer.slot;
        if (slot < 0) {
            return;
        }
        timer.slot = -1;
        Timer last = heap[--size];
        clear(size);
        if (slot < size) {
            siftDown(slot, last);
            if (last.slot == slot) {
                siftUp(slot, last);
            }
        }
    }

    /** The earliest deadline, or {@link Long#MAX_VALUE} when no timer is armed. */
    public long next() {
        while (size > 0) {
            Timer top = heap[0];
            if (top.key == top.deadline) {
                return top.deadline;
            }
            top.key = top.deadline;
            siftDown(0, top);
        }
        return Long.MAX_VALUE;
    }

    /** Expires every timer whose deadline is not after {@code now}. */
    public void run(long now) {
        while (size > 0 && next() - now <= 0) {
            Timer due = heap[0];
            disarm(due);
            due.expire();
        }
    }

    /** How many are armed. */
    public int size() {
        return size;
    }

    @SuppressWarnings("NullAway") // places at and beyond size are never read
    private void clear(int slot) {
        heap[slot] = null;
    }

    private void siftUp(int from, Timer timer) {
        int slot = from;
        while (slot > 0) {
            int parent = (slot - 1) >>> 1;
            if (timer.key - heap[parent].key >= 0) {
                break;
            }
            place(slot, heap[parent]);
            slot = parent;
        }
        place(slot, timer);
    }

    private void siftDown(int from, Timer timer) {
        int slot = from;
        while (true) {
            int child = 2 * slot + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && heap[child + 1].key - heap[child].key < 0) {
                child++;
            }
            if (heap[child].key - timer.key >= 0) {
                break;
            }
            place(slot, heap[child]);
            slot = child;
        }
        place(slot, timer);
    }

    private void place(int slot, Timer timer) {
        heap[slot] = timer;
        timer.slot = slot;
    }
}
