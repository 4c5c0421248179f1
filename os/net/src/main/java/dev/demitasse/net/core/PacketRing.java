package dev.demitasse.net.core;

import dev.demitasse.machine.PacketBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The last frames that went by, their headers at least, to be looked at when something has gone wrong: written in the format
 * of pcap, version 2.4, with nanoseconds. Allocates when made only. Guarded by the stack's lock.
 */
public final class PacketRing {
    /** Enough for all headers of a TCP segment with all its options over IPv6. */
    private static final int KEPT = 160;

    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int MAGIC_NANOSECONDS = 0xa1b2_3c4d;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final long SECOND = 1_000_000_000L;

    private final byte[] bytes;
    private final int[] lengths;
    private final long[] times;
    private int next;
    private int count;

    private PacketRing(PacketRing other) {
        bytes = other.bytes.clone();
        lengths = other.lengths.clone();
        times = other.times.clone();
        next = other.next;
        count = other.count;
    }

    /** A ring of so many frames. */
    public PacketRing(int frames) {
        bytes = new byte[frames * KEPT];
        lengths = new int[frames];
        times = new long[frames];
    }

    /** Keeps a frame, in place of the oldest when the ring is full. */
    public void note(PacketBuffer frame, long epochNanos) {
        frame.get(0, bytes, next * KEPT, Math.min(frame.length(), KEPT));
        lengths[next] = frame.length();
        times[next] = epochNanos;
        next = (next + 1) % lengths.length;
        count = Math.min(count + 1, lengths.length);
    }

    /** A copy that no longer changes. */
    public PacketRing snapshot() {
        return new PacketRing(this);
    }

    /** How many frames are kept now. */
    public int count() {
        return count;
    }

    /** When a frame passed, in nanoseconds since 1970, the oldest having number 0. */
    public long time(int number) {
        return times[slot(number)];
    }

    /** How long it was. */
    public int length(int number) {
        return lengths[slot(number)];
    }

    /** How many bytes of it are kept. */
    public int kept(int number) {
        return Math.min(length(number), KEPT);
    }

    /** One of those. */
    public byte get(int number, int index) {
        return bytes[slot(number) * KEPT + index];
    }

    private int slot(int number) {
        int slot = next - count + number;
        return slot < 0 ? slot + lengths.length : slot;
    }

    /** A whole file of pcap with the frames, oldest first. */
    public byte[] pcap() {
        ByteBuffer file = ByteBuffer.allocate(FILE_HEADER + count * (RECORD_HEADER + KEPT))
                .order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(MAGIC_NANOSECONDS).putShort((short) 2).putShort((short) 4).putLong(0);
        file.putInt(65_535).putInt(LINKTYPE_ETHERNET);
        for (int i = 0; i < count; i++) {
            int slot = slot(i);
            int kept = Math.min(lengths[slot], KEPT);
            file.putInt((int) (times[slot] / SECOND)).putInt((int) (times[slot] % SECOND));
            file.putInt(kept).putInt(lengths[slot]).put(bytes, slot * KEPT, kept);
        }
        byte[] written = new byte[file.position()];
        file.get(0, written);
        return written;
    }
}
