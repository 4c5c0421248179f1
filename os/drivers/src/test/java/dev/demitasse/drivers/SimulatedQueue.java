package dev.demitasse.drivers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The device's side of a split virtqueue (2.7). Fails the test when the driver breaks the specification; breaks it itself
 * only through the methods that say {@code lie}.
 */
final class SimulatedQueue {
    private static final int FLAG_NEXT = 1;
    private static final int FLAG_DEVICE_WRITES = 2;

    private final SimulatedBus bus;
    private final int maximum;
    private int size;
    private long descriptors;
    private long driverArea;
    private long deviceArea;
    private boolean enabled;
    private boolean eventIndex;
    private boolean awake;
    private int vector = SimulatedVirtio.NO_VECTOR;
    private int nextAvailable;
    private int usedIndex;
    private int announcedIndex;

    SimulatedQueue(SimulatedBus bus, int maximum) {
        this.bus = bus;
        this.maximum = maximum;
        this.size = maximum;
    }

    /** One buffer of a chain. */
    record Segment(long address, int length, boolean deviceWrites) {}

    /** What the driver made available in one piece. */
    final class Chain {
        private final int head;
        private final List<Segment> segments;

        Chain(int head, List<Segment> segments) {
            this.head = head;
            this.segments = segments;
        }

        List<Segment> segments() {
            return segments;
        }

        int writable() {
            return segments.stream()
                    .filter(Segment::deviceWrites)
                    .mapToInt(Segment::length)
                    .sum();
        }

        /** All bytes the driver has put into the chain. */
        byte[] read() {
            var bytes = new ByteArrayOutputStream();
            for (Segment segment : segments) {
                if (!segment.deviceWrites()) {
                    byte[] part = new byte[segment.length()];
                    bus.memory(segment.address(), segment.length()).get(part);
                    bytes.writeBytes(part);
                }
            }
            return bytes.toByteArray();
        }

        /** Writes bytes into the chain's writable part, {@code offset} bytes from its start. */
        void write(int offset, byte[] bytes) {
            int skip = offset;
            int done = 0;
            for (Segment segment : segments) {
                if (segment.deviceWrites()) {
                    int from = Math.min(skip, segment.length());
                    int count = Math.min(segment.length() - from, bytes.length - done);
                    bus.memory(segment.address() + from, count).put(bytes, done, count);
                    done += count;
                    skip -= from;
                }
            }
            if (done < bytes.length) {
                throw new AssertionError(bytes.length + " bytes into a chain of " + writable());
            }
        }
    }

    int maximum() {
        return maximum;
    }

    int size() {
        return size;
    }

    boolean enabled() {
        return enabled;
    }

    int vector() {
        return vector;
    }

    void setVector(int vector) {
        this.vector = vector;
    }

    void setSize(int size) {
        if (size <= 0 || size > maximum || Integer.bitCount(size) != 1) {
            throw new AssertionError("queue size " + size + ", maximum " + maximum);
        }
        this.size = size;
    }

    void setDescriptors(long address) {
        descriptors = address;
    }

    void setDriverArea(long address) {
        driverArea = address;
    }

    void setDeviceArea(long address) {
        deviceArea = address;
    }

    /** Starts the queue; the alignments are those of 2.7. */
    void enable(boolean eventIndex) {
        if (descriptors % 16 != 0 || driverArea % 2 != 0 || deviceArea % 4 != 0) {
            throw new AssertionError("misaligned areas");
        }
        bus.memory(descriptors, 16 * size);
        bus.memory(driverArea, 6 + 2 * size);
        bus.memory(deviceArea, 6 + 8 * size);
        this.eventIndex = eventIndex;
        enabled = true;
        setNotifications(true);
    }

    /** Whether the driver shall notify of new buffers: by flag, or by index with VIRTIO_F_EVENT_IDX. */
    void setNotifications(boolean wanted) {
        awake = !wanted;
        if (eventIndex) {
            bus.memory(deviceArea + 4 + 8L * size, 2).putShort(0, (short) (wanted ? nextAvailable : nextAvailable - 1));
        } else {
            bus.memory(deviceArea, 2).putShort(0, (short) (wanted ? 0 : 1));
        }
        bus.fence();
    }

    /** How many chains wait to be taken. */
    int waiting() {
        int index = bus.memory(driverArea + 2, 2).getShort(0) & 0xffff;
        int waiting = (index - nextAvailable) & 0xffff;
        if (waiting > size) {
            throw new AssertionError("driver made " + waiting + " chains available in a queue of " + size);
        }
        return waiting;
    }

    /** The next available chain, {@code null} when there is none. */
    @Nullable Chain take() {
        if (waiting() == 0) {
            return null;
        }
        bus.fence();
        int head = bus.memory(driverArea + 4 + 2L * (nextAvailable % size), 2).getShort(0) & 0xffff;
        nextAvailable = (nextAvailable + 1) & 0xffff;
        if (eventIndex && !awake) {
            setNotifications(true);
        }
        List<Segment> segments = new ArrayList<>();
        int descriptor = head;
        while (true) {
            if (descriptor >= size || segments.size() == size) {
                throw new AssertionError("chain " + head + " leads to descriptor " + descriptor);
            }
            ByteBuffer entry = bus.memory(descriptors + 16L * descriptor, 16);
            int flags = entry.getShort(12);
            Segment segment = new Segment(entry.getLong(0), entry.getInt(8), (flags & FLAG_DEVICE_WRITES) != 0);
            bus.memory(segment.address(), segment.length());
            if (!segment.deviceWrites()
                    && !segments.isEmpty()
                    && segments.getLast().deviceWrites()) {
                throw new AssertionError("a buffer to read follows one to write (2.7.4.2)");
            }
            segments.add(segment);
            if ((flags & FLAG_NEXT) == 0) {
                return new Chain(head, segments);
            }
            descriptor = entry.getShort(14) & 0xffff;
        }
    }

    /** Gives a chain back, not visible to the driver before {@link #announce}. */
    void use(Chain chain, int written) {
        lieUsed(chain.head, written);
    }

    /**
     * Shows the driver all chains given back.
     *
     * @return whether it wants an interrupt for that (2.7.7.2)
     */
    boolean announce() {
        bus.fence();
        lieUsedIndex(usedIndex);
        bus.fence();
        int old = announcedIndex;
        announcedIndex = usedIndex;
        if (old == usedIndex) {
            return false;
        }
        if (!eventIndex) {
            return (bus.memory(driverArea, 2).getShort(0) & 1) == 0;
        }
        int event = bus.memory(driverArea + 4 + 2L * size, 2).getShort(0);
        return ((usedIndex - event - 1) & 0xffff) < ((usedIndex - old) & 0xffff);
    }

    /** Claims to have used a chain, whether the driver offered it or not. */
    void lieUsed(int head, int written) {
        ByteBuffer entry = bus.memory(deviceArea + 4 + 8L * (usedIndex % size), 8);
        entry.putInt(0, head);
        entry.putInt(4, written);
        usedIndex = (usedIndex + 1) & 0xffff;
    }

    /** Claims an arbitrary used index. */
    void lieUsedIndex(int index) {
        bus.memory(deviceArea + 2, 2).putShort(0, (short) index);
    }

    int usedIndex() {
        return usedIndex;
    }
}
