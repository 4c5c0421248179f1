package dev.demitasse.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One packet in a fixed piece of device-visible memory, with room in front for headers that lower layers prepend.
 *
 * <pre>
 *   0        start                 end        capacity
 *   | headroom | packet bytes ...   | tailroom |
 * </pre>
 *
 * <p>Offsets given to the accessors are relative to {@code start}, multi-byte values are in network byte order, and
 * every access is checked against the packet's bounds. A buffer belongs to one owner at a time; ownership moves with
 * the call that passes it on, and the last owner calls {@link #release()}. Confined to its owner's thread or lock.
 */
public final class PacketBuffer {
    private final PacketPool pool;
    private final ByteBuffer memory;
    private final long deviceAddress;
    private int start;
    private int end;
    private boolean free = true;

    private int checksumStart = -1;
    private int checksumOffset;
    private boolean checksumVerified;
    private int segmentSize;

    /** The packet's bytes for whoever moves them as a whole; made when first asked for. */
    private @Nullable ByteBuffer bytes;

    PacketBuffer(PacketPool pool, ByteBuffer memory, long deviceAddress) {
        this.pool = pool;
        this.memory = memory.order(ByteOrder.BIG_ENDIAN);
        this.deviceAddress = deviceAddress;
    }

    void acquire(int headroom) {
        Objects.checkIndex(headroom, memory.capacity() + 1);
        free = false;
        start = headroom;
        end = headroom;
        checksumStart = -1;
        checksumOffset = 0;
        checksumVerified = false;
        segmentSize = 0;
    }

    /** Gives the buffer back to its pool. Releasing twice is a bug and throws. */
    public void release() {
        if (free) {
            throw new IllegalStateException("packet buffer released twice");
        }
        free = true;
        pool.giveBack(this);
    }

    /** Packet length in bytes. */
    public int length() {
        return end - start;
    }

    /** Bytes that can still be prepended. */
    public int headroom() {
        return start;
    }

    /** Bytes that can still be appended. */
    public int tailroom() {
        return memory.capacity() - end;
    }

    /** Total bytes of memory behind this buffer. */
    public int capacity() {
        return memory.capacity();
    }

    /** The address a device uses for the packet's first byte; meaningless where no device reads memory. */
    public long deviceAddress() {
        return deviceAddress + start;
    }

    /** Grows the packet by {@code bytes} at the front (their content is undefined). */
    public void prepend(int bytes) {
        if (bytes < 0 || bytes > start) {
            throw new IndexOutOfBoundsException("prepend " + bytes + " with headroom " + start);
        }
        start -= bytes;
    }

    /** Drops {@code bytes} from the front, as when a header has been read. */
    public void trimFront(int bytes) {
        if (bytes < 0 || bytes > length()) {
            throw new IndexOutOfBoundsException("trim " + bytes + " of " + length());
        }
        start += bytes;
    }

    /** Sets the packet's length, growing (content undefined) or cutting at the end. */
    public void setLength(int length) {
        if (length < 0 || length > memory.capacity() - start) {
            throw new IndexOutOfBoundsException("length " + length + " of " + (memory.capacity() - start));
        }
        end = start + length;
    }

    public byte getByte(int offset) {
        return memory.get(at(offset, 1));
    }

    public int getUnsignedByte(int offset) {
        return memory.get(at(offset, 1)) & 0xff;
    }

    public int getUnsignedShort(int offset) {
        return memory.getShort(at(offset, 2)) & 0xffff;
    }

    public int getInt(int offset) {
        return memory.getInt(at(offset, 4));
    }

    public long getLong(int offset) {
        return memory.getLong(at(offset, 8));
    }

    public void putByte(int offset, int value) {
        memory.put(at(offset, 1), (byte) value);
    }

    public void putShort(int offset, int value) {
        memory.putShort(at(offset, 2), (short) value);
    }

    public void putInt(int offset, int value) {
        memory.putInt(at(offset, 4), value);
    }

    public void putLong(int offset, long value) {
        memory.putLong(at(offset, 8), value);
    }

    /** Copies packet bytes out. */
    public void get(int offset, byte[] target, int targetOffset, int length) {
        memory.get(at(offset, length), target, targetOffset, length);
    }

    /** Copies bytes into the packet. */
    public void put(int offset, byte[] source, int sourceOffset, int length) {
        memory.put(at(offset, length), source, sourceOffset, length);
    }

    /** Copies packet bytes into {@code target} at its position, which advances. */
    public void get(int offset, ByteBuffer target, int length) {
        target.put(target.position(), memory, at(offset, length), length);
        target.position(target.position() + length);
    }

    /** Copies bytes from {@code source} at its position, which advances, into the packet. */
    public void put(int offset, ByteBuffer source, int length) {
        memory.put(at(offset, length), source, source.position(), length);
        source.position(source.position() + length);
    }

    /** Copies a whole other packet behind the end of this one, which grows; {@link #tailroom()} must be enough. */
    public void append(PacketBuffer part) {
        int at = length();
        int count = part.length();
        setLength(at + count);
        memory.put(start + at, part.memory, part.start, count);
    }

    /**
     * The packet's bytes, from position to limit, as they lie in memory, for a call that moves them as a whole. The same
     * object at each call, valid until the packet's bounds change.
     */
    public ByteBuffer bytes() {
        ByteBuffer view = bytes;
        if (view == null) {
            view = memory.duplicate();
            bytes = view;
        }
        return view.limit(end).position(start);
    }

    /**
     * Asks the device to complete a checksum on transmit (virtio: {@code VIRTIO_NET_HDR_F_NEEDS_CSUM}): it sums from
     * {@code start} to the packet's end and stores the result at {@code start + offset}, where the pseudo-header's sum
     * already stands. {@code start} is relative to the packet's current first byte and stays with that byte.
     */
    public void requestChecksum(int start, int offset) {
        at(start + offset, 2);
        this.checksumStart = this.start + start;
        this.checksumOffset = offset;
    }

    /** Whether {@link #requestChecksum} was called for this packet. */
    public boolean checksumRequested() {
        return checksumStart >= 0;
    }

    /** Where summing starts, relative to the packet's current first byte. */
    public int checksumStart() {
        return checksumStart - start;
    }

    /** Where the result goes, relative to {@link #checksumStart()}. */
    public int checksumOffset() {
        return checksumOffset;
    }

    /** Whether the device has vouched for the transport checksum of this received packet. */
    public boolean checksumVerified() {
        return checksumVerified;
    }

    /** Set by a driver whose device vouched for the transport checksum. */
    public void setChecksumVerified(boolean verified) {
        this.checksumVerified = verified;
    }

    /**
     * Asks the device to cut this TCP packet into ones of {@code bytes} of text each, the last of what is left (virtio:
     * {@code gso_size}); its checksum is requested too. Of a received packet: the device has joined it from such ones.
     */
    public void setSegmentSize(int bytes) {
        segmentSize = bytes;
    }

    /** What {@link #setSegmentSize} was told; 0 for a packet that is one segment. */
    public int segmentSize() {
        return segmentSize;
    }

    private int at(int offset, int length) {
        return start + Objects.checkFromIndexSize(offset, length, end - start);
    }
}
