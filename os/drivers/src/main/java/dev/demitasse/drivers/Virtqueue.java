package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceMemory;
import dev.demitasse.machine.Driver.DeviceException;
import java.nio.ByteBuffer;

/**
 * A split virtqueue (2.7), the driver's side: chains of buffers go to the device through the available ring and come back
 * through the used ring.
 *
 * <p>Offering is two steps, {@link #append} for each buffer of a chain and {@link #offer} for the chain; the device
 * learns of it at the next {@link #flush}, one notification for all. {@link #takeUsed} hands chains back. All links
 * between descriptors are kept on this side too, so nothing the device writes is followed; what it says of used chains is
 * checked against what it was given.
 *
 * <p>Interrupts are off until {@link #enableInterrupts}. Confined to its owner's thread or lock. Allocates nothing after
 * construction.
 */
final class Virtqueue {
    /** What {@link #takeUsed} answers when the device has used nothing more. */
    static final int NONE = -1;

    /** Descriptor table (2.7.5). */
    private static final int DESCRIPTOR = 16;

    private static final int DESCRIPTOR_LENGTH = 8;
    private static final int DESCRIPTOR_FLAGS = 12;
    private static final int DESCRIPTOR_NEXT = 14;
    private static final int FLAG_NEXT = 1;
    private static final int FLAG_DEVICE_WRITES = 2;

    /** Available and used ring (2.7.6, 2.7.8): flags, index, entries, then the other side's event index. */
    private static final int RING_INDEX = 2;

    private static final int RING_ENTRIES = 4;
    private static final int AVAILABLE_ENTRY = 2;
    private static final int USED_ENTRY = 8;
    private static final int USED_ENTRY_LENGTH = 4;

    private static final int NO_INTERRUPT = 1;
    private static final int NO_NOTIFY = 1;

    /** Ring indexes count modulo 2^16. */
    private static final int INDEX_MASK = 0xffff;

    private final VirtioTransport transport;
    private final DeviceBus bus;
    private final int queue;
    private final int size;
    private final boolean eventIndex;

    private final ByteBuffer ring;
    private final int available;
    private final int usedEvent;
    private final int used;
    private final int availableEvent;

    /** For each descriptor, the one after it: in its chain while offered, in the list of free ones otherwise. */
    private final int[] next;

    /** For the first descriptor of a chain the device has: how many there are; 0 for every other. */
    private final int[] chainDescriptors;

    /** For the first descriptor of a chain the device has: how many bytes the device may write. */
    private final long[] chainWritable;

    private int firstFree;
    private int free;

    private int head = NONE;
    private int tail = NONE;
    private int descriptors;
    private long writable;

    private int availableIndex;
    private int publishedIndex;
    private int usedIndex;
    private int deviceIndex;
    private int usedLength;

    /**
     * Sets up a queue and starts it. Between feature negotiation and DRIVER_OK.
     *
     * @param mostDescriptors the size wanted, a power of two; it becomes less if the device allows less only
     * @param eventIndex whether VIRTIO_F_EVENT_IDX was negotiated
     * @param interrupt runs after {@link #enableInterrupts} when the device has used something
     */
    Virtqueue(
            VirtioTransport transport,
            DeviceBus bus,
            int queue,
            int mostDescriptors,
            boolean eventIndex,
            Runnable interrupt) {
        this.transport = transport;
        this.bus = bus;
        this.queue = queue;
        this.eventIndex = eventIndex;
        int maximum = transport.maximumQueueSize(queue);
        if (maximum <= 0) {
            throw new DeviceException(transport.name() + " has no queue " + queue);
        }
        this.size = Math.min(Integer.highestOneBit(maximum), mostDescriptors);
        this.available = DESCRIPTOR * size;
        this.usedEvent = available + RING_ENTRIES + AVAILABLE_ENTRY * size;
        this.used = (usedEvent + Short.BYTES + 3) & ~3;
        this.availableEvent = used + RING_ENTRIES + USED_ENTRY * size;
        DeviceMemory memory = bus.allocate(availableEvent + Short.BYTES, DESCRIPTOR);
        this.ring = memory.bytes();
        this.next = new int[size];
        this.chainDescriptors = new int[size];
        this.chainWritable = new long[size];
        for (int i = 0; i < size; i++) {
            next[i] = i + 1;
        }
        this.free = size;
        disableInterrupts();
        transport.enableQueue(
                queue, size, memory.address(), memory.address() + available, memory.address() + used, interrupt);
    }

    /** How many descriptors the queue has. */
    int size() {
        return size;
    }

    /** How many descriptors are free: buffers that can still be appended. */
    int free() {
        return free;
    }

    /** How many descriptors the device has, or will have with the next {@link #flush}. */
    int outstanding() {
        return size - free;
    }

    /**
     * Adds a buffer to the chain being built; buffers that the device writes come after those it reads (2.7.4.2). The
     * caller has seen that {@link #free} is not 0.
     *
     * @param address device address of the buffer
     * @param length its bytes, more than 0
     */
    void append(long address, int length, boolean deviceWrites) {
        if (free == 0 || length <= 0) {
            throw new IllegalStateException("queue " + queue + ": " + length + " bytes, " + free + " free descriptors");
        }
        int descriptor = firstFree;
        firstFree = next[descriptor];
        free--;
        int at = DESCRIPTOR * descriptor;
        ring.putLong(at, address);
        ring.putInt(at + DESCRIPTOR_LENGTH, length);
        ring.putShort(at + DESCRIPTOR_FLAGS, (short) (deviceWrites ? FLAG_DEVICE_WRITES : 0));
        if (head == NONE) {
            head = descriptor;
        } else {
            int before = DESCRIPTOR * tail;
            next[tail] = descriptor;
            ring.putShort(before + DESCRIPTOR_NEXT, (short) descriptor);
            ring.putShort(before + DESCRIPTOR_FLAGS, (short) (ring.getShort(before + DESCRIPTOR_FLAGS) | FLAG_NEXT));
        }
        tail = descriptor;
        descriptors++;
        writable += deviceWrites ? length : 0;
    }

