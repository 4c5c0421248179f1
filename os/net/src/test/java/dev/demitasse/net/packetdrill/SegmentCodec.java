package dev.demitasse.net.packetdrill;

import dev.demitasse.net.packetdrill.SegmentSpec.Kind;
import dev.demitasse.net.packetdrill.SegmentSpec.Option;
import dev.demitasse.net.simulation.Frames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Between a script's segments and the wire's: sequence numbers and timestamps of a script count from the first that the
 * stack has sent.
 */
final class SegmentCodec {
    private static final int SYN = 2;
    private static final int ACK = 16;

    private int peerPort;
    private int stackPort;
    private boolean started;
    private int initialSequence;
    private boolean timed;
    private int timestampOffset;

    SegmentCodec(int peerPort, int stackPort) {
        this.peerPort = peerPort;
        this.stackPort = stackPort;
    }

    /** The stack connects to this port of the peer, from one that its SYN will tell. */
    void connecting(int port) {
        if (!started) {
            peerPort = port;
            stackPort = 0;
        }
    }

    int stackPort() {
        return stackPort;
    }

    int peerPort() {
        return peerPort;
    }

    /** The stack's sequence number on the wire. */
    int sequence(int scripted) {
        return scripted + initialSequence;
    }

    /** The TCP segment, its checksum still to be written. */
    byte[] encode(SegmentSpec spec) {
        List<Option> options = spec.options() == null ? List.of() : spec.options();
        ByteBuffer written = ByteBuffer.allocate(40);
        for (Option option : options) {
            put(written, option);
        }
        while (written.position() % 4 != 0) {
            written.put((byte) 1);
        }
        written.flip();
        int header = 20 + written.remaining();
        ByteBuffer bytes = ByteBuffer.allocate(header + spec.length());
        bytes.putShort((short) peerPort).putShort((short) stackPort).putInt(spec.start());
        Integer ack = spec.acknowledgment();
        bytes.putInt(ack == null ? 0 : ack + initialSequence);
        bytes.putShort((short) (header << 10 | spec.flags()));
        Integer window = spec.window();
        bytes.putShort((short) (window == null ? 0 : window)).putInt(0).put(written);
        return bytes.array();
    }

    private void put(ByteBuffer to, Option option) {
        to.put((byte) option.kind().number).put((byte) length(option));
        switch (option.kind()) {
            case MSS -> to.putShort(option.numbers().getFirst().shortValue());
            case WSCALE -> to.put(option.numbers().getFirst().byteValue());
            case SACK_OK -> {
                // nothing follows
            }
            case SACK -> option.numbers().forEach(edge -> to.putInt(edge + initialSequence));
            case TS -> {
                to.putInt(option.numbers().get(0));
                int echo = option.numbers().get(1);
                to.putInt(echo == 0 ? 0 : echo + timestampOffset);
            }
        }
    }

    private static int length(Option option) {
        return switch (option.kind()) {
            case MSS -> 4;
            case WSCALE -> 3;
            case SACK_OK -> 2;
            case SACK -> 2 + 4 * option.numbers().size();
            case TS -> 10;
        };
    }

    /** The segment in an Ethernet frame of the stack, in the script's numbers; {@code expected} tells where they start. */
    SegmentSpec decode(byte[] frame, SegmentSpec expected) {
        int flags = Frames.tcpFlags(frame);
        int tcp = Frames.tcpAt(frame);
        int sequence = Frames.number(frame, tcp + 4);
        if (!started && (flags & SYN) != 0) {
            started = true;
            initialSequence = sequence - expected.start();
            stackPort = Frames.unsignedShort(frame, tcp);
        }
        List<Option> options = new ArrayList<>();
        int end = Frames.tcpTextAt(frame);
        for (int at = tcp + 20; at < end && frame[at] != 0; ) {
            if (frame[at] == 1) {
                at++;
            } else {
                options.add(option(frame, at, expected));
                at += frame[at + 1];
            }
        }
        boolean relative = started || (flags & SYN) != 0;
        return new SegmentSpec(
                flags,
                relative ? sequence - initialSequence : sequence,
                Frames.tcpTextLength(frame),
                (flags & ACK) != 0 ? Integer.valueOf(Frames.number(frame, tcp + 8)) : null,
                Frames.unsignedShort(frame, tcp + 14),
                options,
                Frames.congestionBits(frame));
    }

    private Option option(byte[] frame, int at, SegmentSpec expected) {
        for (Kind kind : Kind.values()) {
            if (kind.number == frame[at]) {
                return new Option(
                        kind,
                        switch (kind) {
                            case MSS -> List.of(Frames.unsignedShort(frame, at + 2));
                            case WSCALE -> List.of((int) frame[at + 2]);
                            case SACK_OK -> List.of();
                            case SACK -> edges(frame, at);
                            case TS -> timestamps(frame, at, expected);
                        });
            }
        }
        throw new AssertionError("the stack sent an option of kind " + frame[at]);
    }

    private static List<Integer> edges(byte[] frame, int at) {
        List<Integer> edges = new ArrayList<>();
        for (int edge = at + 2; edge < at + frame[at + 1]; edge += 4) {
            edges.add(Frames.number(frame, edge));
        }
        return edges;
    }

    private List<Integer> timestamps(byte[] frame, int at, SegmentSpec expected) {
        int value = Frames.number(frame, at + 2);
        if (!timed && expected.options() != null) {
            for (Option option : expected.options()) {
                if (option.kind() == Kind.TS) {
                    timed = true;
                    timestampOffset = value - option.numbers().get(0);
                }
            }
        }
        return List.of(value - timestampOffset, Frames.number(frame, at + 6));
    }
}
