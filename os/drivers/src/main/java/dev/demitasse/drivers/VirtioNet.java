package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceMemory;
import dev.demitasse.machine.Driver.DeviceException;
import dev.demitasse.machine.NetworkDevice;
import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import dev.demitasse.machine.Registers;
import org.jspecify.annotations.Nullable;

/**
 * The virtio network device (5.1): pairs of receive and transmit queues, checksum and TCP segmentation offload both ways,
 * mergeable receive buffers.
 *
 * <p>{@code qemu-system-x86_64 -M microvm -global virtio-mmio.force-legacy=false -netdev user,id=n0 -device
 * virtio-net-device,netdev=n0}, or {@code -M q35 … -device virtio-net-pci,netdev=n0,romfile=}
 *
 * <p>One pool serves all queues. With one pair half of it at most waits in the receive ring, and the last quarter is never
 * put there: however many received frames the stack holds on to, it can still send. Each further pair adds as many buffers,
 * and no ring takes more than the first pair's do: one that is full leaves the others their share.
 *
 * <p>A frame longer than a buffer comes in several (5.1.6.4) and is copied together into one of a few longer buffers: the
 * device's network may have longer frames than ours, or the device joins TCP's. QEMU does so with a tap, not with its user
 * network: {@code -netdev tap,id=n0,ifname=tap0,script=no,downscript=no}.
 *
 * <p>Of a device with several pairs (5.1.6.5.5) up to {@link #MOST_PAIRS} are used, so that a thread of the host can work on
 * each. A flow is sent on one pair always, and the device hands what answers it to that pair's receive queue. QEMU: {@code
 * -netdev tap,…,queues=2 -device virtio-net-pci,mq=on,…}, with a tap made with {@code multi_queue}.
 *
 * <p>The device interrupts only while the stack sleeps (see {@link #armWakeup}); at all other times the rings are polled,
 * and sent buffers come back when the stack flushes, arms, or finds the transmit ring full.
 *
 * <p>Confined to the network stack's lock, except the interrupt handlers, which touch volatile fields only.
 */
public final class VirtioNet implements NetworkDevice {
    /** Bytes per packet buffer: an Ethernet frame with this driver's header, and room to spare. */
    static final int BUFFER_SIZE = 2048;

    /** Bytes of the longest frame that is joined, a jumbo frame of 9,000 bytes, with all headers. */
    static final int JUMBO_SIZE = 9216;

    /** How many joined frames the stack can have at a time. */
    static final int JUMBO_BUFFERS = 4;

    /** How many frames to be cut into segments can be on their way to the device at a time. */
    static final int LARGE_BUFFERS = 3;

    /** How many pairs of queues are used at most: one processor does not fill more. */
    static final int MOST_PAIRS = 4;

    /** How many frames are taken from one receive queue before it is the next one's turn. */
    static final int BATCH = 32;

    /** The queues of the first pair (5.1.2); those of the others follow by turns. */
    static final int RECEIVE_QUEUE = 0;

    static final int TRANSMIT_QUEUE = 1;

    /** Feature bits (5.1.3). */
    static final long CHECKSUM = 1;

    static final long GUEST_CHECKSUM = 1 << 1;
    static final long MTU = 1 << 3;
    static final long MAC = 1 << 5;
    static final long GUEST_TSO = 1 << 7 | 1 << 8;
    static final long HOST_TSO = 1 << 11 | 1 << 12;
    static final long MERGEABLE_BUFFERS = 1 << 15;
    static final long STATUS = 1 << 16;
    static final long CONTROL_QUEUE = 1 << 17;
    static final long MULTIQUEUE = 1 << 22;

    private static final int MOST_DESCRIPTORS = 256;

    /** Configuration (5.1.4). */
    private static final int CONFIGURATION_MAC = 0;

    private static final int CONFIGURATION_STATUS = 6;
    private static final int CONFIGURATION_PAIRS = 8;
    private static final int CONFIGURATION_MTU = 10;
    private static final int LINK_UP = 1;

    private static final int MAC_LENGTH = 6;
    private static final int ETHERNET_HEADER = 14;
    private static final int VLAN_TAG = 4;
    private static final int ETHERNET_MTU = 1500;

    /** 5.1.4.1: no device offers less, or more pairs. */
    private static final int LEAST_MTU = 68;

    private static final int MOST_PAIRS_OFFERED = 0x8000;

