package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A virtqueue with one request at a time, whose caller waits for the answer: a short spin, since virtual devices often
 * answer at once, then asleep until the interrupt. Guarded by its owner's lock.
 */
final class RequestQueue {
    private static final int SPINS = 200;

    /** Sleep at most this long between looks at the ring: a lost interrupt delays, but does not hang. */
    private static final long NAP_NANOS = 10_000_000;

    private static final long TIMEOUT_NANOS = 30_000_000_000L;

    private final VirtioTransport transport;
    private final Virtqueue queue;
    private volatile @Nullable Thread waiter;

    RequestQueue(VirtioTransport transport, DeviceBus bus, int queue, int descriptors, boolean eventIndex) {
        this.transport = transport;
        this.queue = new Virtqueue(transport, bus, queue, descriptors, eventIndex, this::wake);
    }

    /** Adds a buffer to the request being built; see {@link Virtqueue#append}. */
    void append(long address, int length, boolean deviceWrites) {
        queue.append(address, length, deviceWrites);
    }

    /** Sends the request built so far; the next call is {@link #await}. */
    void submit() {
        queue.offer();
        queue.flush();
    }

    /**
     * Waits until the device has answered. An interrupt of the calling thread is kept for later: device memory is in use
     * until the device says otherwise.
     *
     * @return how many bytes it wrote
     */
    int await() {
        for (int i = 0; i < SPINS; i++) {
            if (queue.takeUsed() != Virtqueue.NONE) {
                return queue.usedLength();
            }
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        boolean interrupted = false;
        waiter = Thread.currentThread();
        try {
            while (queue.takeUsed() == Virtqueue.NONE) {
                if (System.nanoTime() - start > TIMEOUT_NANOS) {
                    throw DeviceStatus.fail(transport, "has not answered a request for 30 seconds");
                }
                if (queue.enableInterrupts()) {
                    LockSupport.parkNanos(this, NAP_NANOS);
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            waiter = null;
            queue.disableInterrupts();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return queue.usedLength();
    }

    private void wake() {
        LockSupport.unpark(waiter);
    }
}
