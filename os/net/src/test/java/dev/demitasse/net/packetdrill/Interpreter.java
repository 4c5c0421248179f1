package dev.demitasse.net.packetdrill;

import dev.demitasse.net.CongestionAlgorithm;
import dev.demitasse.net.LossDetection;
import dev.demitasse.net.TcpPolicy;
import dev.demitasse.net.simulation.FarEnd;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Ipv6Peer;
import dev.demitasse.net.simulation.Peer;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;

/**
 * Runs a script against a stack of its own in virtual time, over IPv4 or over IPv6 on a link whose MTU makes segments as
 * long. Options: {@code --ip_version} (ipv4, ipv6; both unless given), {@code --mtu}, {@code --congestion} (cubic, new_reno), {@code --loss_detection} (rack, duplicate_acknowledgments), {@code --request_ecn}, {@code
 * --tolerance_usecs}.
 */
final class Interpreter {
    private static final int PEER_PORT = 5000;
    private static final int TCP = 6;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    /** A frame of the stack and when it left. */
    private record Sent(long time, byte[] frame) {}

    private final String file;
    private final ScriptParser.Script script;
    private final Simulation simulation = new Simulation(7);
    private final FarEnd wire;
    private final SocketCalls calls;
    private final SegmentCodec codec = new SegmentCodec(PEER_PORT, SocketCalls.PORT);
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private final boolean six;
    private final long start;
    private final long tolerance;
    private long previous;

    private Interpreter(String file, ScriptParser.Script script, boolean six) {
        this.file = file;
        this.script = script;
        this.six = six;
        Map<String, String> options = script.options();
        wire = new FarEnd(Integer.parseInt(options.getOrDefault("mtu", six ? "1520" : "1500")), this::leaves);
        Host host = new Host(simulation, wire.device(), 8 << 20, policy(options))
                .address(six ? Ipv6Peer.STACK + "/64" : Peer.STACK + "/24");
        calls = new SocketCalls(host.stack(), six ? Ipv6Peer.SELF : Peer.SELF);
        simulation.run(10_000_000_000L); // announcing its address is not the script's business
        sent.clear();
        start = simulation.nanoTime();
        tolerance = Long.parseLong(options.getOrDefault("tolerance_usecs", "1000")) * 1000;
    }

    private static TcpPolicy policy(Map<String, String> options) {
        String congestion = options.getOrDefault("congestion", "cubic");
        String detection = options.getOrDefault("loss_detection", "rack");
        return TcpPolicy.DEFAULT
                .withCongestionControl(CongestionAlgorithm.valueOf(congestion.toUpperCase(Locale.ROOT)))
                .withLossDetection(LossDetection.valueOf(detection.toUpperCase(Locale.ROOT)))
                .withRequestEcn(options.containsKey("request_ecn"));
    }

    /** Runs a script over IPv4; an {@link AssertionError} names the line at which the stack does otherwise. */
    static void run(String file, String text) {
        new Interpreter(file, ScriptParser.parse(file, text), false).run();
    }

    /** Runs a script over IPv6. */
    static void runOverIpv6(String file, String text) {
        new Interpreter(file, ScriptParser.parse(file, text), true).run();
    }

    private void leaves(byte[] frame) {
        if (Frames.tcpAt(frame) > 0) {
            sent.add(new Sent(simulation.nanoTime() - start, frame));
        }
    }

    private void run() {
        for (Event event : script.events()) {
            try {
                long time = due(event.time());
                previous = time;
                perform(event, time);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(file + ":" + event.line() + ": " + e.getMessage(), e);
            }
        }
        settle();
        if (!sent.isEmpty()) {
            throw new AssertionError(file + ": at the end the stack has also sent " + describe(sent.peek()));
        }
    }

    private long due(Event.Time time) {
        return time.relative() ? previous + time.from() : time.from();
    }

    private void perform(Event event, long time) {
        switch (event) {
            case Event.Outbound out -> expect(out, time);
            case Event.Inbound in -> {
                advance(time);
                SegmentSpec segment = in.segment();
                int ecn = segment.ecn() == null ? 0 : segment.ecn();
                arrives(TCP, ecn, codec.encode(segment));
                settle();
            }
            case Event.IcmpInbound icmp -> {
                advance(time);
                arrives(six ? ICMPV6 : ICMP, 0, six ? icmpv6(icmp) : icmp(icmp));
                settle();
            }
            case Event.Call call -> call(call, time);
        }
    }

    private void arrives(int protocol, int trafficClass, byte... payload) {
        if (six) {
            byte[] frame = Ipv6Peer.frame(Ipv6Peer.SELF, Ipv6Peer.STACK, protocol, 64, payload);
            frame[15] = (byte) (trafficClass << 4);
            wire.device().arrive(Frames.summed(frame, 54, protocol));
        } else {
            wire.send(protocol, trafficClass, payload);
        }
    }

