package dev.demitasse.net.simulation;

import java.util.function.Consumer;

/**
 * The other end of a device's wire, for tests that speak for it themselves: sits at 10.0.0.2, answers ARP for that
 * address, and hands all that is not ARP on.
 */
public final class FarEnd {
    static final byte[] MAC = {2, 0, 0, 0, 0, 2};
    static final byte[] STACK_MAC = {2, 0, 0, 0, 0, 1};

    private final SimulatedDevice device;
    private final Consumer<byte[]> frames;
    private Consumer<byte[]> arp = frame -> {};

    /** The far end of a new device with the given MTU. */
    public FarEnd(int mtu, Consumer<byte[]> frames) {
        this.device = new SimulatedDevice(STACK_MAC, mtu, 128, false, this::arrived);
        this.frames = frames;
    }

    /** The stack's device. */
    public SimulatedDevice device() {
        return device;
    }

    private void arrived(byte[] frame) {
        if (Frames.unsignedShort(frame, 12) != 0x0806) {
            frames.accept(frame);
            return;
        }
        arp.accept(frame);
        if (frame[21] == 1 && frame[41] == 2) {
            answer(frame);
        }
    }

    /** Has every ARP frame of the stack looked at. */
    public FarEnd watchArp(Consumer<byte[]> watcher) {
        arp = watcher;
        return this;
    }

    private void answer(byte[] request) {
        byte[] reply = request.clone();
        System.arraycopy(STACK_MAC, 0, reply, 0, 6);
        System.arraycopy(MAC, 0, reply, 6, 6);
        reply[21] = 2;
        System.arraycopy(MAC, 0, reply, 22, 6);
        System.arraycopy(request, 38, reply, 28, 4);
        System.arraycopy(STACK_MAC, 0, reply, 32, 6);
        System.arraycopy(request, 28, reply, 38, 4);
        device.arrive(reply);
    }

    /** Brings an IPv4 packet from 10.0.0.2 to 10.0.0.1 in. */
    public void send(int protocol, int trafficClass, byte[] payload) {
        byte[] frame = Peer.ipFrame(protocol, payload, 0, 0);
        frame[15] = (byte) trafficClass;
        frame[24] = 0;
        frame[25] = 0;
        int sum = Frames.checksum(frame, 14, 20);
        frame[24] = (byte) (sum >>> 8);
        frame[25] = (byte) sum;
        device.arrive(frame);
    }
}
