package dev.demitasse.net.tcp;

import static dev.demitasse.net.tcp.ScriptedConnection.MILLISECOND;
import static dev.demitasse.net.tcp.ScriptedConnection.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.Readiness;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpState;
import dev.demitasse.net.simulation.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Data in both directions: windows, acknowledgements, retransmission, options; against a scripted peer. */
class DataTransferTest {
    private static final int MSS = 1460;
    private final ScriptedConnection c = new ScriptedConnection();

    private static byte[] sack(int... edges) {
        byte[] option = new byte[4 + 4 * edges.length];
        option[0] = 1;
        option[1] = 1;
        option[2] = 5;
        option[3] = (byte) (2 + 4 * edges.length);
        ByteBuffer.wrap(option).position(4).asIntBuffer().put(edges);
        return option;
    }

    // ------------------------------------------------------------ receiving

    @Test
    void text_in_order_is_acknowledged_late_when_alone_and_at_once_when_it_is_the_second_full_segment() {
        c.accepted();
        c.send("a");
        c.peer.expectSilence();
        c.peer.pass(50 * MILLISECOND);
        assertThat(c.peer.expect().acknowledgment()).isEqualTo(c.sequence);
        String full = "x".repeat(MSS);
        c.send(full);
        c.send(full);
        assertThat(c.peer.expect().acknowledgment()).isEqualTo(c.sequence);
    }

    @Test
    void quick_acknowledgement_does_not_wait() {
        c.accepted();
        c.socket.setOption(SocketOption.QUICK_ACKNOWLEDGE, 1);
        c.send("a");
        assertThat(c.peer.expect().acknowledgment()).isEqualTo(c.sequence);
    }

    @Test
    void an_answer_carries_the_acknowledgement() {
        c.accepted();
        c.send("ping");
        assertThat(c.read()).isEqualTo("ping");
        c.write("pong");
        assertThat(c.expect().acknowledgment()).isEqualTo(c.sequence);
        c.send(Peer.ACK);
        c.peer.pass(SECOND);
        c.peer.expectSilence();
    }

    @Test
    void text_out_of_order_is_kept_acknowledged_at_once_and_reported_by_sack() {
        c.synOptions(2, 4, 5, 0xb4, 1, 1, 4, 2).accepted();
        c.sendOff(3, Peer.ACK, "def".getBytes(StandardCharsets.US_ASCII));
        Peer.Segment duplicate = c.peer.expect();
        assertThat(duplicate.acknowledgment()).isEqualTo(c.sequence);
        assertThat(ByteBuffer.wrap(duplicate.option(5)).getInt(2)).isEqualTo(c.sequence + 3);
        assertThat(ByteBuffer.wrap(duplicate.option(5)).getInt(6)).isEqualTo(c.sequence + 6);
        c.sendOff(9, Peer.ACK, "jkl".getBytes(StandardCharsets.US_ASCII));
        Peer.Segment second = c.peer.expect();
        assertThat(ByteBuffer.wrap(second.option(5)).getInt(2))
                .as("newest first")
                .isEqualTo(c.sequence + 9);
        assertThat(ByteBuffer.wrap(second.option(5)).getInt(10)).isEqualTo(c.sequence + 3);
        assertThat(c.read()).isEqualTo("-");
        c.sendOff(0, Peer.ACK, "abc".getBytes(StandardCharsets.US_ASCII));
        assertThat(c.peer.expect().acknowledgment()).isEqualTo(c.sequence + 6);
        assertThat(c.read()).isEqualTo("abcdef");
        c.sendOff(4, Peer.ACK, "efghijkl".getBytes(StandardCharsets.US_ASCII));
        assertThat(c.read()).isEqualTo("ghijkl");
    }

