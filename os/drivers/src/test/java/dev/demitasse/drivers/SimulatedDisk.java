package dev.demitasse.drivers;

import dev.demitasse.drivers.SimulatedQueue.Chain;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A disk in an array. */
final class SimulatedDisk extends SimulatedVirtio {
    private static final int HEADER = 16;

    private final byte[] contents;
    private int requests;
    private int flushes;
    private int failWith;
    private int shortfall;
    private boolean givesStatus = true;

    SimulatedDisk(SimulatedBus bus, int sectors, long features) {
        super(bus, 2, features, 128);
        this.contents = new byte[sectors * VirtioBlock.SECTOR];
        configuration().putLong(0, sectors);
    }

    byte[] contents() {
        return contents;
    }

    int requests() {
        return requests;
    }

    int flushes() {
        return flushes;
    }

    /** Answers requests with this status from now on. */
    void failWith(int status) {
        failWith = status;
    }

    /** Says of each request that it wrote so many bytes fewer than it should. */
    void fallShortBy(int bytes) {
        shortfall = bytes;
    }

    void forgetStatus() {
        givesStatus = false;
    }

    @Override
    protected void notified(int queue) {
        Chain chain = queue(queue).take();
        while (chain != null) {
            serve(chain);
            chain = queue(queue).take();
        }
        announce(queue(queue));
    }

    private void serve(Chain chain) {
        requests++;
        byte[] bytes = chain.read();
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int position = (int) header.getLong(8) * VirtioBlock.SECTOR;
        int written = 1;
        if (failWith == 0) {
            switch (header.getInt(0)) {
                case VirtioBlock.TYPE_READ -> {
                    int length = chain.writable() - 1;
                    chain.write(0, Arrays.copyOfRange(contents, position, position + length));
                    written += length;
                }
                case VirtioBlock.TYPE_WRITE ->
                    System.arraycopy(bytes, HEADER, contents, position, bytes.length - HEADER);
                case VirtioBlock.TYPE_FLUSH -> flushes++;
                default -> throw new AssertionError("request type " + header.getInt(0));
            }
        }
        if (givesStatus) {
            chain.write(chain.writable() - 1, new byte[] {(byte) failWith});
        }
        queue(VirtioBlock.QUEUE).use(chain, written - shortfall);
    }
}
