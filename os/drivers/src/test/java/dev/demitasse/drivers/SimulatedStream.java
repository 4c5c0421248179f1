package dev.demitasse.drivers;

import dev.demitasse.machine.HostStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The host's end of a stream of frames under test, which decides how much of it passes when. */
final class SimulatedStream implements HostStream {
    private final Runnable interrupt;
    private final ByteArrayOutputStream toGuest = new ByteArrayOutputStream();
    private final ByteArrayOutputStream fromGuest = new ByteArrayOutputStream();
    private int given;
    private int open;
    private int taken;
    private int room = Integer.MAX_VALUE;
    private int writes;
    private boolean closed;
    private boolean awaitsReadable;
    private boolean awaitsWritable;

    SimulatedStream(Runnable interrupt) {
        this.interrupt = interrupt;
    }

    /** Bytes for the guest, which come when they are {@linkplain #letThrough let through}. */
    void deliver(byte[] bytes) {
        toGuest.writeBytes(bytes);
    }

    void deliverFrame(byte[] frame) {
        deliverLength(frame.length);
        deliver(frame);
    }

    void deliverLength(int length) {
        deliver(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    }

    /** Lets so many more bytes be read. */
    void letThrough(int bytes) {
        open = bytes == Integer.MAX_VALUE ? toGuest.size() : open + bytes;
        if (awaitsReadable) {
            awaitsReadable = false;
            interrupt.run();
        }
    }

    /** Takes so many bytes of the guest's and no more. */
    void takeAtMost(int bytes) {
        room = bytes;
    }

    boolean awaitsWritable() {
        return awaitsWritable;
    }

    void close() {
        closed = true;
    }

    /** Calls of {@link #write} that took something. */
    int writes() {
        return writes;
    }

    byte[] takeBytes(int count) {
        byte[] all = fromGuest.toByteArray();
        if (taken + count > all.length) {
            throw new AssertionError("the guest has sent only " + (all.length - taken) + " bytes more");
        }
        taken += count;
        return Arrays.copyOfRange(all, taken - count, taken);
    }

    byte[] takeFrame() {
        return takeBytes(ByteBuffer.wrap(takeBytes(Integer.BYTES)).getInt());
    }

    @Override
    public int read(ByteBuffer target) {
        if (closed) {
            return -1;
        }
        int count = Math.min(target.remaining(), open - given);
        target.put(toGuest.toByteArray(), given, count);
        given += count;
        return count;
    }

    @Override
    public int write(ByteBuffer source) {
        if (closed) {
            return -1;
        }
        byte[] bytes = new byte[Math.min(source.remaining(), room)];
        source.get(bytes);
        fromGuest.writeBytes(bytes);
        room -= room == Integer.MAX_VALUE ? 0 : bytes.length;
        writes += bytes.length > 0 ? 1 : 0;
        return bytes.length;
    }

    @Override
    public void awaitReadable() {
        awaitsReadable = true;
    }

    @Override
    public void awaitWritable() {
        awaitsWritable = true;
    }
}