    @Test
    void text_received_before_is_acknowledged_again_and_dropped() {
        c.accepted();
        c.send("abc");
        c.sendOff(-3, Peer.ACK, "XYZ".getBytes(StandardCharsets.US_ASCII));
        assertThat(c.peer.expect().acknowledgment()).isEqualTo(c.sequence);
        c.sendOff(-2, Peer.ACK, "YZdef".getBytes(StandardCharsets.US_ASCII));
        assertThat(c.read()).isEqualTo("abcdef");
    }

    @Test
    void text_beyond_the_window_is_cut_off() {
        c.socket.close();
        TcpListener listener = c.listen(4);
        listener.setOption(SocketOption.RECEIVE_BUFFER, 4096);
        c.send(Peer.SYN);
        Peer.Segment synAck = c.peer.expect();
        assertThat(synAck.window()).isEqualTo(4096);
        c.acknowledgment = synAck.sequence() + 1;
        c.send(Peer.ACK);
        c.socket = listener.accept().orElseThrow();
        c.sendOff(0, Peer.ACK, new byte[1400]);
        c.sendOff(1400, Peer.ACK, new byte[1400]);
        c.sendOff(2800, Peer.ACK, new byte[1400]);
        c.peer.pass(50 * MILLISECOND);
        List<Peer.Segment> answers = c.all();
        assertThat(answers.getLast().acknowledgment()).isEqualTo(c.sequence + 4096);
        assertThat(answers.getLast().window()).isZero();
        assertThat(c.socket.available()).isEqualTo(4096);
    }

    @Test
    void a_closed_window_opens_when_the_user_has_read_and_a_probe_is_answered() {
        TcpListener listener = c.listen(4);
        listener.setOption(SocketOption.RECEIVE_BUFFER, 4096);
        c.send(Peer.SYN);
        c.acknowledgment = c.peer.expect().sequence() + 1;
        c.send(Peer.ACK);
        c.socket = listener.accept().orElseThrow();
        for (int i = 0; i < 4; i++) {
            c.send("x".repeat(1024));
        }
        c.all();
        c.sendOff(0, Peer.ACK, "p".getBytes(StandardCharsets.US_ASCII));
        Peer.Segment answer = c.peer.expect();
        assertThat(answer.window()).isZero();
        assertThat(answer.acknowledgment()).isEqualTo(c.sequence);
        c.socket.read(ByteBuffer.allocate(100));
        c.peer.expectSilence();
        assertThat(c.read()).hasSize(3996);
        assertThat(c.peer.expect().window()).isEqualTo(4096);
    }

    @Test
    void the_window_is_scaled_when_both_sides_say_so() {
        c.synOptions(2, 4, 5, 0xb4, 1, 3, 3, 2).accepted();
        c.window = 1000;
        c.send(Peer.ACK);
        c.write(20_000);
        int sent = 0;
        for (Peer.Segment segment : c.all()) {
            sent += segment.text().length;
        }
        assertThat(sent).as("a window of 4000 bytes, in whole segments").isEqualTo(2 * MSS);
    }

    // ------------------------------------------------------------ sending

    @Test
    void the_initial_window_is_ten_segments_and_grows_with_acknowledgements() {
        c.accepted();
        c.write(60_000);
        List<Peer.Segment> first = c.all();
        assertThat(first).hasSize(10);
        c.acknowledgment = first.get(1).sequence() + MSS;
        c.send(Peer.ACK);
        assertThat(c.all()).hasSize(4);
    }

    @Test
    void segments_respect_the_peers_maximum_size() {
        c.synOptions(2, 4, 2, 0).accepted();
        c.write(2000);
        assertThat(c.all()).extracting(s -> s.text().length).containsOnly(512, 512, 512);
    }

    @Test
    void a_peer_that_says_nothing_gets_segments_of_536_bytes() {
        c.synOptions().accepted();
        c.write(1072);
        assertThat(c.all()).extracting(s -> s.text().length).containsOnly(536, 536);
    }

