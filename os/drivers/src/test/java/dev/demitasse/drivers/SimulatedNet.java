package dev.demitasse.drivers;

import dev.demitasse.drivers.SimulatedQueue.Chain;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network device: what the driver sends is kept for the test, what the test delivers goes into receive buffers. Without
 * mergeable buffers it leaves their number 0, as QEMU 7.2 does.
 */
class SimulatedNet extends SimulatedVirtio {
    static final int HEADER = 12;
    static final byte[] MAC = {0x52, 0x54, 0, 0x12, 0x34, 0x56};

    private final List<Sent> sent = new ArrayList<>();
    private boolean holdsTransmissions;
    private long dropped;

    SimulatedNet(SimulatedBus bus, long features) {
        super(bus, 1, features, 256, 256);
        configuration().put(0, MAC).putShort(6, (short) 1).putShort(10, (short) 1400);
    }

    /** A device with everything that this driver can use but EVENT_IDX. */
    static SimulatedNet full(SimulatedBus bus) {
        return new SimulatedNet(
                bus,
                VirtioNet.CHECKSUM
                        | VirtioNet.GUEST_CHECKSUM
                        | VirtioNet.MAC
                        | VirtioNet.MERGEABLE_BUFFERS
                        | VirtioNet.STATUS);
    }

    /** A frame on its way out. */
    record Sent(
            int flags,
            int segmentation,
            int headers,
            int segmentSize,
            int checksumStart,
            int checksumOffset,
            int buffers,
            byte[] frame) {}

    List<Sent> sent() {
        return sent;
    }

    /** Leaves what the driver transmits in the ring until {@link #completeTransmissions}. */
    void holdTransmissions() {
        holdsTransmissions = true;
    }

    void completeTransmissions() {
        holdsTransmissions = false;
        transmit();
    }

    /** Frames for which the driver had no buffer. */
    long dropped() {
        return dropped;
    }

    @Override
    protected void notified(int queue) {
        if (queue == VirtioNet.TRANSMIT_QUEUE && !holdsTransmissions) {
            transmit();
        }
    }

    private void transmit() {
        SimulatedQueue queue = queue(VirtioNet.TRANSMIT_QUEUE);
        Chain chain = queue.take();
        while (chain != null) {
            byte[] bytes = chain.read();
            ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            sent.add(new Sent(
                    header.get(0),
                    header.get(1),
                    header.getShort(2),
                    header.getShort(4),
                    header.getShort(6),
                    header.getShort(8),
                    header.getShort(10),
                    Arrays.copyOfRange(bytes, HEADER, bytes.length)));
            queue.use(chain, 0);
            chain = queue.take();
        }
        announce(queue);
    }

    /** A frame from the wire, with a header that says nothing of its checksum. */
    void deliver(byte[] frame) {
        deliver(0, 0, 0, frame);
    }

    void deliver(int flags, int checksumStart, int checksumOffset, byte[] frame) {
        queue(frame, flags, 0, 0, checksumStart, checksumOffset);
        announce(queue(VirtioNet.RECEIVE_QUEUE));
    }

    /** A frame that the device has joined from segments of TCP. */
    void deliverJoined(int segmentation, int segmentSize, int checksumStart, int checksumOffset, byte[] frame) {
        queue(frame, 1, segmentation, segmentSize, checksumStart, checksumOffset);
        announce(queue(VirtioNet.RECEIVE_QUEUE));
    }

    /** Puts a frame into receive buffers without showing it to the driver yet. */
    void queue(byte[] frame) {
        queue(frame, 0, 0, 0, 0, 0);
    }

    void announceReceived() {
        announce(queue(VirtioNet.RECEIVE_QUEUE));
    }

    private void queue(
            byte[] frame, int flags, int segmentation, int segmentSize, int checksumStart, int checksumOffset) {
        SimulatedQueue queue = queue(VirtioNet.RECEIVE_QUEUE);
        byte[] bytes = new byte[HEADER + frame.length];
        System.arraycopy(frame, 0, bytes, HEADER, frame.length);
        List<Chain> chains = new ArrayList<>();
        int room = 0;
        while (room < bytes.length) {
            Chain chain = queue.waiting() > 0 ? queue.take() : null;
            if (chain == null) {
                dropped++;
                giveUp(queue, chains);
                return;
            }
            chains.add(chain);
            room += chain.writable();
        }
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, (byte) flags)
                .put(1, (byte) segmentation)
                .putShort(4, (short) segmentSize)
                .putShort(6, (short) checksumStart)
                .putShort(8, (short) checksumOffset)
                .putShort(10, (short) (accepted(VirtioNet.MERGEABLE_BUFFERS) ? chains.size() : 0));
        int done = 0;
        for (Chain chain : chains) {
            int count = Math.min(chain.writable(), bytes.length - done);
            chain.write(0, Arrays.copyOfRange(bytes, done, done + count));
            queue.use(chain, count);
            done += count;
        }
    }

    /** Buffers that were taken for a frame too long for all of them: given back as an empty frame each. */
    private static void giveUp(SimulatedQueue queue, List<Chain> chains) {
        for (Chain chain : chains) {
            byte[] header = new byte[HEADER];
            header[10] = 1;
            chain.write(0, header);
            queue.use(chain, HEADER);
        }
    }
}
