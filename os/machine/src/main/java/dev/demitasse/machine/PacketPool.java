package dev.demitasse.machine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of equal packet buffers cut from one piece of memory outside the Java heap.
 *
 * <p>When none is free, {@link #take} answers {@code null} and the caller drops or waits: memory for packets is bounded
 * by construction. Not synchronised: confined to the network stack's lock.
 */
public final class PacketPool {
    private final PacketBuffer[] free;
    private final int bufferSize;
    private int count;

    /**
     * @param memory direct memory, at least {@code bufferSize * buffers} bytes
     * @param deviceAddress the address a device uses for the memory's first byte, 0 where no device reads it
     * @param bufferSize bytes per buffer, a multiple of 64
     */
    public PacketPool(ByteBuffer memory, long deviceAddress, int bufferSize) {
        if (bufferSize <= 0 || bufferSize % 64 != 0) {
            throw new IllegalArgumentException(
                    "packet buffer size " + bufferSize + " is not a positive multiple of 64");
        }
        int buffers = memory.capacity() / bufferSize;
        this.bufferSize = bufferSize;
        this.free = new PacketBuffer[buffers];
        for (int i = 0; i < buffers; i++) {
            free[i] = new PacketBuffer(
                    this, memory.slice(i * bufferSize, bufferSize), deviceAddress + (long) i * bufferSize);
        }
        this.count = buffers;
    }

    /** A pool that no device reads, for links in software and tests. */
    public static PacketPool ofDirectMemory(int buffers, int bufferSize) {
        return new PacketPool(ByteBuffer.allocateDirect(buffers * bufferSize), 0, bufferSize);
    }

    /** An empty packet with the given room in front, or {@code null} when every buffer is in use. */
    public @Nullable PacketBuffer take(int headroom) {
        if (count == 0) {
            return null;
        }
        PacketBuffer buffer = free[--count];
        buffer.acquire(headroom);
        return buffer;
    }

    /** Buffers not in use now. */
    public int available() {
        return count;
    }

    /** All buffers, used or not. */
    public int size() {
        return free.length;
    }

    /** Bytes of each buffer. */
    public int bufferSize() {
        return bufferSize;
    }

    void giveBack(PacketBuffer buffer) {
        free[count++] = buffer;
    }
}
