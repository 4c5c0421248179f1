package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.TcpState;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Peer;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A peer that knows the connection's numbers and says anything: acknowledgements, SACK blocks, timestamps, windows and
 * flags that are right, nearly right, or nonsense. The stack must not fail, storm, or keep what it has taken.
 */
class HostilePeerTest {
    private static final int CONNECTIONS = 400;
    private static final int STEPS = 120;

    /** Most segments that one of the peer's may set off: no more than the largest window holds. */
    private static final int MOST_ANSWERS = 4000;

    private final Random random = new Random(97);
    private final Simulation simulation = new Simulation(97);
    private final Peer peer = new Peer(simulation);
    private final Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
    private final TcpListener listener = listen();
    private int port = 10_000;
    private int sequence;
    private int acknowledged;
    private int highest;
    private int stamp;

    private TcpListener listen() {
        TcpSocket socket = host.stack().tcpSocket();
        socket.bind(new Endpoint(IpAddress.ANY_IPV4, 80));
        return socket.listen(16);
    }

    /** Takes in what the stack has sent; answers how much that was. */
    private int drain() {
        int count = 0;
        for (Peer.Segment segment = peer.next(); segment != null; segment = peer.next()) {
            count++;
            int end = segment.sequence() + segment.text().length;
            highest = end - highest > 0 ? end : highest;
            if (segment.hasOption(8)) {
                stamp = ByteBuffer.wrap(segment.option(8)).getInt(2);
            }
        }
        return count;
    }

    private void send(int flags, int seq, int ack, byte[] options, int length) {
        int window = random.nextInt(4) == 0 ? random.nextInt(300) : 65_535;
        peer.send(new Peer.Segment(port, 80, seq, ack, flags, window, options, new byte[length]));
    }

    private byte[] synOptions() {
        return random.nextBoolean()
                ? new byte[] {2, 4, 5, (byte) 0xb4, 1, 1, 4, 2, 1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0, 1, 3, 3, 4}
                : random.nextBoolean() ? new byte[] {1, 1, 4, 2} : new byte[0];
    }

    /** A number near {@code from}, or anywhere. */
    private int near(int from, int spread) {
        return random.nextInt(30) == 0 ? random.nextInt() : from + random.nextInt(spread) - spread / 3;
    }

    private byte[] options(boolean timestamps) {
        int blocks = random.nextInt(4);
        ByteBuffer bytes = ByteBuffer.allocate((timestamps ? 12 : 0) + (blocks > 0 ? 4 + 8 * blocks : 0));
        if (timestamps) {
            bytes.putInt(0x0101_080a).putInt(10 + (int) (simulation.nanoTime() / 1_000_000 % 1_000_000));
            bytes.putInt(random.nextInt(5) == 0 ? random.nextInt() : stamp - random.nextInt(300));
        }
        if (blocks > 0) {
            bytes.putInt(0x0101_0500 | (2 + 8 * blocks));
            for (int i = 0; i < blocks; i++) {
                int left = near(acknowledged, Math.max(3, (highest - acknowledged) * 2));
                bytes.putInt(left).putInt(left + random.nextInt(6000) - 100);
            }
        }
        return bytes.array();
    }

    private void connection() {
        port++;
        sequence = random.nextInt();
        byte[] options = synOptions();
        boolean timestamps = options.length == 24;
        int ecn = random.nextBoolean() ? 0xc0 : 0;
        send(Peer.SYN | ecn, sequence++, 0, options, 0);
        Peer.Segment synAck = peer.expect();
        acknowledged = synAck.sequence() + 1;
        highest = acknowledged;
        stamp = timestamps ? ByteBuffer.wrap(synAck.option(8)).getInt(2) : 0;
        send(Peer.ACK, sequence, acknowledged, timestamps ? options(true) : new byte[0], 0);
        TcpSocket socket = listener.accept().orElse(null);
        for (int step = 0; socket != null && step < STEPS && socket.state() != TcpState.CLOSED; step++) {
            use(socket);
            assertThat(drain()).isLessThan(MOST_ANSWERS);
            say(timestamps);
            assertThat(drain()).isLessThan(MOST_ANSWERS);
            simulation.run(random.nextInt(20) == 0 ? random.nextInt(2_000_000_000) : random.nextInt(20_000_000));
            assertThat(drain()).isLessThan(MOST_ANSWERS);
        }
        if (socket != null) {
            socket.close();
        }
        send(Peer.RST, sequence, 0, new byte[0], 0);
        drain();
    }

    private void use(TcpSocket socket) {
        if (socket.state() != TcpState.ESTABLISHED) {
            return;
        }
        if (random.nextInt(3) > 0) {
            socket.write(ByteBuffer.allocate(1 + random.nextInt(20_000)));
        }
        if (random.nextInt(100) == 0) {
            socket.shutdownOutput();
        }
        if (random.nextInt(2) == 0) {
            socket.read(ByteBuffer.allocate(1 + random.nextInt(10_000)));
        }
    }

    private void say(boolean timestamps) {
        int flags = Peer.ACK;
        flags |= random.nextInt(4) == 0 ? 0x40 : 0; // ECE
        flags |= random.nextInt(4) == 0 ? 0x80 : 0; // CWR
        flags |= random.nextInt(150) == 0 ? Peer.FIN : 0;
        flags |= random.nextInt(100) == 0 ? Peer.SYN : 0;
        int ack = near(acknowledged, Math.max(3, highest - acknowledged));
        if (ack - acknowledged > 0 && highest - ack >= 0) {
            acknowledged = ack;
        }
        int length = random.nextInt(3) == 0 ? random.nextInt(1400) : 0;
        int seq = random.nextInt(3) == 0 ? near(sequence, 9000) : sequence;
        if (seq == sequence) {
            sequence += length;
        }
        send(flags, seq, ack, options(timestamps && random.nextInt(10) > 0), length);
    }

    @Test
    void nothing_that_a_peer_says_makes_the_stack_fail_or_storm_or_keep_buffers() {
        int free = peer.device().pool().available();
        for (int i = 0; i < CONNECTIONS; i++) {
            try {
                connection();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("connection " + i, e);
            }
        }
        simulation.run(300_000_000_000L);
        drain();
        assertThat(peer.device().pool().available()).isEqualTo(free);
        assertThat(host.stack().counters().tcpCurrEstab).isZero();
        assertThat(host.stack().counters().tcpPassiveOpens).isGreaterThan(CONNECTIONS / 2);
        assertThat(host.stack().counters().tcpFastRetransmits).isGreaterThan(100);
        assertThat(host.stack().counters().tcpSpuriousRecoveries).isPositive();
        assertThat(host.stack().counters().tcpCongestionMarks).isPositive();
    }
}
