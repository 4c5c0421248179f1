package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceMemory;
import dev.demitasse.machine.Entropy;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The virtio entropy device (5.4): the host's random bytes.
 *
 * <p>{@code qemu-system-x86_64 -M microvm -global virtio-mmio.force-legacy=false -device virtio-rng-device}
 *
 * <p>The first request goes out as the device comes up, so that its answer is usually there when it is first asked for.
 * Bytes are handed out once and erased. Guarded by its own lock.
 */
public final class VirtioRng implements Entropy {
    static final int QUEUE = 0;

    /** Bytes asked for at a time: a few seeds' worth. */
    static final int REQUEST = 64;

    private final VirtioTransport transport;
    private final RequestQueue queue;
    private final ByteBuffer bytes;
    private final long address;
    private int position;
    private int filled;

    /** Brings the device up and asks it for the first bytes. */
    VirtioRng(VirtioTransport transport, DeviceBus bus) {
        this.transport = transport;
        long features = DeviceStatus.negotiate(transport, 0);
        DeviceMemory memory = bus.allocate(REQUEST, REQUEST);
        this.bytes = memory.bytes();
        this.address = memory.address();
        this.queue = new RequestQueue(transport, bus, QUEUE, 1, (features & DeviceStatus.EVENT_INDEX) != 0);
        DeviceStatus.complete(transport);
        request();
    }

    @Override
    public synchronized void fill(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        int done = 0;
        while (done < length) {
            if (position == filled) {
                refill();
            }
            int count = Math.min(length - done, filled - position);
            for (int i = 0; i < count; i++) {
                target[offset + done + i] = bytes.get(position);
                bytes.put(position++, (byte) 0);
            }
            done += count;
        }
    }

    /** Waits for the answer that is under way; when those bytes are gone, the next request follows. */
    private void refill() {
        if (filled != 0) {
            request();
        }
        int written = queue.await();
        if (written == 0) {
            throw DeviceStatus.fail(transport, "answered a request for random bytes with none (5.4.6.1)");
        }
        position = 0;
        filled = written;
    }

    private void request() {
        queue.append(address, REQUEST, true);
        queue.submit();
    }
}
