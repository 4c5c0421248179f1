package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceMemory;

/**
 * The one command that a network device's control queue gets from us: how many pairs of queues it is to use (5.1.6.5.5).
 * It uses one until told otherwise. Confined to the thread that brings the device up.
 */
final class PairsCommand {
    /** {@code VIRTIO_NET_CTRL_MQ}, {@code VIRTIO_NET_CTRL_MQ_VQ_PAIRS_SET}. */
    static final int CLASS = 4;

    static final int SET_PAIRS = 0;
    static final int DONE = 0;

    /** The command's parts, in three buffers as other drivers have it: not all devices look for it in one. */
    private static final int HEADER = 0;

    private static final int PAIRS = 2;
    private static final int ANSWER = 4;
    private static final int LENGTH = 5;

    private final RequestQueue queue;
    private final DeviceMemory memory;

    /** Sets the control queue up; between feature negotiation and DRIVER_OK. */
    PairsCommand(VirtioTransport transport, DeviceBus bus, int queue, boolean eventIndex) {
        this.queue = new RequestQueue(transport, bus, queue, 4, eventIndex);
        this.memory = bus.allocate(LENGTH, 8);
    }

    /** Asks for so many pairs, after DRIVER_OK; {@code false} when the device refuses. */
    boolean use(int pairs) {
        memory.bytes().put(HEADER, (byte) CLASS).put(HEADER + 1, (byte) SET_PAIRS);
        memory.bytes().putShort(PAIRS, (short) pairs).put(ANSWER, (byte) ~DONE);
        queue.append(memory.address() + HEADER, PAIRS - HEADER, false);
        queue.append(memory.address() + PAIRS, ANSWER - PAIRS, false);
        queue.append(memory.address() + ANSWER, LENGTH - ANSWER, true);
        queue.submit();
        queue.await();
        return memory.bytes().get(ANSWER) == DONE;
    }
}
