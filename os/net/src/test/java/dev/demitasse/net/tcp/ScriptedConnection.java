package dev.demitasse.net.tcp;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Peer;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A stack with one connection to a scripted peer, and the sequence numbers both have got to. */
final class ScriptedConnection {
    static final long MILLISECOND = 1_000_000L;
    static final long SECOND = 1_000_000_000L;
    static final byte[] NO_OPTIONS = {};
    static final byte[] NOTHING = {};
    private static final int STACK_PORT = 80;
    private static final int PEER_PORT = 5000;
    private static final int PEER_ISN = 1_000_000;

    final Simulation simulation;
    final Peer peer;
    final Host host;
    final NetworkStack stack;
    TcpSocket socket;
    int stackPort = STACK_PORT;
    int peerPort = PEER_PORT;

    /** The peer's next sequence number. */
    int sequence = PEER_ISN;

    /** What the peer acknowledges: the stack's next sequence number as the peer knows it. */
    int acknowledgment;

    int window = 65_535;
    private byte[] synOptions = {2, 4, 5, (byte) 0xb4};

    ScriptedConnection() {
        this(1500);
    }

    ScriptedConnection(int mtu) {
        simulation = new Simulation(42);
        peer = new Peer(simulation, mtu);
        host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        stack = host.stack();
        socket = stack.tcpSocket();
    }

    ScriptedConnection synOptions(int... bytes) {
        synOptions = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            synOptions[i] = (byte) bytes[i];
        }
        return this;
    }

    /** The peer's connection to a listener of the stack, established and accepted. */
    ScriptedConnection accepted() {
        TcpListener listener = listen(16);
        peer.send(segment(Peer.SYN, synOptions, NOTHING));
        sequence++;
        Peer.Segment synAck = peer.expect();
        acknowledgment = synAck.sequence() + 1;
        send(Peer.ACK);
        socket = listener.accept().orElseThrow();
        return this;
    }

    /** A further connection from another port of the peer, left waiting for accept. */
    void waiting(TcpListener listener, int port) {
        if (listener.closed()) {
            throw new IllegalStateException("the listener is closed");
        }
        peerPort = port;
        peer.send(segment(Peer.SYN, synOptions, NOTHING));
        sequence++;
        acknowledgment = peer.expect().sequence() + 1;
        send(Peer.ACK);
    }

    /** The stack's connection to the peer, established. */
    ScriptedConnection connected() {
        connect();
        Peer.Segment syn = peer.expect();
        stackPort = syn.sourcePort();
        acknowledgment = syn.sequence() + 1;
        peer.send(segment(Peer.SYN | Peer.ACK, synOptions, NOTHING));
        sequence++;
        peer.expect();
        return this;
    }

    TcpListener listen(int backlog) {
        TcpSocket listening = stack.tcpSocket();
        listening.bind(new Endpoint(IpAddress.ANY_IPV4, STACK_PORT));
        return listening.listen(backlog);
    }

    void connect() {
        socket.connect(new Endpoint(Peer.SELF, PEER_PORT));
    }

    Peer.Segment segment(int flags, byte[] options, byte[] text) {
        int ack = (flags & Peer.ACK) != 0 ? acknowledgment : 0;
        return new Peer.Segment(peerPort, stackPort, sequence, ack, flags, window, options, text);
    }

    /** Sends flags with the current numbers, and counts SYN and FIN. */
    void send(int flags) {
        peer.send(segment(flags, NO_OPTIONS, NOTHING));
        if ((flags & (Peer.SYN | Peer.FIN)) != 0) {
            sequence++;
        }
    }

    /** Sends text, and counts it. */
    void send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        peer.send(segment(Peer.ACK | Peer.PSH, NO_OPTIONS, bytes));
        sequence += bytes.length;
    }

    /** Sends a segment whose sequence number is off by so much, and counts nothing. */
    void sendOff(int offset, int flags, byte[] text) {
        sequence += offset;
        peer.send(segment(flags, NO_OPTIONS, text));
        sequence -= offset;
    }

    /** All segments that have come since. */
    List<Peer.Segment> all() {
        List<Peer.Segment> segments = new ArrayList<>();
        for (Peer.Segment next = peer.next(); next != null; next = peer.next()) {
            segments.add(next);
        }
        return segments;
    }

    /** The option of RFC 7323 section 3.2 behind two that do nothing. */
    static byte[] timestamps(int value, int echo) {
        return ByteBuffer.allocate(12)
                .putInt(0x0101_080a)
                .putInt(value)
                .putInt(echo)
                .array();
    }

    /** The next segment; its text, SYN and FIN are acknowledged with the peer's next one. */
    Peer.Segment expect() {
        Peer.Segment segment = peer.expect();
        int length = segment.text().length + (segment.has(Peer.FIN) ? 1 : 0) + (segment.has(Peer.SYN) ? 1 : 0);
        if (length > 0 && segment.sequence() == acknowledgment) {
            acknowledgment += length;
        }
        return segment;
    }

    int write(int bytes) {
        return socket.write(ByteBuffer.allocate(bytes));
    }

    int write(String text) {
        return socket.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Reads what is there as text; "EOF" at the end of the stream, "-" when nothing is there. */
    String read() {
        ByteBuffer buffer = ByteBuffer.allocate(100_000);
        int count = socket.read(buffer);
        if (count == NetworkSocket.END_OF_STREAM) {
            return "EOF";
        }
        if (count == NetworkSocket.WOULD_BLOCK) {
            return "-";
        }
        return new String(buffer.array(), 0, count, StandardCharsets.US_ASCII);
    }
}