    /**
     * Makes the chain built so far available.
     *
     * @return its token, from 0 to {@link #size()} - 1, which {@link #takeUsed} answers when the device is done with it
     */
    int offer() {
        int token = head;
        chainDescriptors[token] = descriptors;
        chainWritable[token] = writable;
        ring.putShort(available + RING_ENTRIES + AVAILABLE_ENTRY * (availableIndex & (size - 1)), (short) token);
        availableIndex = (availableIndex + 1) & INDEX_MASK;
        head = NONE;
        tail = NONE;
        descriptors = 0;
        writable = 0;
        return token;
    }

    /** Shows the device what was offered since the last call, and notifies it if it asks for that (2.7.13). */
    void flush() {
        if (availableIndex == publishedIndex) {
            return;
        }
        // 2.7.13.3.1: the entries before the index.
        bus.fence();
        ring.putShort(available + RING_INDEX, (short) availableIndex);
        // 2.7.13.4.1: the index before the look at whether the device sleeps.
        bus.fence();
        boolean notify = deviceAsksForNotification();
        publishedIndex = availableIndex;
        if (notify) {
            transport.notifyQueue(queue);
        }
    }

    /**
     * Takes back a chain that the device has used; {@link #NONE} when there is none at the moment.
     *
     * @return the token that {@link #offer} answered
     * @throws DeviceException when the device claims to have used what it was not given
     */
    int takeUsed() {
        if (usedIndex == deviceIndex && !readDeviceIndex()) {
            return NONE;
        }
        int entry = used + RING_ENTRIES + USED_ENTRY * (usedIndex & (size - 1));
        int token = ring.getInt(entry);
        int length = ring.getInt(entry + USED_ENTRY_LENGTH);
        if (token < 0 || token >= size || chainDescriptors[token] == 0) {
            throw DeviceStatus.fail(
                    transport,
                    "used the chain " + Integer.toUnsignedString(token) + " of queue " + queue
                            + ", which it does not have");
        }
        long most = chainWritable[token];
        // 2.7.8.2: the length counts what was written. Of chains that were only read, devices report all sorts.
        if (most != 0 && Integer.toUnsignedLong(length) > most) {
            throw DeviceStatus.fail(
                    transport,
                    "wrote " + Integer.toUnsignedString(length) + " bytes into " + most + " of queue " + queue);
        }
        usedLength = most == 0 ? 0 : length;
        usedIndex = (usedIndex + 1) & INDEX_MASK;
        release(token);
        return token;
    }

    /** How many bytes the device wrote into the chain that {@link #takeUsed} answered last. */
    int usedLength() {
        return usedLength;
    }

    /** Asks the device for no interrupts from now on; one may be under way already. */
    void disableInterrupts() {
        if (eventIndex) {
            // 2.7.7: interrupt when the used index passes this one, which it has only just left behind.
            ring.putShort(usedEvent, (short) (usedIndex - 1));
        } else {
            ring.putShort(available, (short) NO_INTERRUPT);
        }
    }

    /**
     * Asks for an interrupt when the device uses the next buffer.
     *
     * @return {@code false} when it has used one already: interrupts stay off, and the caller takes that one first
     */
    boolean enableInterrupts() {
        if (eventIndex) {
            ring.putShort(usedEvent, (short) usedIndex);
        } else {
            ring.putShort(available, (short) 0);
        }
        // The wish before the look at the ring: with them the other way round, a buffer used in between would be lost.
        bus.fence();
        if (usedIndex == deviceIndex && !readDeviceIndex()) {
            return true;
        }
        disableInterrupts();
        return false;
    }

    private boolean readDeviceIndex() {
        // Whoever polls in a loop gets the index of now, not one the compiler has kept in a register.
        bus.fence();
        int index = ring.getShort(used + RING_INDEX) & INDEX_MASK;
        if (index == usedIndex) {
            return false;
        }
        int more = (index - usedIndex) & INDEX_MASK;
        if (more > outstanding()) {
            throw DeviceStatus.fail(
                    transport,
                    "used " + more + " chains of queue " + queue + ", of the at most " + outstanding()
                            + " that it has");
        }
        deviceIndex = index;
        // 2.7.14: the index before the entries that it covers.
        bus.fence();
        return true;
    }

    private boolean deviceAsksForNotification() {
        if (!eventIndex) {
            return (ring.getShort(used) & NO_NOTIFY) == 0;
        }
        // 2.7.10: when the index passes the one that the device names.
        int event = ring.getShort(availableEvent);
        return ((availableIndex - event - 1) & INDEX_MASK) < ((availableIndex - publishedIndex) & INDEX_MASK);
    }

    private void release(int token) {
        int last = token;
        int count = chainDescriptors[token];
        for (int i = 1; i < count; i++) {
            last = next[last];
        }
        next[last] = firstFree;
        firstFree = token;
        free += count;
        chainDescriptors[token] = 0;
    }
}
