package dev.demitasse.net.simulation;

import dev.demitasse.machine.NetworkDevice;
import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A network device whose wire is a callback: sent frames go there as arrays, {@link #arrive} brings received ones. */
public final class SimulatedDevice implements NetworkDevice {
    private static final int HEADROOM = 12;
    private static final int LARGE_BUFFERS = 3;
    private static final int LARGE_SIZE = 65_600;
    private static final int LONGEST_PACKET = 65_535;

    private final byte[] address;
    private final int mtu;
    private final boolean offload;
    private final PacketPool pool;
    private final Consumer<byte[]> wire;
    private final ArrayDeque<byte[]> received = new ArrayDeque<>();
    private @Nullable PacketPool large;
    private int transmitRoom = Integer.MAX_VALUE;
    private int flushes;
    private long joined;
    private long transmissions;

    /** A device with its own pool. */
    public SimulatedDevice(byte[] address, int mtu, int buffers, boolean offload, Consumer<byte[]> wire) {
        this.address = address;
        this.mtu = mtu;
        this.offload = offload;
        this.wire = wire;
        this.pool = PacketPool.ofDirectMemory(buffers, (mtu + 128 + 63) / 64 * 64);
    }

    /** Has the device cut long TCP packets into segments, and join those it receives. */
    public void segment() {
        large = PacketPool.ofDirectMemory(LARGE_BUFFERS, LARGE_SIZE);
    }

    /** Lets only so many further frames be accepted until the next call; then {@link #transmit} refuses. */
    public void setTransmitRoom(int frames) {
        transmitRoom = frames;
    }

    /** How often the doorbell was rung. */
    public int flushes() {
        return flushes;
    }

    /** Brings a frame in. */
    public void arrive(byte[] frame) {
        received.add(frame);
    }

    @Override
    public byte[] hardwareAddress() {
        return address.clone();
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public boolean transmitChecksumOffload() {
        return offload || large != null;
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
        return HEADROOM;
    }

    @Override
    public boolean transmit(PacketBuffer frame) {
        if (transmitRoom == 0) {
            return false;
        }
        transmitRoom--;
        transmissions++;
        if (frame.headroom() < HEADROOM) {
            throw new AssertionError("the stack left a headroom of " + frame.headroom());
        }
        byte[] bytes = new byte[frame.length()];
        frame.get(0, bytes, 0, bytes.length);
        int segment = frame.segmentSize();
        if (segment > 0) {
            if (large == null || !frame.checksumRequested()) {
                throw new AssertionError("segments asked of a device without, or without checksums");
            }
            frame.release();
            Segments.cut(bytes, segment).forEach(wire);
            return true;
        }
        if (bytes.length > 14 + mtu) {
            throw new AssertionError("a frame of " + bytes.length + " bytes with an MTU of " + mtu);
        }
        if (frame.checksumRequested()) {
            int start = frame.checksumStart();
            int at = start + frame.checksumOffset();
            int sum = Frames.checksum(bytes, start, bytes.length - start);
            bytes[at] = (byte) (sum >>> 8);
            bytes[at + 1] = (byte) sum;
        }
        frame.release();
        wire.accept(bytes);
        return true;
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public @Nullable PacketBuffer receive() {
        if (large != null && !received.isEmpty()) {
            return receiveJoined(large);
        }
        byte[] frame = received.peek();
        if (frame == null) {
            return null;
        }
        PacketBuffer buffer = pool.take(HEADROOM);
        if (buffer == null) {
            return null;
        }
        received.poll();
        if (frame.length > buffer.tailroom()) {
            buffer.release();
            return null;
        }
        buffer.setLength(frame.length);
        buffer.put(0, frame, 0, frame.length);
        return buffer;
    }

    private @Nullable PacketBuffer receiveJoined(PacketPool large) {
        PacketBuffer buffer = large.take(HEADROOM);
        if (buffer == null) {
            return null;
        }
        byte[] first = received.element();
        byte[] frame = Segments.takeJoined(received);
        buffer.setLength(frame.length);
        buffer.put(0, frame, 0, frame.length);
        if (frame.length > first.length) {
            joined++;
            buffer.setChecksumVerified(true);
            buffer.setSegmentSize(Frames.tcpTextLength(first));
        }
        return buffer;
    }

    /** Frames that the stack has handed down. */
    public long transmissions() {
        return transmissions;
    }

    /** Frames that were joined from several. */
    public long joined() {
        return joined;
    }

    @Override
    public boolean armWakeup() {
        return received.isEmpty();
    }

    @Override
    public void setWakeup(Runnable wakeup) {
        // the simulation polls by itself
    }

    /** Whether frames wait to be received. */
    public boolean hasReceived() {
        return !received.isEmpty();
    }
}
