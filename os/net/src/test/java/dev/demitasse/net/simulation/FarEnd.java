package dev.demitasse.net.simulation;

import dev.demitasse.net.IpAddress;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The other end of a device's wire, for tests that speak for it themselves: sits at 10.0.0.2, fe80::2 and 2001:db8::2,
 * answers whoever asks for the hardware address of these, and hands all else on.
 */
public final class FarEnd {
    static final byte[] MAC = {2, 0, 0, 0, 0, 2};
    static final byte[] STACK_MAC = {2, 0, 0, 0, 0, 1};

    private final SimulatedDevice device;
    private final Consumer<byte[]> frames;
    private Consumer<byte[]> arp = frame -> {};
    private boolean answering = true;

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
            if (!answering || !Frames.isIpv6(frame, 58) || !solicited(frame)) {
                frames.accept(frame);
            }
            return;
        }
        arp.accept(frame);
        if (frame[21] == 1 && frame[41] == 2) {
            answer(frame);
        }
    }

    /** Whether to answer neighbour solicitations, which are handed on otherwise. */
    public void answering(boolean value) {
        answering = value;
    }

    /** Answers a neighbour solicitation for an address of ours from somebody that has one; whether it was that. */
    private boolean solicited(byte[] frame) {
        IpAddress source = IpAddress.ofBytes(Arrays.copyOfRange(frame, 22, 38));
        if ((frame[54] & 0xff) != 135 || source.isAny()) {
            return false;
        }
        IpAddress wanted = IpAddress.ofBytes(Arrays.copyOfRange(frame, 62, 78));
        boolean ours = wanted.equals(Ipv6Peer.SELF) || wanted.equals(Ipv6Peer.LINK_LOCAL);
        if (ours) {
            byte[] message = Ipv6Peer.advertisement(wanted, 0x6000_0000, MAC);
            device.arrive(Frames.summed(Ipv6Peer.frame(wanted, source, 58, 255, message), 54, 58));
        }
        return ours;
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

    /** Brings an IPv4 packet from 10.0.0.2 to 10.0.0.1 in, with TCP's checksum written. */
    public void send(int protocol, int trafficClass, byte[] payload) {
        byte[] frame = Peer.ipFrame(protocol, payload, 0, 0);
        if (protocol == 6) {
            Frames.summed(frame, 34, protocol);
        }
        frame[15] = (byte) trafficClass;
        frame[24] = 0;
        frame[25] = 0;
        int sum = Frames.checksum(frame, 14, 20);
        frame[24] = (byte) (sum >>> 8);
        frame[25] = (byte) sum;
        device.arrive(frame);
    }
}