    private void advance(long time) {
        long now = simulation.nanoTime() - start;
        if (time < now) {
            throw new AssertionError("its time is " + (now - time) / 1000 + " us ago");
        }
        simulation.run(time - now);
    }

    /** Lets the stack do what it does at once. */
    private void settle() {
        simulation.run(0);
    }

    private void call(Event.Call call, long time) {
        advance(time);
        if (call.name().equals("connect")) {
            codec.connecting(SocketCalls.PORT);
        }
        SocketCalls.Result result = calls.call(call.name(), call.arguments(), call.result());
        settle();
        if (call.blocking()) {
            result = block(call, result, call.time().to() - call.time().from());
        }
        boolean same = call.result() == null || call.result() == result.value();
        if (!same || !call.error().equals(result.error())) {
            throw new AssertionError(call.name() + " answered " + result.value() + " " + result.error());
        }
    }

    /** Makes the call again and again until it does not block any more, which must be at its end. */
    private SocketCalls.Result block(Event.Call call, SocketCalls.Result first, long length) {
        SocketCalls.Result[] last = {first};
        long begin = simulation.nanoTime();
        if (!last[0].blocks()) {
            throw new AssertionError(call.name() + " did not block");
        }
        simulation.run(length + tolerance, () -> {
            last[0] = calls.call(call.name(), call.arguments(), call.result());
            return !last[0].blocks();
        });
        long took = simulation.nanoTime() - begin;
        if (last[0].blocks() || took < length - tolerance) {
            throw new AssertionError(call.name() + " blocked for " + took / 1000 + " us or longer");
        }
        return last[0];
    }

    private void expect(Event.Outbound event, long time) {
        long latest = event.time().any()
                ? Long.MAX_VALUE / 4
                : time + (event.time().to() - event.time().from()) + tolerance;
        long now = simulation.nanoTime() - start;
        if (sent.isEmpty() && latest > now) {
            simulation.run(Math.min(latest - now, 600_000_000_000L), () -> !sent.isEmpty());
        }
        Sent next = sent.poll();
        if (next == null) {
            throw new AssertionError("the stack sent nothing; expected " + event.segment());
        }
        SegmentSpec seen = codec.decode(next.frame, event.segment());
        String contradiction = event.segment().contradiction(seen);
        if (!contradiction.isEmpty()) {
            throw new AssertionError("expected " + event.segment() + "\n but the stack sent " + seen + " at "
                    + next.time / 1000 + " us: differs in" + contradiction);
        }
        if (event.time().any()) {
            previous = next.time;
        } else if (next.time < time - tolerance || next.time > latest) {
            throw new AssertionError(seen + " was sent at " + next.time / 1000 + " us, not at " + time / 1000);
        }
    }

    private String describe(Sent one) {
        return Frames.describe(one.frame) + " at " + one.time / 1000 + " us";
    }

    private byte[] icmp(Event.IcmpInbound event) {
        ByteBuffer message = ByteBuffer.allocate(8 + 20 + 8);
        message.put((byte) 3).put((byte) event.code()).putShort((short) 0).putInt(event.mtu());
        message.put((byte) 0x45).put((byte) 0).putShort((short) 1500).putInt(0x4000);
        message.put((byte) 64).put((byte) TCP).putShort((short) 0);
        message.put(Peer.STACK.bytes()).put(Peer.SELF.bytes());
        message.putShort((short) codec.stackPort()).putShort((short) codec.peerPort());
        message.putInt(codec.sequence(event.start()));
        message.putShort(2, (short) Frames.checksum(message.array(), 0, message.capacity()));
        return message.array();
    }

    /** The same in ICMPv6's words (RFC 4443 section 3). */
    private byte[] icmpv6(Event.IcmpInbound event) {
        int type = event.code() == 4 ? 2 : event.code() == 2 ? 4 : 1;
        int code = switch (event.code()) {
            case 1 -> 3;
            case 2 -> 1;
            case 3 -> 4;
            default -> 0;
        };
        ByteBuffer message = ByteBuffer.allocate(8 + 40 + 8);
        message.put((byte) type).put((byte) code).putShort((short) 0).putInt(event.mtu());
        message.putInt(6 << 28).putShort((short) 1460).put((byte) TCP).put((byte) 64);
        message.put(Ipv6Peer.STACK.bytes()).put(Ipv6Peer.SELF.bytes());
        message.putShort((short) codec.stackPort()).putShort((short) codec.peerPort());
        message.putInt(codec.sequence(event.start()));
        return message.array();
    }
}
