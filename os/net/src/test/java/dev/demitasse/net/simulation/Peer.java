package dev.demitasse.net.simulation;

import dev.demitasse.net.IpAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A peer that is a script: it says exactly the segments a test tells it to, and hands over what the stack sends. It sits
 * at 10.0.0.2 on the other end of a device's wire, answers ARP, and knows no TCP.
 */
public final class Peer {
    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int PSH = 8;
    public static final int ACK = 16;

    /** Where the stack under test is. */
    public static final IpAddress STACK = IpAddress.parse("10.0.0.1");

    /** Where this peer is. */
    public static final IpAddress SELF = IpAddress.parse("10.0.0.2");

    /**
     * A TCP segment.
     *
     * @param options raw, a multiple of four bytes
     */
    public record Segment(
            int sourcePort,
            int destinationPort,
            int sequence,
            int acknowledgment,
            int flags,
            int window,
            byte[] options,
            byte[] text) {
        /** Whether all of these flags are set. */
        public boolean has(int wanted) {
            return (flags & wanted) == wanted;
        }

        /** Whether an option of this kind is there. */
        public boolean hasOption(int kind) {
            return option(kind).length > 0;
        }

        /** The option with kind and length, or nothing. */
        public byte[] option(int kind) {
            for (int at = 0; at < options.length && options[at] != 0; ) {
                if (options[at] == 1) {
                    at++;
                } else if (options[at] == kind) {
                    return Arrays.copyOfRange(options, at, at + options[at + 1]);
                } else {
                    at += options[at + 1];
                }
            }
            return new byte[0];
        }

        @Override
        public String toString() {
            StringBuilder names = new StringBuilder();
            for (int i = 0; i < 8; i++) {
                if ((flags >>> i & 1) != 0) {
                    names.append("FSRPAUEW".charAt(i));
                }
            }
            return names + " seq " + Integer.toUnsignedString(sequence) + " ack "
                    + Integer.toUnsignedString(acknowledgment) + " win " + window + " len " + text.length;
        }
    }

    private final Simulation simulation;
    private final FarEnd wire;
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private final ArrayDeque<byte[]> others = new ArrayDeque<>();

    /** A peer on the other end of a new device's wire. */
    public Peer(Simulation simulation) {
        this(simulation, 1500);
    }

    /** A peer on a wire with the given MTU. */
    public Peer(Simulation simulation, int mtu) {
        this.simulation = simulation;
        this.wire = new FarEnd(mtu, this::arrived);
    }

    /** The stack's device. */
    public SimulatedDevice device() {
        return wire.device();
    }

    private void arrived(byte[] frame) {
        if (Frames.isIpv4(frame, 6)) {
            int header = 34 + (frame[46] >>> 4 & 0xf) * 4;
            int end = 14 + Frames.unsignedShort(frame, 16);
            segments.add(new Segment(
                    Frames.unsignedShort(frame, 34),
                    Frames.unsignedShort(frame, 36),
                    Frames.number(frame, 38),
                    Frames.number(frame, 42),
                    frame[47] & 0xff,
                    Frames.unsignedShort(frame, 48),
                    Arrays.copyOfRange(frame, 54, header),
                    Arrays.copyOfRange(frame, header, end)));
        } else {
            others.add(frame);
        }
    }

    /** Sends an IPv4 packet with the given protocol and payload. */
    public void sendIp(int protocol, byte[] payload) {
        wire.device().arrive(ipFrame(protocol, payload, 0, 0));
        settle();
    }

    /** An Ethernet frame to the stack with one IPv4 packet or fragment. */
    public static byte[] ipFrame(int protocol, byte[] payload, int identification, int flagsAndOffset) {
        byte[] frame = new byte[34 + payload.length];
        System.arraycopy(FarEnd.STACK_MAC, 0, frame, 0, 6);
        System.arraycopy(FarEnd.MAC, 0, frame, 6, 6);
        frame[12] = 8;
        frame[14] = 0x45;
        put(frame, 16, 20 + payload.length);
        put(frame, 18, identification);
        put(frame, 20, flagsAndOffset);
        frame[22] = 64;
        frame[23] = (byte) protocol;
        System.arraycopy(SELF.bytes(), 0, frame, 26, 4);
        System.arraycopy(STACK.bytes(), 0, frame, 30, 4);
        put(frame, 24, Frames.checksum(frame, 14, 20));
        System.arraycopy(payload, 0, frame, 34, payload.length);
        return frame;
    }

    /** Sends a segment. */
    public void send(Segment segment) {
        arrive(segment);
        settle();
    }

    /** Sends segments so fast that the stack looks only when all are there. */
    public void send(List<Segment> several) {
        several.forEach(this::arrive);
        settle();
    }

    private void arrive(Segment segment) {
        int header = 20 + segment.options.length;
        byte[] bytes = new byte[12 + header + segment.text.length];
        System.arraycopy(SELF.bytes(), 0, bytes, 0, 4);
        System.arraycopy(STACK.bytes(), 0, bytes, 4, 4);
        bytes[9] = 6;
        put(bytes, 10, bytes.length - 12);
        put(bytes, 12, segment.sourcePort);
        put(bytes, 14, segment.destinationPort);
        put(bytes, 16, segment.sequence >>> 16);
        put(bytes, 18, segment.sequence);
        put(bytes, 20, segment.acknowledgment >>> 16);
        put(bytes, 22, segment.acknowledgment);
        bytes[24] = (byte) (header << 2);
        bytes[25] = (byte) segment.flags;
        put(bytes, 26, segment.window);
        System.arraycopy(segment.options, 0, bytes, 32, segment.options.length);
        System.arraycopy(segment.text, 0, bytes, 12 + header, segment.text.length);
        put(bytes, 28, Frames.checksum(bytes, 0, bytes.length));
        wire.device().arrive(ipFrame(6, Arrays.copyOfRange(bytes, 12, bytes.length), 0, 0));
    }

    /** The next segment the stack has sent, or {@code null}. */
    public @Nullable Segment next() {
        settle();
        return segments.poll();
    }

    /** The next segment the stack has sent; fails when there is none. */
    public Segment expect() {
        Segment segment = next();
        if (segment == null) {
            throw new AssertionError("the stack sent nothing");
        }
        return segment;
    }

    /** The next frame the stack has sent that is neither ARP nor TCP, or {@code null}. */
    public byte @Nullable [] nextOther() {
        settle();
        return others.poll();
    }

    /** The next such frame; fails when there is none. */
    public byte[] expectOther() {
        byte[] frame = nextOther();
        if (frame == null) {
            throw new AssertionError("the stack sent nothing");
        }
        return frame;
    }

    /** Fails when the stack has sent a segment. */
    public void expectSilence() {
        Segment segment = next();
        if (segment != null) {
            throw new AssertionError("the stack sent " + segment);
        }
    }

    /** Lets time pass. */
    public void pass(long nanos) {
        simulation.run(nanos);
    }

    private void settle() {
        simulation.run(1);
    }

    private static void put(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }
}
