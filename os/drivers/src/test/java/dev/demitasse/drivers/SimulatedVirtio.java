package dev.demitasse.drivers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A virtio device behind either transport: status, features, queues, configuration. As strict as the strictest
 * hypervisor: the steps of 3.1.1 one by one, features fixed when it says so, queues set up in their time. Device types
 * extend it.
 */
abstract class SimulatedVirtio {
    static final int NO_VECTOR = 0xffff;

    private static final int ACKNOWLEDGE = 1;
    private static final int DRIVER = 3;
    private static final int FEATURES_OK = 11;
    private static final int DRIVER_OK = 15;
    private static final int FAILED = 128;

    /** Where the transport turns events into interrupts. */
    interface Interrupts {
        void used(SimulatedQueue queue);

        void configurationChanged();
    }

    protected final SimulatedBus bus;
    private final int type;
    private final List<SimulatedQueue> queues = new ArrayList<>();
    private final ByteBuffer configuration = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    private long offeredFeatures;
    private long acceptedFeatures;
    private boolean refusesFeatures;
    private int resetReads;
    private int pendingResetReads;
    private int status;
    private int notifications;
    private int interrupts;
    private int generation;
    private Runnable changeAfterRead = () -> {};
    private Interrupts transport = new Interrupts() {
        @Override
        public void used(SimulatedQueue queue) {
            throw new AssertionError("not plugged in");
        }

        @Override
        public void configurationChanged() {
            throw new AssertionError("not plugged in");
        }
    };

    SimulatedVirtio(SimulatedBus bus, int type, long features, int... queueSizes) {
        this.bus = bus;
        this.type = type;
        this.offeredFeatures = features | DeviceStatus.VERSION_1;
        for (int size : queueSizes) {
            queues.add(new SimulatedQueue(bus, size));
        }
    }

    /** What the device does when told of new available buffers. */
    protected abstract void notified(int queue);

    void plugInto(Interrupts transport) {
        this.transport = transport;
    }

    // --- what tests set and look at ---

    void withdrawFeatures(long features) {
        offeredFeatures &= ~features;
    }

    void offerFeatures(long features) {
        offeredFeatures |= features;
    }

    void refuseFeatures() {
        refusesFeatures = true;
    }

    /** Lets a reset last until the status has been read so many times. */
    void resetSlowly(int reads) {
        resetReads = reads;
    }

    boolean live() {
        return status == DRIVER_OK;
    }

    boolean failed() {
        return (status & FAILED) != 0;
    }

    boolean accepted(long features) {
        return (acceptedFeatures & features) == features;
    }

    boolean acceptedAny(long features) {
        return (acceptedFeatures & features) != 0;
    }

    int notifications() {
        return notifications;
    }

    int interrupts() {
        return interrupts;
    }

    SimulatedQueue queue(int index) {
        return queues.get(index);
    }

    ByteBuffer configuration() {
        return configuration;
    }

    void changeConfiguration() {
        transport.configurationChanged();
    }

    /** Changes the configuration once, right after the driver's next read of a part of it. */
    void changeAfterNextRead(Runnable change) {
        changeAfterRead = () -> {
            change.run();
            generation++;
            changeAfterRead = () -> {};
        };
    }

    void demandReset() {
        status |= 64;
        transport.configurationChanged();
    }

    /** Shows the driver what was used and interrupts if it wants that. */
    protected void announce(SimulatedQueue queue) {
        if (queue.announce()) {
            interrupts++;
            transport.used(queue);
        }
    }

    // --- what transports read and write ---

    int type() {
        return type;
    }

    int queues() {
        return queues.size();
    }

    int status() {
        if (pendingResetReads > 0) {
            return pendingResetReads-- > 1 ? DRIVER_OK : 0;
        }
        return status;
    }

    void setStatus(int value) {
        boolean inOrder = switch (value) {
            case 0 -> true;
            case ACKNOWLEDGE -> status == 0;
            case DRIVER -> status == ACKNOWLEDGE;
            case FEATURES_OK -> status == DRIVER;
            case DRIVER_OK -> status == FEATURES_OK;
            default -> value == (status | FAILED);
        };
        if (!inOrder || pendingResetReads > 0) {
            throw new AssertionError("status " + value + " after " + status);
        }
        pendingResetReads = value == 0 ? resetReads : 0;
        status = value == FEATURES_OK && refusesFeatures ? DRIVER : value;
    }

    int offeredFeatures(int half) {
        return (int) (offeredFeatures >>> 32 * half);
    }

    void acceptFeatures(int half, int features) {
        if (status != DRIVER) {
            throw new AssertionError("features written in status " + status);
        }
        long mask = 0xffff_ffffL << 32 * half;
        acceptedFeatures = acceptedFeatures & ~mask | Integer.toUnsignedLong(features) << 32 * half;
        if ((acceptedFeatures & ~offeredFeatures) != 0) {
            throw new AssertionError("features 0x" + Long.toHexString(acceptedFeatures) + " of the offered 0x"
                    + Long.toHexString(offeredFeatures));
        }
    }

    void enableQueue(int queue) {
        if (status != FEATURES_OK) {
            throw new AssertionError("queue " + queue + " enabled in status " + status);
        }
        queue(queue).enable(accepted(DeviceStatus.EVENT_INDEX));
    }

    void notifyQueue(int queue) {
        if (!live()) {
            throw new AssertionError("queue " + queue + " notified in status " + status);
        }
        notifications++;
        notified(queue);
    }

    int generation() {
        return generation;
    }

    int readConfiguration(int offset, int width) {
        int value = switch (width) {
            case 1 -> configuration.get(offset);
            case 2 -> configuration.getShort(offset);
            default -> configuration.getInt(offset);
        };
        changeAfterRead.run();
        return value;
    }
}
