package dev.demitasse.drivers;

import static java.util.Objects.requireNonNull;

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

    private static final long FULL = VirtioNet.CHECKSUM
            | VirtioNet.GUEST_CHECKSUM
            | VirtioNet.MAC
            | VirtioNet.MERGEABLE_BUFFERS
            | VirtioNet.STATUS;

    private final List<Sent> sent = new ArrayList<>();
    private final List<Integer> commandedPairs = new ArrayList<>();
    private int pairsInUse = 1;
    private int answer;
    private boolean holdsTransmissions;
    private long dropped;

    /** A device with so many pairs of queues, and a control queue behind them. */
    SimulatedNet(SimulatedBus bus, long features, int pairs) {
        super(bus, 1, features, queueSizes(pairs));
        configuration()
                .put(0, MAC)
                .putShort(6, (short) 1)
                .putShort(8, (short) pairs)
                .putShort(10, (short) 1400);
    }

    /** A device with everything that this driver can use but EVENT_IDX and several pairs of queues. */
    static SimulatedNet full(SimulatedBus bus) {
        return new SimulatedNet(bus, FULL, 1);
    }

    /** The same with so many pairs of queues. */
    static SimulatedNet withPairs(SimulatedBus bus, int pairs) {
        return new SimulatedNet(bus, FULL | VirtioNet.CONTROL_QUEUE | VirtioNet.MULTIQUEUE, pairs);
    }

    private static int[] queueSizes(int pairs) {
        int[] sizes = new int[2 * pairs + 1];
        Arrays.fill(sizes, 256);
        return sizes;
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
            int pair,
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
        for (int pair = 0; pair < queues() / 2; pair++) {
            if (queue(2 * pair + VirtioNet.TRANSMIT_QUEUE).enabled()) {
                transmit(pair);
            }
        }
    }

    /** Answers every command with this from now on, which refuses it unless it is 0. */
    void answerWith(int value) {
        answer = value;
    }

    /** The numbers of pairs that were commanded. */
    List<Integer> commandedPairs() {
        return commandedPairs;
    }

    /** Frames for which the driver had no buffer. */
    long dropped() {
        return dropped;
    }

    @Override
    protected void notified(int queue) {
        if (queue == queues() - 1) {
            obey();
        } else if (queue / 2 >= pairsInUse) {
            throw new AssertionError("queue " + queue + " notified, where " + pairsInUse + " pairs are in use");
        } else if (queue % 2 == VirtioNet.TRANSMIT_QUEUE && !holdsTransmissions) {
            transmit(queue / 2);
        }
    }

    /** 5.1.6.5.5; until then only the first pair is used. */
    private void obey() {
        SimulatedQueue queue = queue(queues() - 1);
        Chain chain = requireNonNull(queue.take());
        byte[] command = chain.read();
        if (chain.writable() != 1 || command.length != 4 || command[0] != 4 || command[1] != 0) {
            throw new AssertionError("command " + Arrays.toString(command) + ", " + chain.writable() + " to answer");
        }
        commandedPairs.add(command[2] & 0xff | (command[3] & 0xff) << 8);
        pairsInUse = answer == 0 ? commandedPairs.getLast() : pairsInUse;
        chain.write(0, new byte[] {(byte) answer});
        queue.use(chain, 1);
        announce(queue);
    }

    private void transmit(int pair) {
        SimulatedQueue queue = queue(2 * pair + VirtioNet.TRANSMIT_QUEUE);
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
                    pair,
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
        queue(VirtioNet.RECEIVE_QUEUE, frame, flags, 0, 0, checksumStart, checksumOffset);
        announce(queue(VirtioNet.RECEIVE_QUEUE));
    }

    /** A frame from the wire that the device has for one of its pairs. */
    void deliverTo(int pair, byte[] frame) {
        int index = 2 * pair + VirtioNet.RECEIVE_QUEUE;
        queue(index, frame, 0, 0, 0, 0, 0);
        announce(queue(index));
    }

    /** A frame that the device has joined from segments of TCP. */
    void deliverJoined(int segmentation, int segmentSize, int checksumStart, int checksumOffset, byte[] frame) {
        queue(VirtioNet.RECEIVE_QUEUE, frame, 1, segmentation, segmentSize, checksumStart, checksumOffset);
        announce(queue(VirtioNet.RECEIVE_QUEUE));
    }

    /** Puts a frame into receive buffers without showing it to the driver yet. */
    void queue(byte[] frame) {
        queue(VirtioNet.RECEIVE_QUEUE, frame, 0, 0, 0, 0, 0);
    }

    void announceReceived() {
        announce(queue(VirtioNet.RECEIVE_QUEUE));
    }

    private void queue(
            int index,
            byte[] frame,
            int flags,
            int segmentation,
            int segmentSize,
            int checksumStart,
            int checksumOffset) {
        SimulatedQueue queue = queue(index);
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