    private final VirtioTransport transport;
    private final DeviceBus bus;
    private final Registers configuration;
    private final long features;
    private final PacketPool pool;
    private final ReceiveQueue[] receivers;
    private final TransmitQueue[] transmitters;

    /** How many of the pairs are used. */
    private final int pairs;

    private final int reserve;
    private final byte[] hardwareAddress;
    private final int mtu;

    private final LargeBuffers joined;
    private final LargeBuffers large;

    private volatile Runnable wakeup = () -> {};
    private volatile boolean linkUp = true;
    private volatile boolean broken;

    /** The receive queue whose turn it is, and how many frames of this turn it has had. */
    private int turn;

    private int taken;

    private boolean armed;
    private boolean largeWanted;
    private long framesReceived;
    private long framesSent;

    /**
     * Brings the device up, ready to receive.
     *
     * @param buffers packet buffers in the pool for each pair of queues, at least 8
     */
    VirtioNet(VirtioTransport transport, DeviceBus bus, int buffers) {
        this.transport = transport;
        this.bus = bus;
        this.configuration = transport.configuration();
        long offered = DeviceStatus.offered(transport);
        this.features = DeviceStatus.accept(transport, offered, wanted(offered, buffers));
        boolean joins = (features & GUEST_TSO) != 0;
        this.joined =
                joins ? new LargeBuffers(bus, 1, LargeBuffers.SIZE) : new LargeBuffers(bus, JUMBO_BUFFERS, JUMBO_SIZE);
        this.large = new LargeBuffers(bus, LARGE_BUFFERS, LargeBuffers.SIZE);
        if (joins && !joined.ready()) {
            // A frame that is dropped for want of memory would be sent again no shorter.
            throw new OutOfMemoryError("no memory for the long frames of " + transport.name());
        }
        int offeredPairs = offers(MULTIQUEUE) ? readPairs() : 1;
        int wantedPairs = Math.min(offeredPairs, MOST_PAIRS);
        int share = buffers / 2;
        DeviceMemory memory = bus.allocate(wantedPairs * buffers * BUFFER_SIZE, 4096);
        this.pool = new PacketPool(memory.bytes(), memory.address(), BUFFER_SIZE);
        this.reserve = buffers / 4;
        boolean eventIndex = offers(DeviceStatus.EVENT_INDEX);
        int descriptors = Math.min(MOST_DESCRIPTORS, Integer.highestOneBit(share));
        // One handler object for all queues: a transport with a vector per handler then needs one.
        Runnable interrupt = this::interrupt;
        this.receivers = new ReceiveQueue[wantedPairs];
        this.transmitters = new TransmitQueue[wantedPairs];
        for (int i = 0; i < wantedPairs; i++) {
            var received = new Virtqueue(transport, bus, 2 * i + RECEIVE_QUEUE, descriptors, eventIndex, interrupt);
            var sent = new Virtqueue(transport, bus, 2 * i + TRANSMIT_QUEUE, descriptors, eventIndex, interrupt);
            receivers[i] =
                    new ReceiveQueue(transport, received, pool, share, reserve, joined, offers(MERGEABLE_BUFFERS));
            transmitters[i] = new TransmitQueue(sent);
        }
        // 5.1.2: behind all the pairs that the device has, whether we use them or not.
        PairsCommand command = wantedPairs > 1 ? new PairsCommand(transport, bus, 2 * offeredPairs, eventIndex) : null;
        this.hardwareAddress = offers(MAC) ? readHardwareAddress() : localHardwareAddress();
        this.mtu = Math.min(
                offers(MTU) ? readMtu() : ETHERNET_MTU, BUFFER_SIZE - VirtioNetHeader.LENGTH - ETHERNET_HEADER);
        if (offers(STATUS)) {
            transport.onConfigurationChange(this::configurationChanged);
            this.linkUp = readLink();
        }
        DeviceStatus.complete(transport);
        this.pairs = command != null && command.use(wantedPairs) ? wantedPairs : 1;
        refill();
    }

