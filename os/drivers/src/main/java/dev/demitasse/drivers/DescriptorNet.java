package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.HostStream;
import dev.demitasse.machine.NetworkDevice;
import dev.demitasse.machine.PacketPool;

/**
 * An Ethernet interface that is a descriptor of the host of a process. Confined to the network stack's lock, except the
 * interrupt.
 */
abstract sealed class DescriptorNet implements NetworkDevice permits FrameStreamNet, TapNet {
    static final int BUFFER_SIZE = 2048;
    static final int ETHERNET_HEADER = 14;
    private static final int MTU = 1500;

    final HostStream stream;
    private final byte[] hardwareAddress;
    private final PacketPool pool;

    private volatile Runnable wakeup = () -> {};
    private boolean ended;
    private long framesDropped;

    /**
     * Brings the interface up.
     *
     * @param line its interrupt line
     * @param buffers packet buffers in the pool
     */
    DescriptorNet(HostStream stream, int line, byte[] hardwareAddress, DeviceBus bus, int buffers) {
        this.stream = stream;
        this.hardwareAddress = hardwareAddress.clone();
        // No device reads this memory, so it need not be contiguous for one.
        this.pool = PacketPool.ofDirectMemory(buffers, BUFFER_SIZE);
        bus.lineInterrupt(line, this::interrupt);
    }

    @Override
    public byte[] hardwareAddress() {
        return hardwareAddress.clone();
    }

    @Override
    public int mtu() {
        return MTU;
    }

    @Override
    public PacketPool pool() {
        return pool;
    }

    @Override
    public void setWakeup(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    /** Whether the interface, or who is at its other end, is still there. */
    boolean linkUp() {
        return !ended;
    }

    /** Frames that were lost here. */
    long framesDropped() {
        return framesDropped;
    }

    void dropped() {
        framesDropped++;
    }

    /** There is no network any more, of which {@code what} tells people. */
    void end(String what) {
        if (!ended) {
            ended = true;
            System.err.println("demitasse: the network is gone: " + what);
        }
    }

    private void interrupt() {
        wakeup.run();
    }
}
