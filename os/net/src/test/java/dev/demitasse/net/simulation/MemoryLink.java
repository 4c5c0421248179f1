package dev.demitasse.net.simulation;

import dev.demitasse.machine.Clock;
import dev.demitasse.machine.NetworkDevice;
import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.NetworkStack;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Two devices joined by rings of fixed arrays: moves frames without allocating, for measurements. One thread. */
public final class MemoryLink {
    private static final int RING = 256;
    private static final int MTU = 1500;
    private static final int FRAME = 2048;
    private static final int LONG_RING = 32;
    private static final int LONG_FRAME = 65_600;
    private static final int LONGEST_PACKET = 65_535;

    private final End[] ends;
    private int lossInterval;
    private int sinceLoss;

    /** A link whose ends are {@link #end}. */
    public MemoryLink() {
        this(false);
    }

    /**
     * A link whose ends are {@link #end}.
     *
     * @param segmenting whether long TCP packets are passed on as they are, as between two interfaces of one host
     */
    public MemoryLink(boolean segmenting) {
        ends = new End[] {new End(1, segmenting), new End(2, segmenting)};
        ends[0].other = ends[1];
        ends[1].other = ends[0];
    }

    /** Loses every so many-th frame of more than a hundred bytes, 0 for none. */
    public void loseEvery(int frames) {
        lossInterval = frames;
    }

    private boolean loses(int length) {
        return lossInterval > 0 && length > 100 && ++sinceLoss % lossInterval == 0;
    }

    /** The device at end 0 or 1. */
    public NetworkDevice end(int index) {
        return ends[index];
    }

    /**
     * A stack on the device at end 0 or 1, whose randomness is the same each time.
     *
     * @param addresses of its interface, such as {@code 10.0.0.1/24}
     */
    public NetworkStack stack(int end, Clock clock, String... addresses) {
        Random random = new Random(end);
        NetworkStack stack = NetworkStack.builder()
                .clock(clock)
                .entropy((bytes, offset, length) -> {
                    for (int i = 0; i < length; i++) {
                        bytes[offset + i] = (byte) random.nextInt();
                    }
                })
                .device(end(end))
                .build();
        Interface eth0 = stack.interfaceNamed("eth0").orElseThrow();
        for (String address : addresses) {
            eth0.addAddress(InterfaceAddress.parse(address));
        }
        return stack;
    }

    private final class End implements NetworkDevice {
        private final byte[] address;
        private final PacketPool pool = PacketPool.ofDirectMemory(512, FRAME);
        private final @Nullable PacketPool large;
        private final byte[][] frames;
        private final int[] lengths;
        private final int[] segmentSizes;
        private @Nullable End other;
        private int head;
        private int count;

        End(int number, boolean segmenting) {
            address = new byte[] {2, 0, 0, 0, 0, (byte) number};
            large = segmenting ? PacketPool.ofDirectMemory(3, LONG_FRAME) : null;
            frames = segmenting ? new byte[LONG_RING][LONG_FRAME] : new byte[RING][FRAME];
            lengths = new int[frames.length];
            segmentSizes = new int[frames.length];
        }

        @Override
        public byte[] hardwareAddress() {
            return address.clone();
        }

        @Override
        public int mtu() {
            return MTU;
        }

        @Override
        public boolean transmitChecksumOffload() {
            return large != null;
        }

        @Override
        public int segmentationLimit() {
            return large == null ? 0 : LONGEST_PACKET;
        }

        @Override
        public @Nullable PacketBuffer takeLarge(int headroom) {
            return large == null ? null : large.take(headroom);
        }

        @Override
        public PacketPool pool() {
            return pool;
        }

        @Override
        public int headroom() {
            return 0;
        }

        @Override
        public boolean transmit(PacketBuffer frame) {
            End peer = other;
            if (peer == null || peer.count == frames.length) {
                return false;
            }
            if (loses(frame.length())) {
                frame.release();
                return true;
            }
            int slot = (peer.head + peer.count++) % frames.length;
            peer.lengths[slot] = frame.length();
            peer.segmentSizes[slot] = frame.segmentSize();
            frame.get(0, peer.frames[slot], 0, frame.length());
            frame.release();
            return true;
        }

        @Override
        public void flush() {
            // the other end looks by itself
        }

        @Override
        public @Nullable PacketBuffer receive() {
            if (count == 0) {
                return null;
            }
            PacketBuffer buffer = large == null ? pool.take(0) : large.take(0);
            if (buffer != null) {
                buffer.setLength(lengths[head]);
                buffer.put(0, frames[head], 0, lengths[head]);
                buffer.setSegmentSize(segmentSizes[head]);
                buffer.setChecksumVerified(large != null);
                head = (head + 1) % frames.length;
                count--;
            }
            return buffer;
        }

        @Override
        public boolean armWakeup() {
            return count == 0;
        }

        @Override
        public void setWakeup(Runnable wakeup) {
            // polled by the test
        }
    }
}
