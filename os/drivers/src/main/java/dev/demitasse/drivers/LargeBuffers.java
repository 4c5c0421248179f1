package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceMemory;
import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import org.jspecify.annotations.Nullable;

/**
 * A few buffers for frames longer than a packet buffer, which get their memory when the first is wanted: many an instance
 * never sends or receives such a frame. Confined to the network stack's lock.
 */
final class LargeBuffers {
    /** Bytes that hold any IP packet, with a virtio header, Ethernet's and a VLAN tag in front. */
    static final int SIZE = 65_600;

    /** Bytes of the longest IP packet. */
    static final int LONGEST_PACKET = 65_535;

    private final DeviceBus bus;
    private final int count;
    private final int size;
    private @Nullable PacketPool pool;

    /**
     * So many buffers, not yet there.
     *
     * @param size bytes of each, a multiple of 64
     */
    LargeBuffers(DeviceBus bus, int count, int size) {
        this.bus = bus;
        this.count = count;
        this.size = size;
    }

    /** Buffers not in use now. */
    int available() {
        PacketPool made = pool;
        return made == null ? count : made.available();
    }

    /** Whether the buffers are there, or could be made. */
    boolean ready() {
        if (pool == null) {
            try {
                DeviceMemory memory = bus.allocate(count * size, 4096);
                pool = new PacketPool(memory.bytes(), memory.address(), size);
            } catch (OutOfMemoryError e) {
                return false;
            }
        }
        return true;
    }

    /** An empty buffer; {@code null} when all are in use, or there is no memory for them. */
    @Nullable PacketBuffer take(int headroom) {
        if (!ready()) {
            return null;
        }
        PacketPool made = pool;
        return made == null ? null : made.take(headroom);
    }
}