    @Test
    void nagle_holds_small_segments_back_while_something_is_unacknowledged() {
        c.accepted();
        c.write("a");
        assertThat(c.expect().text()).hasSize(1);
        c.write("b");
        c.write("c");
        c.peer.expectSilence();
        c.send(Peer.ACK);
        assertThat(c.expect().text()).isEqualTo("bc".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void without_delay_small_segments_go_at_once() {
        c.accepted();
        c.socket.setOption(SocketOption.NO_DELAY, 1);
        c.write("a");
        c.write("b");
        assertThat(c.all()).hasSize(2);
    }

    @Test
    void turning_delay_off_sends_what_was_held_back() {
        c.accepted();
        c.write("a");
        c.write("b");
        assertThat(c.all()).hasSize(1);
        c.socket.setOption(SocketOption.NO_DELAY, 1);
        assertThat(c.all()).hasSize(1);
    }

    @Test
    void a_closed_window_is_probed_with_doubled_waits_and_never_given_up_while_answered() {
        c.accepted();
        c.window = 0;
        c.send(Peer.ACK);
        c.write("waiting");
        c.peer.expectSilence();
        int probes = 0;
        for (int second = 0; second < 4000; second++) {
            c.peer.pass(SECOND);
            for (Peer.Segment probe : c.all()) {
                assertThat(probe.text()).isEmpty();
                assertThat(probe.sequence()).isEqualTo(c.acknowledgment - 1);
                probes++;
                c.send(Peer.ACK);
            }
        }
        assertThat(probes).isGreaterThan(50);
        c.window = 100;
        c.send(Peer.ACK);
        assertThat(c.expect().text()).isEqualTo("waiting".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void a_closed_window_whose_peer_has_died_is_given_up() {
        c.accepted();
        c.window = 0;
        c.send(Peer.ACK);
        c.write("waiting");
        c.peer.pass(2000 * SECOND);
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSED);
        assertThatThrownBy(c::read).isInstanceOf(NetworkException.class).hasMessageContaining("timed out");
    }

    @Test
    void a_window_that_shrinks_under_sent_text_does_no_harm() {
        c.accepted();
        c.write(4 * MSS);
        List<Peer.Segment> sent = c.all();
        c.window = 100;
        c.acknowledgment = sent.get(1).sequence();
        c.send(Peer.ACK);
        c.peer.pass(SECOND);
        assertThat(c.all()).isNotEmpty();
        c.window = 65_535;
        c.acknowledgment = sent.getLast().sequence() + MSS;
        c.send(Peer.ACK);
        assertThat(c.socket.unacknowledged()).isZero();
    }

    @Test
    void writing_more_than_the_buffer_holds_would_block_until_acknowledgements_make_room() {
        c.accepted();
        c.socket.setOption(SocketOption.SEND_BUFFER, 8192);
        assertThat(c.write(20_000)).isEqualTo(8192);
        assertThat(c.write(1)).isEqualTo(NetworkSocket.WOULD_BLOCK);
        assertThat(c.socket.readiness() & Readiness.WRITABLE).isZero();
        List<Peer.Segment> sent = c.all();
        List<Integer> told = new ArrayList<>();
        c.socket.setReadinessListener(s -> told.add(s.readiness()));
        c.acknowledgment = sent.getLast().sequence() + sent.getLast().text().length;
        c.send(Peer.ACK);
        assertThat(told).isNotEmpty();
        assertThat(c.socket.readiness() & Readiness.WRITABLE).isNotZero();
    }

    // ------------------------------------------------------------ loss

    @Test
    void unacknowledged_text_is_sent_again_after_the_timeout_and_ever_more_rarely() {
        c.accepted();
        c.write("x");
        Peer.Segment first = c.peer.expect();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 16_000 && times.size() < 5; i++) {
            c.peer.pass(MILLISECOND);
            for (Peer.Segment again : c.all()) {
                assertThat(again.sequence()).isEqualTo(first.sequence());
                times.add((long) i);
            }
        }
        assertThat(times).hasSize(5);
        for (int i = 2; i < 5; i++) {
            double ratio = (times.get(i) - times.get(i - 1)) / (double) (times.get(i - 1) - times.get(i - 2));
            assertThat(ratio).isBetween(1.9, 2.1);
        }
        assertThat(c.stack.counters().tcpRetransSegs).isEqualTo(5);
    }

    @Test
    void text_that_is_never_acknowledged_ends_the_connection() {
        c.accepted();
        c.write("x");
        c.peer.pass(2000 * SECOND);
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSED);
        assertThatThrownBy(c::read).isInstanceOf(NetworkException.class).hasMessageContaining("timed out");
    }

    @Test
    void the_user_timeout_ends_the_connection_sooner() {
        c.accepted();
        c.socket.setOption(SocketOption.USER_TIMEOUT, 5000);
        c.write("x");
        c.peer.pass(4 * SECOND);
        assertThat(c.socket.state()).isEqualTo(TcpState.ESTABLISHED);
        c.peer.pass(20 * SECOND);
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void three_duplicate_acknowledgements_send_the_missing_segment_again_at_once() {
        c.accepted();
        c.write(8 * MSS);
        List<Peer.Segment> sent = c.all();
        c.acknowledgment = sent.get(1).sequence();
        c.send(Peer.ACK);
        c.all();
        c.send(Peer.ACK);
        c.send(Peer.ACK);
        assertThat(c.all()).isEmpty();
        c.send(Peer.ACK);
        List<Peer.Segment> again = c.all();
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().sequence()).isEqualTo(sent.get(1).sequence());
        assertThat(c.stack.counters().tcpFastRetransmits).isEqualTo(1);
    }

    @Test
    void a_partial_acknowledgement_in_recovery_sends_the_next_hole_at_once() {
        c.accepted();
        c.write(8 * MSS);
        List<Peer.Segment> sent = c.all();
        c.acknowledgment = sent.get(1).sequence();
        for (int i = 0; i < 5; i++) {
            c.send(Peer.ACK);
        }
        assertThat(c.all()).hasSize(1);
        c.acknowledgment = sent.get(4).sequence();
        c.send(Peer.ACK);
        List<Peer.Segment> again = c.all();
        assertThat(again).isNotEmpty();
        assertThat(again.getFirst().sequence()).isEqualTo(sent.get(4).sequence());
    }

    @Test
    void sack_tells_which_segments_are_missing_and_only_they_are_sent_again() {
        c.synOptions(2, 4, 5, 0xb4, 1, 1, 4, 2).accepted();
        c.write(10 * MSS);
        List<Peer.Segment> sent = c.all();
        int base = sent.getFirst().sequence();
        byte[] blocks = sack(base + MSS, base + 2 * MSS, base + 3 * MSS, base + 8 * MSS);
        c.peer.send(c.segment(Peer.ACK, blocks, ScriptedConnection.NOTHING));
        List<Peer.Segment> again = c.all();
        assertThat(again).extracting(s -> (s.sequence() - base) / MSS).containsExactly(0, 2);
        c.acknowledgment = base + 10 * MSS;
        c.send(Peer.ACK);
        assertThat(c.socket.unacknowledged()).isZero();
    }

    @Test
    void a_peer_that_reneges_on_sack_gets_everything_again_after_a_timeout() {
        c.synOptions(2, 4, 5, 0xb4, 1, 1, 4, 2).accepted();
        c.write(4 * MSS);
        List<Peer.Segment> sent = c.all();
        int base = sent.getFirst().sequence();
        c.peer.send(c.segment(Peer.ACK, sack(base + MSS, base + 4 * MSS), ScriptedConnection.NOTHING));
        c.all();
        c.acknowledgment = base + MSS;
        c.send(Peer.ACK);
        int next = base + MSS;
        for (int i = 0; i < 60 && next != base + 4 * MSS; i++) {
            c.peer.pass(SECOND);
            for (Peer.Segment again : c.all()) {
                if (again.sequence() == next) {
                    next += again.text().length;
                    c.acknowledgment = next;
                    c.send(Peer.ACK);
                }
            }
        }
        assertThat(next).isEqualTo(base + 4 * MSS);
    }

    // ------------------------------------------------------------ timestamps (RFC 7323)

    @Test
    void timestamps_are_echoed_and_old_ones_are_refused() {
        c.synOptions(2, 4, 5, 0xb4, 1, 1, 8, 10, 0, 0, 3, 0xe8, 0, 0, 0, 0);
        TcpListener listener = c.listen(4);
        c.peer.send(new Peer.Segment(
                c.peerPort,
                80,
                c.sequence,
                0,
                Peer.SYN,
                65_535,
                ScriptedConnection.timestamps(1000, 0),
                ScriptedConnection.NOTHING));
        c.sequence++;
        Peer.Segment synAck = c.peer.expect();
        assertThat(ByteBuffer.wrap(synAck.option(8)).getInt(6)).isEqualTo(1000);
        c.acknowledgment = synAck.sequence() + 1;
        int theirs = ByteBuffer.wrap(synAck.option(8)).getInt(2);
        c.peer.send(c.segment(Peer.ACK, ScriptedConnection.timestamps(1001, theirs), ScriptedConnection.NOTHING));
        c.socket = listener.accept().orElseThrow();
        c.peer.send(c.segment(
                Peer.ACK, ScriptedConnection.timestamps(1005, theirs), "new".getBytes(StandardCharsets.US_ASCII)));
        c.sequence += 3;
        assertThat(c.read()).isEqualTo("new");
        c.peer.send(c.segment(
                Peer.ACK, ScriptedConnection.timestamps(900, theirs), "old".getBytes(StandardCharsets.US_ASCII)));
        List<Peer.Segment> answers = c.all();
        assertThat(answers.getLast().acknowledgment()).isEqualTo(c.sequence);
        assertThat(ByteBuffer.wrap(answers.getLast().option(8)).getInt(6)).isEqualTo(1005);
        assertThat(c.read()).isEqualTo("-");
        c.send("bare");
        assertThat(c.read()).as("without the option once agreed").isEqualTo("-");
    }

    // ------------------------------------------------------------ keep-alive

    @Test
    void keep_alive_probes_a_silent_peer_and_gives_up_on_a_dead_one() {
        c.accepted();
        c.socket.setOption(SocketOption.KEEP_ALIVE_IDLE, 10);
        c.socket.setOption(SocketOption.KEEP_ALIVE_INTERVAL, 2);
        c.socket.setOption(SocketOption.KEEP_ALIVE_COUNT, 3);
        c.socket.setOption(SocketOption.KEEP_ALIVE, 1);
        c.peer.pass(9 * SECOND);
        c.peer.expectSilence();
        c.peer.pass(2 * SECOND);
        Peer.Segment probe = c.peer.expect();
        assertThat(probe.sequence()).isEqualTo(c.acknowledgment - 1);
        c.send(Peer.ACK);
        c.peer.pass(9 * SECOND);
        c.peer.expectSilence();
        c.peer.pass(20 * SECOND);
        assertThat(c.all()).hasSize(3);
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSED);
    }

    // ------------------------------------------------------------ a link without room

    @Test
    void what_the_device_refuses_is_sent_when_it_has_room_again() {
        c.accepted();
        c.peer.device().setTransmitRoom(2);
        c.write(5 * MSS);
        assertThat(c.all()).hasSize(2);
        c.peer.pass(10 * MILLISECOND);
        assertThat(c.all()).isEmpty();
        c.peer.device().setTransmitRoom(100);
        c.peer.pass(10 * MILLISECOND);
        assertThat(c.all()).hasSize(3);
        assertThat(c.stack.counters().tcpRetransSegs).isZero();
    }
}
