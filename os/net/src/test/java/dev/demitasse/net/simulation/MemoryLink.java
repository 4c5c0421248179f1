package dev.demitasse.net.simulation;

import dev.demitasse.machine.NetworkDevice;
import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import org.jspecify.annotations.Nullable;

/** Two devices joined by rings of fixed arrays: moves frames without allocating, for measurements. One thread. */
public final class MemoryLink {
    private static final int RING = 256;
    private static final int MTU = 1500;
    private static final int FRAME = 2048;

    private final End[] ends = {new End(1), new End(2)};
    private int lossInterval;
    private int sinceLoss;

    /** A link whose ends are {@link #end}. */
    public MemoryLink() {
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

    private final class End implements NetworkDevice {
        private final byte[] address;
        private final PacketPool pool = PacketPool.ofDirectMemory(512, FRAME);
        private final byte[][] frames = new byte[RING][FRAME];
        private final int[] lengths = new int[RING];
        private @Nullable End other;
        private int head;
        private int count;

        End(int number) {
            address = new byte[] {2, 0, 0, 0, 0, (byte) number};
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
            return false;
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
            if (peer == null || peer.count == RING) {
                return false;
            }
            if (loses(frame.length())) {
                frame.release();
                return true;
            }
            int slot = (peer.head + peer.count++) % RING;
            peer.lengths[slot] = frame.length();
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
            PacketBuffer buffer = pool.take(0);
            if (buffer != null) {
                buffer.setLength(lengths[head]);
                buffer.put(0, frames[head], 0, lengths[head]);
                head = (head + 1) % RING;
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
