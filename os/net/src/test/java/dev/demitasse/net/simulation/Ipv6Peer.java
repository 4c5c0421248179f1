package dev.demitasse.net.simulation;

import dev.demitasse.net.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 node that is a script, on the other end of a device's wire: says exactly what a test tells it to and hands over
 * the IPv6 packets that the stack sends. It answers neighbour solicitations for its two addresses unless told not to.
 */
public final class Ipv6Peer {
    public static final int ICMPV6 = 58;
    public static final int UDP = 17;

    /** Where this peer is. */
    public static final IpAddress SELF = IpAddress.parse("2001:db8::2");

    public static final IpAddress LINK_LOCAL = IpAddress.parse("fe80::2");

    /** Where tests put the stack. */
    public static final IpAddress STACK = IpAddress.parse("2001:db8::1");

    public static final IpAddress ALL_NODES = IpAddress.parse("ff02::1");
    public static final IpAddress ALL_ROUTERS = IpAddress.parse("ff02::2");

    /** An IPv6 packet that the stack has sent. */
    public record Packet(
            byte[] hardware, IpAddress source, IpAddress destination, int protocol, int hopLimit, byte[] payload) {
        /** The ICMPv6 type, -1 for other protocols. */
        public int icmpType() {
            return protocol == ICMPV6 ? payload[0] & 0xff : -1;
        }

        /** The sixteen bytes at an offset of the payload, as an address. */
        public IpAddress address(int at) {
            return IpAddress.ofBytes(Arrays.copyOfRange(payload, at, at + 16));
        }

        @Override
        public String toString() {
            String type = protocol == ICMPV6 ? " type " + icmpType() : "";
            return source + " > " + destination + " protocol " + protocol + type + " length " + payload.length;
        }
    }

    private final Simulation simulation;
    private final FarEnd wire;
    private final ArrayDeque<Packet> packets = new ArrayDeque<>();

    /** A peer on the other end of a new device's wire. */
    public Ipv6Peer(Simulation simulation) {
        this.simulation = simulation;
        this.wire = new FarEnd(1500, this::arrived);
    }

    /** The stack's device. */
    public SimulatedDevice device() {
        return wire.device();
    }

    /** Whether to answer neighbour solicitations; otherwise they are handed over like all else. */
    public void answering(boolean value) {
        wire.answering(value);
    }

    private void arrived(byte[] frame) {
        if (Frames.unsignedShort(frame, 12) != 0x86dd) {
            return;
        }
        int end = 54 + Frames.unsignedShort(frame, 18);
        Packet packet = new Packet(
                Arrays.copyOf(frame, 6),
                IpAddress.ofBytes(Arrays.copyOfRange(frame, 22, 38)),
                IpAddress.ofBytes(Arrays.copyOfRange(frame, 38, 54)),
                frame[20] & 0xff,
                frame[21] & 0xff,
                Arrays.copyOfRange(frame, 54, end));
        packets.add(packet);
    }

    /** A neighbour advertisement without checksum; no hardware address leaves the option out. */
    public static byte[] advertisement(IpAddress target, int flags, byte... hardware) {
        return neighborMessage(136, flags, target, 2, hardware);
    }

    /** A neighbour solicitation without checksum; no hardware address leaves the option out. */
    public static byte[] solicitation(IpAddress target, byte... hardware) {
        return neighborMessage(135, 0, target, 1, hardware);
    }

    private static byte[] neighborMessage(int type, int flags, IpAddress target, int option, byte... hardware) {
        ByteBuffer message = ByteBuffer.allocate(hardware.length == 0 ? 24 : 32);
        message.putInt(type << 24).putInt(flags).put(target.bytes());
        if (hardware.length > 0) {
            message.put((byte) option).put((byte) 1).put(hardware);
        }
        return message.array();
    }

    /** Sends an ICMPv6 message with its checksum, from this peer's hardware address to the stack's. */
    public void icmp(IpAddress source, IpAddress destination, int hopLimit, byte... message) {
        arrive(Frames.summed(frame(source, destination, ICMPV6, hopLimit, message), 54, ICMPV6));
    }

    /** Sends an IPv6 packet. */
    public void send(int protocol, byte... payload) {
        arrive(frame(SELF, STACK, protocol, 64, payload));
    }

    /** Brings a frame in. */
    public void arrive(byte... frame) {
        wire.device().arrive(frame);
        simulation.run(1);
    }

    /** An Ethernet frame with an IPv6 packet. */
    public static byte[] frame(IpAddress source, IpAddress destination, int protocol, int hopLimit, byte... payload) {
        ByteBuffer frame = ByteBuffer.allocate(54 + payload.length);
        if (destination.isMulticast()) {
            frame.putShort((short) 0x3333).put(destination.bytes(), 12, 4);
        } else {
            frame.put(FarEnd.STACK_MAC);
        }
        frame.put(FarEnd.MAC).putShort((short) 0x86dd).putInt(0x6000_0000);
        frame.putShort((short) payload.length).put((byte) protocol).put((byte) hopLimit);
        frame.put(source.bytes()).put(destination.bytes()).put(payload);
        return frame.array();
    }

    /** A UDP datagram with its checksum, from this peer to the stack. */
    public static byte[] datagram(int from, int to, byte... payload) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length);
        datagram.putShort((short) from).putShort((short) to).putShort((short) datagram.capacity());
        datagram.putShort((short) 0).put(payload);
        byte[] frame = Frames.summed(frame(SELF, STACK, UDP, 64, datagram.array()), 54, UDP);
        return Arrays.copyOfRange(frame, 54, frame.length);
    }

    /** The next packet the stack has sent, or {@code null}. */
    public @Nullable Packet next() {
        simulation.run(1);
        return packets.poll();
    }

    /** The next packet the stack has sent; fails when there is none. */
    public Packet expect() {
        Packet packet = next();
        if (packet == null) {
            throw new AssertionError("the stack sent nothing");
        }
        return packet;
    }

    /** The next packet of this ICMPv6 type; others before it are dropped. Fails when there is none. */
    public Packet expect(int icmpType) {
        for (Packet packet = next(); packet != null; packet = packets.poll()) {
            if (packet.icmpType() == icmpType) {
                return packet;
            }
        }
        throw new AssertionError("the stack sent no ICMPv6 message of type " + icmpType);
    }

    /** Forgets what the stack has sent so far. */
    public void discard() {
        simulation.run(1);
        packets.clear();
    }

    /** Lets time pass. */
    public void pass(long nanos) {
        simulation.run(nanos);
    }
}