    /**
     * The features to ask for: those of segments only with what they rest on (5.1.3.1), and for both IPs or none.
     *
     * @param buffers packet buffers in the pool
     */
    private long wanted(long offered, int buffers) {
        long wanted = CHECKSUM | GUEST_CHECKSUM | MTU | MAC | MERGEABLE_BUFFERS | STATUS;
        if (has(offered, CONTROL_QUEUE | MULTIQUEUE)) {
            wanted |= CONTROL_QUEUE | MULTIQUEUE;
        }
        if (has(offered, CHECKSUM | HOST_TSO)) {
            wanted |= HOST_TSO;
        }
        if (has(offered, GUEST_CHECKSUM | MERGEABLE_BUFFERS | GUEST_TSO)) {
            // A frame for which all receive buffers together are too few would wait before them for good.
            int receiving = Math.min(transport.maximumQueueSize(RECEIVE_QUEUE), buffers / 2);
            wanted |= Integer.highestOneBit(receiving) * BUFFER_SIZE >= LargeBuffers.SIZE ? GUEST_TSO : 0;
        }
        return wanted;
    }

    private static boolean has(long features, long all) {
        return (features & all) == all;
    }

    @Override
    public byte[] hardwareAddress() {
        return hardwareAddress.clone();
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public boolean transmitChecksumOffload() {
        return offers(CHECKSUM);
    }

    @Override
    public int segmentationLimit() {
        return offers(HOST_TSO) && large.ready() ? LargeBuffers.LONGEST_PACKET : 0;
    }

    @Override
    public @Nullable PacketBuffer takeLarge(int headroom) {
        PacketBuffer buffer = large.take(headroom);
        if (buffer == null) {
            reclaim();
            buffer = large.take(headroom);
            largeWanted = buffer == null;
        }
        return buffer;
    }

    @Override
    public PacketPool pool() {
        return pool;
    }

    @Override
    public int headroom() {
        return VirtioNetHeader.LENGTH;
    }

    /**
     * {@inheritDoc} The frame has at least {@link #headroom()} bytes of headroom and is at most an MTU long, unless it is to be
     * cut into segments.
     */
    @Override
    public boolean transmit(PacketBuffer frame) {
        requireWorking();
        boolean cut = frame.segmentSize() > 0;
        if (cut && !(offers(HOST_TSO) && frame.checksumRequested())) {
            throw new IllegalArgumentException("segmentation requested of a device without it, or without checksum");
        }
        int longest = cut ? LargeBuffers.LONGEST_PACKET : mtu;
        if (frame.length() > ETHERNET_HEADER + VLAN_TAG + longest) {
            throw new IllegalArgumentException("frame of " + frame.length() + " bytes, at most are " + longest);
        }
        if (frame.checksumRequested() && !transmitChecksumOffload()) {
            throw new IllegalArgumentException("checksum requested of a device without checksum offload");
        }
        TransmitQueue queue = transmitters[pairs == 1 ? 0 : FlowHash.queue(frame, pairs)];
        if (!queue.transmit(frame)) {
            return false;
        }
        framesSent++;
        return true;
    }

    @Override
    public void flush() {
        requireWorking();
        for (int i = 0; i < pairs; i++) {
            transmitters[i].flush();
        }
        reclaim();
        refill();
    }

    @Override
    public @Nullable PacketBuffer receive() {
        requireWorking();
        if (armed) {
            disarm();
        }
        for (int empty = 0; empty < pairs; empty++) {
            PacketBuffer frame = receiveFrom(receivers[turn]);
            if (frame != null) {
                framesReceived++;
                if (++taken == BATCH) {
                    nextTurn();
                }
                return frame;
            }
            nextTurn();
        }
        return null;
    }

    private @Nullable PacketBuffer receiveFrom(ReceiveQueue queue) {
        try {
            return queue.receive();
        } catch (DeviceException e) {
            broken = true;
            throw e;
        }
    }

    private void nextTurn() {
        turn = turn + 1 == pairs ? 0 : turn + 1;
        taken = 0;
    }

    /**
     * {@inheritDoc} Also wakes when buffers come back from transmission, if {@link #transmit} has answered {@code false},
     * {@link #takeLarge} nothing, or the pool is nearly empty.
     */
    @Override
    public boolean armWakeup() {
        requireWorking();
        reclaim();
        refill();
        boolean sooner = largeWanted && large.available() > 0;
        for (int i = 0; i < pairs; i++) {
            sooner |= transmitters[i].becameFree();
        }
        if (sooner) {
            largeWanted = false;
            return false;
        }
        armed = true;
        // Where receive buffers are missing, the device may hold back a frame that needs more than it has.
        boolean wantsBuffers = largeWanted || pool.available() <= reserve;
        for (int i = 0; i < pairs; i++) {
            TransmitQueue transmitter = transmitters[i];
            boolean awaitsTransmission = transmitter.blocked() || wantsBuffers && transmitter.outstanding() > 0;
            if (!receivers[i].enableInterrupts() || awaitsTransmission && !transmitter.enableInterrupts()) {
                disarm();
                return false;
            }
        }
        return true;
    }

    @Override
    public void setWakeup(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    /** Whether the other end of the cable is there; always so when the device cannot tell. Any thread may ask. */
    public boolean linkUp() {
        return linkUp;
    }

    /** Frames handed to the stack since the start. */
    public long framesReceived() {
        return framesReceived;
    }

    /** Frames accepted for transmission since the start. */
    public long framesSent() {
        return framesSent;
    }

    /** Received frames that were too long, came too many at a time, or had a header that made no sense. */
    public long framesDropped() {
        long dropped = 0;
        for (ReceiveQueue receiver : receivers) {
            dropped += receiver.dropped();
        }
        return dropped;
    }

    /** Pairs of queues in use. */
    int pairs() {
        return pairs;
    }

    private boolean offers(long feature) {
        return (features & feature) != 0;
    }

    private void refill() {
        for (int i = 0; i < pairs; i++) {
            receivers[i].refill();
        }
    }

    private void reclaim() {
        for (int i = 0; i < pairs; i++) {
            transmitters[i].reclaim();
        }
    }

    /** Takes a buffer back from the device. The virtqueue has checked that the device had it. */
    static PacketBuffer owned(@Nullable PacketBuffer[] buffers, int token) {
        PacketBuffer buffer = buffers[token];
        if (buffer == null) {
            throw new IllegalStateException("no buffer for token " + token);
        }
        buffers[token] = null;
        return buffer;
    }

    private void disarm() {
        armed = false;
        for (int i = 0; i < pairs; i++) {
            receivers[i].disableInterrupts();
            transmitters[i].disableInterrupts();
        }
    }

    private void interrupt() {
        wakeup.run();
    }

    private void configurationChanged() {
        // 2.1.2: a device in trouble says so in its status and sends this interrupt.
        boolean needsReset = (transport.status() & DeviceStatus.NEEDS_RESET) != 0;
        boolean up = readLink();
        if (needsReset || up != linkUp) {
            broken |= needsReset;
            linkUp = up;
            wakeup.run();
        }
    }

    private void requireWorking() {
        if (broken) {
            throw new DeviceException(transport.name() + " is out of order after an error: restart the guest");
        }
    }

    private boolean readLink() {
        return (configuration.get16(CONFIGURATION_STATUS) & LINK_UP) != 0;
    }

    private int readPairs() {
        int offered = configuration.get16(CONFIGURATION_PAIRS);
        if (offered < 1 || offered > MOST_PAIRS_OFFERED) {
            throw new DeviceException(
                    transport.name() + " offers " + offered + " pairs of queues, not 1 to " + MOST_PAIRS_OFFERED);
        }
        return offered;
    }

    private int readMtu() {
        int offered = configuration.get16(CONFIGURATION_MTU);
        if (offered < LEAST_MTU) {
            throw new DeviceException(transport.name() + " offers an MTU of " + offered + ", less than " + LEAST_MTU);
        }
        return offered;
    }

    /** Byte by byte, as 4.2.2.2 and 4.1.3.1 demand of an array of bytes. */
    private byte[] readHardwareAddress() {
        byte[] address = new byte[MAC_LENGTH];
        for (int i = 0; i < MAC_LENGTH; i++) {
            address[i] = (byte) configuration.get8(CONFIGURATION_MAC + i);
        }
        return address;
    }

    /** 5.1.5: for a device without an address, one from the locally administered range. */
    private static byte[] localHardwareAddress() {
        // The time since power-on in nanoseconds, spread over all bits (a step of SplitMix64).
        long bits = System.nanoTime() * 0x9e3779b97f4a7c15L;
        bits = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        byte[] address = new byte[MAC_LENGTH];
        for (int i = 0; i < MAC_LENGTH; i++) {
            address[i] = (byte) (bits >>> 8 * (i + 1));
        }
        address[0] = (byte) (address[0] & 0xfc | 0x02);
        return address;
    }
}
