package dev.demitasse.drivers;

import dev.demitasse.machine.HostStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** The host's end of a tap under test: each call moves one frame with its header, or loses the end for which there is no room. */
final class SimulatedTap implements HostStream {
    private final Runnable interrupt;
    private final Deque<byte[]> toGuest = new ArrayDeque<>();
    private final List<byte[]> fromGuest = new ArrayList<>();
    private int refusals;
    private int failures;
    private boolean gone;
    private boolean awaitsReadable;
    private boolean awaitsWritable;

    SimulatedTap(Runnable interrupt) {
        this.interrupt = interrupt;
    }

    void deliver(byte[] headerAndFrame) {
        toGuest.add(headerAndFrame);
        if (awaitsReadable) {
            awaitsReadable = false;
            interrupt.run();
        }
    }

    /** What the guest has sent, each with its header. */
    List<byte[]> sent() {
        return fromGuest;
    }

    /** Has no room for the next so many frames. */
    void refuse(int frames) {
        refusals = frames;
    }

    /** Answers the next so many frames with an error. */
    void fail(int frames) {
        failures = frames;
    }

    void vanish() {
        gone = true;
    }

    boolean awaitsWritable() {
        return awaitsWritable;
    }

    static byte[] pattern(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Override
    public int read(ByteBuffer target) {
        if (gone) {
            return -1;
        }
        byte[] frame = toGuest.poll();
        if (frame == null) {
            return 0;
        }
        int count = Math.min(frame.length, target.remaining());
        target.put(frame, 0, count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) {
        if (refusals > 0) {
            refusals--;
            return 0;
        }
        if (failures > 0 || gone) {
            failures--;
            return -1;
        }
        byte[] frame = new byte[source.remaining()];
        source.get(frame);
        fromGuest.add(frame);
        return frame.length;
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
