package dev.demitasse.drivers;

import dev.demitasse.machine.Registers;

/**
 * How a driver reaches a virtio device's registers: the operations of chapter 3 that each transport of chapter 4 spells
 * differently. Used by one thread while the device is brought up; afterwards {@link #notifyQueue} by whoever owns the
 * queue, and {@link #status}, {@link #setStatus} and {@link #configuration} from any thread.
 */
sealed interface VirtioTransport permits MmioTransport, PciTransport {
    /** What and where the device is, for messages: {@code virtio-mmio device at 0xfeb00e00}. */
    String name();

    /** The device status field (2.1). */
    int status();

    /** Writes the device status field; 0 resets the device. */
    void setStatus(int status);

    /** All 64 feature bits the device offers (2.2). */
    long deviceFeatures();

    /** Tells the device which of its features the driver uses. */
    void setDriverFeatures(long features);

    /** Most descriptors the queue may have, 0 when the device has no such queue. */
    int maximumQueueSize(int queue);

    /**
     * Hands a queue's three areas to the device and starts it.
     *
     * @param descriptors device address of the descriptor table
     * @param driverArea device address of the available ring
     * @param deviceArea device address of the used ring
     * @param interrupt runs when the device has used buffers; also, on transports with one interrupt for everything,
     *     when another queue's have been used
     */
    void enableQueue(int queue, int size, long descriptors, long driverArea, long deviceArea, Runnable interrupt);

    /** Runs {@code handler} when the device's configuration or its status changes (2.3, 2.9). Before DRIVER_OK. */
    void onConfigurationChange(Runnable handler);

    /** Tells the device that the queue has new available buffers: one register write, one exit from the guest. */
    void notifyQueue(int queue);

    /** Device-specific configuration (2.5); fields are read with the width they have. */
    Registers configuration();

    /** Changes whenever a multi-field read of the configuration may have been torn (2.5.1). */
    int configurationGeneration();
}
