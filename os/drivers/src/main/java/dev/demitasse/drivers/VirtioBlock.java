package dev.demitasse.drivers;

import dev.demitasse.machine.BlockDevice;
import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceMemory;
import dev.demitasse.machine.Driver.DeviceException;
import dev.demitasse.machine.Registers;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The virtio block device (5.2), one request at a time, copied through one piece of device memory.
 *
 * <p>{@code qemu-system-x86_64 -M microvm -global virtio-mmio.force-legacy=false -drive
 * if=none,id=d0,format=raw,file=disk.img -device virtio-blk-device,drive=d0}
 *
 * <p>Guarded by its own lock; the calling thread sleeps while the device works.
 */
public final class VirtioBlock implements BlockDevice {
    static final int QUEUE = 0;

    /** Feature bits (5.2.3). */
    static final long SIZE_MAXIMUM = 1 << 1;

    static final long READ_ONLY = 1 << 5;
    static final long BLOCK_SIZE = 1 << 6;
    static final long FLUSH = 1 << 9;

    /** Request types and statuses (5.2.6). */
    static final int TYPE_READ = 0;

    static final int TYPE_WRITE = 1;
    static final int TYPE_FLUSH = 4;
    static final int STATUS_OK = 0;
    static final int STATUS_UNSUPPORTED = 2;

    /** Requests and the capacity count in these, whatever the block size. */
    static final int SECTOR = 512;

    /** Configuration (5.2.4). */
    private static final int CONFIGURATION_CAPACITY = 0;

    private static final int CONFIGURATION_SIZE_MAXIMUM = 8;
    private static final int CONFIGURATION_BLOCK_SIZE = 20;

    /** A request is three descriptors: header, data, status. */
    private static final int DESCRIPTORS = 4;

    private static final int HEADER = 0;
    private static final int HEADER_LENGTH = 16;
    private static final int HEADER_SECTOR = 8;
    private static final int STATUS = 16;
    private static final int DATA = 512;

    /** Most bytes a request moves. */
    private static final int TRANSFER = 32 * 1024;

    /** What a status byte reads before the device has written it; no status of the specification. */
    private static final byte UNANSWERED = (byte) 0xff;

    private final VirtioTransport transport;
    private final long features;
    private final RequestQueue queue;
    private final ByteBuffer memory;
    private final long address;
    private final int blockSize;
    private final long blocks;
    private final int transfer;

    /** Brings the device up. */
    VirtioBlock(VirtioTransport transport, DeviceBus bus) {
        this.transport = transport;
        this.features = DeviceStatus.negotiate(transport, SIZE_MAXIMUM | READ_ONLY | BLOCK_SIZE | FLUSH);
        Registers configuration = transport.configuration();
        this.blockSize = offers(BLOCK_SIZE) ? configuration.get32(CONFIGURATION_BLOCK_SIZE) : SECTOR;
        if (blockSize < SECTOR || blockSize > TRANSFER || Integer.bitCount(blockSize) != 1) {
            throw new DeviceException(transport.name() + " has blocks of " + blockSize
                    + " bytes, which is no power of two from " + SECTOR + " to " + TRANSFER);
        }
        int segment = offers(SIZE_MAXIMUM) ? configuration.get32(CONFIGURATION_SIZE_MAXIMUM) : TRANSFER;
        this.transfer = Integer.compareUnsigned(segment, TRANSFER) > 0 ? TRANSFER : segment & -blockSize;
        if (transfer == 0) {
            throw new DeviceException(
                    transport.name() + " takes segments of " + segment + " bytes, less than its blocks'");
        }
        this.blocks = Long.divideUnsigned(readCapacity(configuration), blockSize / SECTOR);
        DeviceMemory requests = bus.allocate(DATA + TRANSFER, 4096);
        this.memory = requests.bytes();
        this.address = requests.address();
        this.queue = new RequestQueue(transport, bus, QUEUE, DESCRIPTORS, offers(DeviceStatus.EVENT_INDEX));
        DeviceStatus.complete(transport);
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public long blocks() {
        return blocks;
    }

    @Override
    public boolean readOnly() {
        return offers(READ_ONLY);
    }

    @Override
    public synchronized void read(long block, ByteBuffer target) throws IOException {
        requireBlocks(block, target.remaining());
        long sector = block * (blockSize / SECTOR);
        while (target.hasRemaining()) {
            int length = Math.min(transfer, target.remaining());
            request(TYPE_READ, sector, length);
            target.put(target.position(), memory, DATA, length);
            target.position(target.position() + length);
            sector += length / SECTOR;
        }
    }

    @Override
    public synchronized void write(long block, ByteBuffer source) throws IOException {
        if (readOnly()) {
            throw new IOException(transport.name() + " is read-only");
        }
        requireBlocks(block, source.remaining());
        long sector = block * (blockSize / SECTOR);
        while (source.hasRemaining()) {
            int length = Math.min(transfer, source.remaining());
            memory.put(DATA, source, source.position(), length);
            request(TYPE_WRITE, sector, length);
            source.position(source.position() + length);
            sector += length / SECTOR;
        }
    }

    /** {@inheritDoc} A device without the FLUSH feature has no cache that could lose anything (5.2.6.2). */
    @Override
    public synchronized void flush() throws IOException {
        if (offers(FLUSH)) {
            request(TYPE_FLUSH, 0, 0);
        }
    }

    private void request(int type, long sector, int length) throws IOException {
        memory.putInt(HEADER, type);
        memory.putInt(HEADER + Integer.BYTES, 0);
        memory.putLong(HEADER + HEADER_SECTOR, sector);
        memory.put(STATUS, UNANSWERED);
        queue.append(address + HEADER, HEADER_LENGTH, false);
        if (length > 0) {
            queue.append(address + DATA, length, type == TYPE_READ);
        }
        queue.append(address + STATUS, 1, true);
        queue.submit();
        int written = queue.await();
        int status = memory.get(STATUS);
        if (status == UNANSWERED) {
            throw DeviceStatus.fail(transport, "finished a request without a status");
        }
        if (status != STATUS_OK) {
            throw new IOException(transport.name() + ": " + describe(type, sector, length)
                    + (status == STATUS_UNSUPPORTED ? " is not supported" : " failed"));
        }
        if (type == TYPE_READ && written < length) {
            throw DeviceStatus.fail(transport, "read " + written + " of " + length + " bytes and calls that a success");
        }
    }

    private static String describe(int type, long sector, int length) {
        return type == TYPE_FLUSH
                ? "flush"
                : (type == TYPE_READ ? "read" : "write") + " of " + length + " bytes at sector " + sector;
    }

    private void requireBlocks(long block, int length) {
        if (length % blockSize != 0) {
            throw new IllegalArgumentException(length + " bytes are not a whole number of blocks of " + blockSize);
        }
        long count = length / blockSize;
        if (block < 0 || block > blocks - count) {
            throw new IllegalArgumentException("blocks " + block + " to " + (block + count) + " of " + blocks);
        }
    }

    private boolean offers(long feature) {
        return (features & feature) != 0;
    }

    /** Two reads that belong together: 2.5.1 says how to know that they do. */
    private long readCapacity(Registers configuration) {
        while (true) {
            int generation = transport.configurationGeneration();
            long low = Integer.toUnsignedLong(configuration.get32(CONFIGURATION_CAPACITY));
            long high = configuration.get32(CONFIGURATION_CAPACITY + Integer.BYTES);
            if (transport.configurationGeneration() == generation) {
                return high << 32 | low;
            }
        }
    }
}
