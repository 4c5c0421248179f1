package dev.demitasse.net.tcp;

import static dev.demitasse.net.tcp.ScriptedConnection.MILLISECOND;
import static dev.demitasse.net.tcp.ScriptedConnection.NO_OPTIONS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.simulation.Peer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TCP over a device that cuts long packets into segments, and joins those it receives. */
class SegmentationTest {
    private static final int SIZE = 1460;

    private final ScriptedConnection connection = new ScriptedConnection();

    private void accept() {
        connection.peer.device().segment();
        connection.accepted();
        connection.write(1); // now the device's neighbour is known
        connection.expect();
        connection.send(Peer.ACK);
    }

    private long transmissions() {
        return connection.peer.device().transmissions();
    }

    private List<Peer.Segment> expect(int count) {
        List<Peer.Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(connection.expect());
        }
        return segments;
    }

    /** The peer sends so many segments of so much text before the stack looks. */
    private void sendTogether(int count, int text) {
        List<Peer.Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(connection.segment(Peer.ACK, NO_OPTIONS, new byte[text]));
            connection.sequence += text;
        }
        connection.peer.send(segments);
    }

    @Test
    void what_may_be_sent_at_once_goes_down_in_one_packet() {
        accept();
        long before = transmissions();
        connection.write(10 * SIZE);
        List<Peer.Segment> segments = expect(10);
        assertThat(transmissions()).isEqualTo(before + 1);
        for (Peer.Segment segment : segments) {
            assertThat(segment.text()).hasSize(SIZE);
            assertThat(segment.has(Peer.PSH)).isEqualTo(segment.equals(segments.getLast()));
        }
        connection.peer.expectSilence();
    }

    @Test
    void no_more_goes_down_than_both_windows_allow() {
        accept();
        connection.window = 5 * SIZE + 100;
        connection.send(Peer.ACK);
        long before = transmissions();
        connection.write(20 * SIZE);
        expect(5);
        assertThat(transmissions()).isEqualTo(before + 1);
        connection.peer.expectSilence();
    }

    @Test
    void a_short_rest_goes_with_the_others_only_where_nagles_algorithm_lets_it() {
        accept();
        connection.write(2 * SIZE + 80);
        expect(2);
        connection.peer.expectSilence();
        connection.send(Peer.ACK);
        assertThat(connection.expect().text()).hasSize(80);
        connection.send(Peer.ACK);

        connection.socket.setOption(SocketOption.NO_DELAY, 1);
        long before = transmissions();
        connection.write(SIZE + 80);
        List<Peer.Segment> segments = expect(2);
        assertThat(segments.getLast().text()).hasSize(80);
        assertThat(segments.getLast().has(Peer.PSH)).isTrue();
        assertThat(transmissions()).isEqualTo(before + 1);
    }

    @Test
    void the_end_goes_with_the_last_text() {
        accept();
        connection.window = 0;
        connection.send(Peer.ACK);
        connection.write(3 * SIZE + 80);
        connection.socket.shutdownOutput();
        connection.window = 60_000;
        long before = transmissions();
        connection.send(Peer.ACK);
        List<Peer.Segment> segments = expect(4);
        assertThat(transmissions()).isEqualTo(before + 1);
        assertThat(segments.stream().filter(s -> s.has(Peer.FIN)).toList()).containsExactly(segments.getLast());
        assertThat(segments.getLast().text()).hasSize(80);
    }

    @Test
    void a_lost_one_of_them_alone_is_sent_again() {
        accept();
        connection.write(10 * SIZE);
        List<Peer.Segment> segments = expect(10);
        connection.acknowledgment = segments.get(3).sequence();
        for (int i = 0; i < 4; i++) {
            connection.send(Peer.ACK);
        }
        Peer.Segment again = connection.peer.expect();
        assertThat(again.sequence()).isEqualTo(segments.get(3).sequence());
        assertThat(again.text()).hasSize(SIZE);
        connection.peer.expectSilence();
    }

    @Test
    void one_acknowledgement_of_all_of_them_lets_slow_start_go_on_as_fast_as_one_each() {
        accept();
        connection.write(60_000);
        expect(10);
        connection.send(Peer.ACK);
        expect(20);
        connection.peer.expectSilence();
    }

    @Test
    void without_a_free_buffer_the_text_waits_and_then_goes_down_in_one_packet() {
        accept();
        List<PacketBuffer> taken = new ArrayList<>();
        PacketBuffer buffer = connection.peer.device().takeLarge(0);
        while (buffer != null) {
            taken.add(buffer);
            buffer = connection.peer.device().takeLarge(0);
        }
        connection.write(10 * SIZE);
        connection.peer.expectSilence();
        long before = transmissions();
        taken.forEach(PacketBuffer::release);
        connection.peer.pass(MILLISECOND);
        expect(10);
        assertThat(transmissions()).isEqualTo(before + 1);
    }

    @Test
    void joined_segments_are_read_as_one_and_acknowledged_at_once() {
        accept();
        sendTogether(10, 1000);
        assertThat(connection.peer.device().joined()).isOne();
        assertThat(connection.expect().acknowledgment()).isEqualTo(connection.sequence);
        connection.peer.expectSilence();
        assertThat(requireNonNull(connection.read())).hasSize(10_000);
        assertThat(connection.stack.counters().tcpInSegs).isGreaterThanOrEqualTo(10);
    }

    @Test
    void after_them_every_second_segment_is_still_acknowledged_at_once() {
        accept();
        sendTogether(10, 1000);
        connection.expect();
        connection.read();
        sendTogether(1, 1000);
        connection.peer.expectSilence();
        sendTogether(1, 1000);
        assertThat(connection.expect().acknowledgment()).isEqualTo(connection.sequence);
    }

    @Test
    void a_single_segment_alone_is_acknowledged_late_however_long_those_before_were() {
        accept();
        sendTogether(40, SIZE);
        connection.expect();
        connection.read();
        connection.peer.pass(100 * MILLISECOND);
        while (connection.peer.next() != null) {
            // the window's updates
        }
        sendTogether(1, SIZE);
        connection.peer.expectSilence();
        connection.peer.pass(41 * MILLISECOND);
        assertThat(connection.expect().acknowledgment()).isEqualTo(connection.sequence);
    }
}
