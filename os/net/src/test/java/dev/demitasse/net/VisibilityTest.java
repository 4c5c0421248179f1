package dev.demitasse.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.core.PacketRing;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be seen of a stack from outside: its connections, and the last frames. */
class VisibilityTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Endpoint SERVER = new Endpoint(IpAddress.parse("10.0.0.2"), 80);

    private final Simulation simulation = new Simulation(4022);
    private boolean cut;
    private final Link link = new Link(simulation, 1500)
            .delay(10_000_000, 0)
            .filter(frame -> !cut || Frames.tcpAt(frame) < 0 || Frames.tcpTextLength(frame) == 0);
    private final Host client = new Host(simulation, link.end(0)).address("10.0.0.1/24");
    private final Host server = new Host(simulation, link.end(1)).address("10.0.0.2/24");
    private final TcpListener listener = listen();
    private final TcpSocket socket = client.stack().tcpSocket();

    private TcpListener listen() {
        TcpSocket bound = server.stack().tcpSocket();
        bound.bind(new Endpoint(IpAddress.ANY_IPV4, 80));
        return bound.listen(5);
    }

    private TcpConnection only() {
        List<TcpConnection> all = client.stack().connections();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private void connect() {
        socket.connect(SERVER);
        simulation.run(SECOND);
        assertThat(socket.finishConnect()).isTrue();
    }

    @Test
    void the_table_of_connections_has_each_with_its_endpoints_and_state() {
        assertThat(client.stack().connections()).isEmpty();
        socket.connect(SERVER);
        assertThat(only().state()).isEqualTo(TcpState.SYN_SENT);
        simulation.run(32_000_000); // a question for the hardware address comes first
        assertThat(server.stack().connections())
                .extracting(TcpConnection::state)
                .containsExactly(TcpState.SYN_RECEIVED);
        simulation.run(SECOND);
        assertThat(only().state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(only().remote()).isEqualTo(SERVER);
        assertThat(server.stack().connections().getFirst().remote()).isEqualTo(only().local());
        TcpSocket accepted = listener.accept().orElseThrow();
        socket.close();
        simulation.run(SECOND);
        assertThat(only().state()).isEqualTo(TcpState.FIN_WAIT_2);
        accepted.close();
        simulation.run(SECOND);
        assertThat(only().state()).isEqualTo(TcpState.TIME_WAIT);
        simulation.run(61 * SECOND);
        assertThat(client.stack().connections()).isEmpty();
    }

    @Test
    void a_row_tells_why_a_connection_is_slow() {
        connect();
        assertThat(only().smoothedRoundTrip()).isBetween(20_000_000L, 45_000_000L);
        assertThat(only().segmentSize()).isEqualTo(1448);
        assertThat(only().congestionWindow()).isEqualTo(10 * 1448);
        cut = true;
        socket.write(ByteBuffer.allocate(3000));
        assertThat(only().inFlight()).isEqualTo(2 * 1448);
        simulation.run(SECOND);
        assertThat(only().toSend()).isEqualTo(3000);
        assertThat(only().retransmissions()).isBetween(2L, 5L);
        assertThat(only().congestionWindow()).isEqualTo(1448);
        cut = false;
        simulation.run(3 * SECOND);
        assertThat(only().toSend()).isZero();
        assertThat(server.stack().connections().getFirst().toRead()).isEqualTo(3000);
    }

    /** A record of a pcap file. */
    private record Captured(long time, int length, byte[] bytes) {}

    private static List<Captured> read(byte[] pcap) {
        ByteBuffer file = ByteBuffer.wrap(pcap).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(file.getInt()).as("nanoseconds").isEqualTo(0xa1b2_3c4d);
        assertThat(file.position(20).getInt()).as("Ethernet").isEqualTo(1);
        List<Captured> all = new ArrayList<>();
        while (file.hasRemaining()) {
            long time = file.getInt() * SECOND + file.getInt();
            byte[] bytes = new byte[file.getInt()];
            int length = file.getInt();
            file.get(bytes);
            all.add(new Captured(time, length, bytes));
        }
        return all;
    }

    @Test
    void the_last_frames_both_ways_can_be_had_as_a_file_of_pcap() {
        connect();
        socket.write(ByteBuffer.allocate(1000));
        simulation.run(SECOND);
        List<Captured> frames = read(client.stack().capturedPackets().orElseThrow()).stream()
                .filter(frame -> Frames.tcpAt(frame.bytes) > 0)
                .toList();
        assertThat(frames).extracting(frame -> Frames.tcpFlags(frame.bytes)).containsExactly(2, 18, 16, 24, 16);
        assertThat(frames.get(3).length).isEqualTo(14 + 20 + 32 + 1000);
        assertThat(frames.get(3).bytes).as("headers, and a little more").hasSize(160);
        assertThat(frames.get(4).time - frames.get(3).time).isBetween(20_000_000L, 65_000_000L);
        assertThat(frames.get(0).time).isBetween(simulation.epochNanos() - 4 * SECOND, simulation.epochNanos());
    }

    @Test
    void the_ring_keeps_the_newest() {
        connect();
        for (int i = 0; i < 400; i++) {
            socket.write(ByteBuffer.wrap(new byte[] {(byte) i}));
            simulation.run(SECOND / 10);
        }
        List<Captured> frames = read(client.stack().capturedPackets().orElseThrow());
        assertThat(frames).hasSize(256);
        int text = Frames.tcpTextAt(frames.get(254).bytes);
        assertThat(Arrays.stream(new int[] {frames.get(254).bytes[text] & 0xff}))
                .containsExactly(399 & 0xff);
        assertThat(frames).isSortedAccordingTo((a, b) -> Long.compare(a.time, b.time));
    }

    @Test
    void a_copy_of_the_ring_shows_the_same_frames_and_does_not_change() {
        connect();
        for (int i = 0; i < 400; i++) {
            socket.write(ByteBuffer.wrap(new byte[] {(byte) i}));
            simulation.run(SECOND / 10);
        }
        PacketRing copy = client.stack().packets().orElseThrow();
        List<Captured> frames = read(client.stack().capturedPackets().orElseThrow());
        socket.write(ByteBuffer.allocate(1000));
        simulation.run(SECOND);
        assertThat(copy.count()).isEqualTo(256);
        for (int i = 0; i < 256; i++) {
            byte[] bytes = new byte[copy.kept(i)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = copy.get(i, at);
            }
            assertThat(bytes).isEqualTo(frames.get(i).bytes);
            assertThat(copy.length(i)).isEqualTo(frames.get(i).length);
            assertThat(copy.time(i)).isEqualTo(frames.get(i).time);
        }
        assertThat(client.stack().livePackets().orElseThrow().time(255)).isGreaterThan(copy.time(255));
    }

    @Test
    void every_counter_is_shown_by_its_name() throws ReflectiveOperationException {
        Counters counters = new Counters();
        List<String> expected = new ArrayList<>();
        for (Field field : Counters.class.getFields()) {
            field.setLong(counters, expected.size() + 1);
            expected.add(field.getName() + " " + (expected.size() + 1));
        }
        List<String> shown = new ArrayList<>();
        counters.show((name, value) -> shown.add(name + " " + value));
        assertThat(shown).isEqualTo(expected).hasSizeGreaterThan(40);
    }

    @Test
    void without_a_ring_there_is_nothing_to_be_had() {
        NetworkStack plain = NetworkStack.builder()
                .clock(simulation)
                .entropy(simulation.entropy())
                .build();
        assertThat(plain.capturedPackets()).isEmpty();
    }
}
