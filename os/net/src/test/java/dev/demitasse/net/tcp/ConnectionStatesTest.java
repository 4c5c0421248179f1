package dev.demitasse.net.tcp;

import static dev.demitasse.net.tcp.ScriptedConnection.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.Readiness;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.TcpState;
import dev.demitasse.net.simulation.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The states of RFC 9293 section 3.3.2 and the ways between them, against a scripted peer. */
class ConnectionStatesTest {
    private final ScriptedConnection c = new ScriptedConnection();

    private static NetworkError errorOf(Runnable call) {
        try {
            call.run();
        } catch (NetworkException e) {
            return e.error();
        }
        throw new AssertionError("no exception");
    }

    // ------------------------------------------------------------ opening (section 3.5)

    @Test
    void active_open_sends_syn_with_its_options_and_acknowledges_the_answer() {
        c.connect();
        Peer.Segment syn = c.peer.expect();
        assertThat(syn.flags()).isEqualTo(Peer.SYN);
        assertThat(syn.option(2)).containsExactly(2, 4, 5, 0xb4);
        assertThat(syn.hasOption(3)).isTrue();
        assertThat(syn.hasOption(4)).isTrue();
        assertThat(syn.hasOption(8)).isTrue();
        assertThat(c.socket.state()).isEqualTo(TcpState.SYN_SENT);
        assertThat(c.socket.readiness()).isZero();
        c.stackPort = syn.sourcePort();
        c.acknowledgment = syn.sequence() + 1;
        c.send(Peer.SYN | Peer.ACK);
        Peer.Segment ack = c.peer.expect();
        assertThat(ack.flags()).isEqualTo(Peer.ACK);
        assertThat(ack.acknowledgment()).isEqualTo(c.sequence);
        assertThat(c.socket.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(c.socket.readiness()).isEqualTo(Readiness.WRITABLE);
        assertThat(c.socket.finishConnect()).isTrue();
    }

    @Test
    void passive_open_answers_syn_and_hands_the_connection_out_after_the_ack() {
        TcpListener listener = c.listen(4);
        c.send(Peer.SYN);
        Peer.Segment synAck = c.expect();
        assertThat(synAck.flags()).isEqualTo(Peer.SYN | Peer.ACK);
        assertThat(synAck.acknowledgment()).isEqualTo(c.sequence);
        assertThat(synAck.hasOption(3))
                .as("window scale not offered, so not answered")
                .isFalse();
        assertThat(listener.accept()).isEmpty();
        c.acknowledgment = synAck.sequence() + 1;
        c.send(Peer.ACK);
        assertThat(listener.readiness()).isEqualTo(Readiness.READABLE);
        TcpSocket accepted = listener.accept().orElseThrow();
        assertThat(accepted.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(accepted.remote().orElseThrow().port()).isEqualTo(c.peerPort);
    }

    @Test
    void text_and_fin_on_the_ack_of_the_handshake_are_received() {
        TcpListener listener = c.listen(4);
        c.send(Peer.SYN);
        c.acknowledgment = c.expect().sequence() + 1;
        c.peer.send(c.segment(
                Peer.ACK | Peer.FIN, ScriptedConnection.NO_OPTIONS, "hi".getBytes(StandardCharsets.US_ASCII)));
        c.socket = listener.accept().orElseThrow();
        assertThat(c.read()).isEqualTo("hi");
        assertThat(c.read()).isEqualTo("EOF");
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSE_WAIT);
    }

    @Test
    void simultaneous_open_ends_established_on_both_sides() {
        c.connect();
        Peer.Segment syn = c.peer.expect();
        c.stackPort = syn.sourcePort();
        c.acknowledgment = syn.sequence() + 1;
        c.send(Peer.SYN);
        Peer.Segment synAck = c.peer.expect();
        assertThat(synAck.flags()).isEqualTo(Peer.SYN | Peer.ACK);
        assertThat(synAck.sequence()).isEqualTo(syn.sequence());
        assertThat(c.socket.state()).isEqualTo(TcpState.SYN_RECEIVED);
        c.sequence--;
        c.send(Peer.SYN | Peer.ACK);
        assertThat(c.socket.state()).isEqualTo(TcpState.ESTABLISHED);
        c.send("x");
        assertThat(c.read()).isEqualTo("x");
    }

    @Test
    void a_lost_syn_is_sent_again_with_doubled_waits() {
        c.connect();
        Peer.Segment first = c.peer.expect();
        c.peer.pass(SECOND);
        assertThat(c.peer.expect().sequence()).isEqualTo(first.sequence());
        c.peer.pass(SECOND);
        c.peer.expectSilence();
        c.peer.pass(SECOND);
        assertThat(c.peer.expect().flags()).isEqualTo(Peer.SYN);
    }

    @Test
    void connecting_to_silence_times_out() {
        c.connect();
        c.peer.pass(200 * SECOND);
        assertThat(c.socket.readiness() & Readiness.ERROR).isNotZero();
        assertThat(errorOf(c.socket::finishConnect)).isEqualTo(NetworkError.TIMED_OUT);
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void connecting_to_a_closed_port_is_refused() {
        c.connect();
        Peer.Segment syn = c.peer.expect();
        c.stackPort = syn.sourcePort();
        c.acknowledgment = syn.sequence() + 1;
        c.send(Peer.RST | Peer.ACK);
        assertThat(errorOf(c.socket::finishConnect)).isEqualTo(NetworkError.CONNECTION_REFUSED);
    }

    @Test
    void rst_with_a_wrong_ack_does_not_refuse_a_connect() {
        c.connect();
        Peer.Segment syn = c.peer.expect();
        c.stackPort = syn.sourcePort();
        c.acknowledgment = syn.sequence() + 2;
        c.send(Peer.RST | Peer.ACK);
        c.acknowledgment = syn.sequence() + 1;
        c.send(Peer.RST);
        assertThat(c.socket.state()).isEqualTo(TcpState.SYN_SENT);
    }

    @Test
    void an_old_syn_ack_is_answered_with_rst_and_the_connect_goes_on() {
        c.connect();
        Peer.Segment syn = c.peer.expect();
        c.stackPort = syn.sourcePort();
        c.acknowledgment = syn.sequence() - 5;
        c.send(Peer.SYN | Peer.ACK);
        Peer.Segment reset = c.peer.expect();
        assertThat(reset.flags()).isEqualTo(Peer.RST);
        assertThat(reset.sequence()).isEqualTo(syn.sequence() - 5);
        assertThat(c.socket.state()).isEqualTo(TcpState.SYN_SENT);
    }

    @Test
    void a_segment_to_a_port_nobody_has_is_reset() {
        c.send(Peer.SYN);
        Peer.Segment reset = c.peer.expect();
        assertThat(reset.flags()).isEqualTo(Peer.RST | Peer.ACK);
        assertThat(reset.acknowledgment()).isEqualTo(c.sequence);
        c.acknowledgment = 77;
        c.send(Peer.ACK);
        Peer.Segment second = c.peer.expect();
        assertThat(second.flags()).isEqualTo(Peer.RST);
        assertThat(second.sequence()).isEqualTo(77);
        c.send(Peer.RST);
        c.peer.expectSilence();
    }

    @Test
    void a_lost_syn_ack_is_sent_again_and_given_up_at_last() {
        TcpListener listener = c.listen(4);
        c.send(Peer.SYN);
        c.peer.expect();
        int repeats = 0;
        for (int i = 0; i < 100; i++) {
            c.peer.pass(SECOND);
            while (c.peer.next() != null) {
                repeats++;
            }
        }
        assertThat(repeats).isEqualTo(5);
        assertThat(listener.accept()).isEmpty();
        assertThat(c.stack.counters().tcpAttemptFails).isEqualTo(1);
    }

    @Test
    void rst_ends_a_half_open_connection() {
        TcpListener listener = c.listen(4);
        c.send(Peer.SYN);
        c.acknowledgment = c.expect().sequence() + 1;
        c.send(Peer.RST);
        c.peer.pass(10 * SECOND);
        c.peer.expectSilence();
        assertThat(listener.accept()).isEmpty();
    }

    @Test
    void a_wrong_ack_in_the_handshake_is_reset_and_the_right_one_still_works() {
        TcpListener listener = c.listen(4);
        c.send(Peer.SYN);
        int isn = c.expect().sequence();
        c.acknowledgment = isn + 100;
        c.send(Peer.ACK);
        assertThat(c.peer.expect().flags()).isEqualTo(Peer.RST);
        c.acknowledgment = isn + 1;
        c.send(Peer.ACK);
        assertThat(listener.accept()).isPresent();
    }

    @Test
    void a_full_backlog_keeps_the_handshake_waiting_until_there_is_room() {
        TcpListener listener = c.listen(1);
        c.waiting(listener, 6001);
        c.peerPort = 6002;
        c.sequence = 500;
        c.send(Peer.SYN);
        c.peer.expectSilence();
        assertThat(listener.accept()).isPresent();
        c.sequence = 500;
        c.send(Peer.SYN);
        assertThat(c.peer.expect().has(Peer.SYN | Peer.ACK)).isTrue();
    }

    // ------------------------------------------------------------ closing (section 3.6)

    @Test
    void closing_first_goes_through_fin_wait_1_and_2_to_time_wait() {
        c.accepted();
        c.socket.shutdownOutput();
        assertThat(c.expect().flags()).isEqualTo(Peer.FIN | Peer.ACK);
        assertThat(c.socket.state()).isEqualTo(TcpState.FIN_WAIT_1);
        c.send(Peer.ACK);
        assertThat(c.socket.state()).isEqualTo(TcpState.FIN_WAIT_2);
        c.send("late");
        assertThat(c.read()).isEqualTo("late");
        c.send(Peer.FIN | Peer.ACK);
        assertThat(c.socket.state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(c.expect().acknowledgment()).isEqualTo(c.sequence);
        assertThat(c.read()).isEqualTo("EOF");
    }

    @Test
    void fin_with_the_ack_of_our_fin_goes_straight_to_time_wait() {
        c.accepted();
        c.socket.close();
        c.expect();
        c.send(Peer.FIN | Peer.ACK);
        Peer.Segment last = c.peer.expect();
        assertThat(last.flags()).isEqualTo(Peer.ACK);
        assertThat(last.acknowledgment()).isEqualTo(c.sequence);
    }

    @Test
    void simultaneous_close_goes_through_closing() {
        c.accepted();
        c.socket.shutdownOutput();
        Peer.Segment fin = c.peer.expect();
        c.send(Peer.FIN | Peer.ACK);
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSING);
        assertThat(c.peer.expect().acknowledgment()).isEqualTo(c.sequence);
        c.acknowledgment = fin.sequence() + 1;
        c.send(Peer.ACK);
        assertThat(c.socket.state()).isEqualTo(TcpState.TIME_WAIT);
    }

    @Test
    void closing_second_goes_through_close_wait_and_last_ack() {
        c.accepted();
        c.send(Peer.FIN | Peer.ACK);
        assertThat(c.expect().acknowledgment()).isEqualTo(c.sequence);
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(c.socket.readiness() & Readiness.READ_HANGUP).isNotZero();
        assertThat(c.write("still here")).isEqualTo(10);
        assertThat(c.expect().text()).hasSize(10);
        c.socket.shutdownOutput();
        assertThat(c.socket.state()).isEqualTo(TcpState.LAST_ACK);
        assertThat(c.expect().has(Peer.FIN)).isTrue();
        c.send(Peer.ACK);
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSED);
        assertThat(c.read()).isEqualTo("EOF");
    }

    @Test
    void a_lost_fin_is_sent_again() {
        c.accepted();
        c.socket.close();
        Peer.Segment fin = c.peer.expect();
        c.peer.pass(2 * SECOND);
        Peer.Segment again = c.peer.expect();
        assertThat(again.has(Peer.FIN)).isTrue();
        assertThat(again.sequence()).isEqualTo(fin.sequence());
    }

    @Test
    void fin_waits_behind_the_text_and_counts_after_it() {
        c.accepted();
        c.window = 4;
        c.send(Peer.ACK);
        c.write("abcdefgh");
        c.socket.shutdownOutput();
        c.peer.pass(
                SECOND * 3 / 10); // four bytes of a window once large are not worth sending before the timer says so
        Peer.Segment first = c.expect();
        assertThat(first.text()).hasSize(4);
        assertThat(first.has(Peer.FIN)).isFalse();
        c.window = 1000;
        c.send(Peer.ACK);
        Peer.Segment second = c.expect();
        assertThat(second.text()).hasSize(4);
        assertThat(second.has(Peer.FIN)).isTrue();
    }

    @Test
    void fin_out_of_order_is_kept_until_the_text_before_it_has_come() {
        c.accepted();
        c.sendOff(3, Peer.FIN | Peer.ACK, ScriptedConnection.NOTHING);
        assertThat(c.socket.state()).isEqualTo(TcpState.ESTABLISHED);
        c.send("abc");
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(c.read()).isEqualTo("abc");
        assertThat(c.read()).isEqualTo("EOF");
    }

    @Test
    void time_wait_acknowledges_the_fin_again_and_ends_after_a_minute() {
        c.accepted();
        c.socket.close();
        c.expect();
        c.send(Peer.FIN | Peer.ACK);
        c.expect();
        c.sequence--;
        c.send(Peer.FIN | Peer.ACK);
        assertThat(c.peer.expect().acknowledgment()).isEqualTo(c.sequence);
        c.peer.pass(61 * SECOND);
        c.send(Peer.ACK);
        assertThat(c.peer.expect().has(Peer.RST)).isTrue();
    }

    @Test
    void time_wait_ignores_rst() {
        c.accepted();
        c.socket.close();
        c.expect();
        c.send(Peer.FIN | Peer.ACK);
        c.expect();
        c.send(Peer.RST);
        c.sequence--;
        c.send(Peer.FIN | Peer.ACK);
        assertThat(c.peer.expect().flags()).isEqualTo(Peer.ACK);
    }

    @Test
    void a_newer_syn_replaces_time_wait_where_a_listener_is() {
        c.accepted();
        c.socket.close();
        c.expect();
        c.send(Peer.FIN | Peer.ACK);
        int last = c.expect().sequence();
        c.sequence += 1000;
        c.send(Peer.SYN);
        Peer.Segment synAck = c.peer.expect();
        assertThat(synAck.flags()).isEqualTo(Peer.SYN | Peer.ACK);
        assertThat(synAck.sequence() - last).isPositive();
        assertThat(c.stack.counters().tcpTimeWaitReused).isEqualTo(1);
    }

    @Test
    void an_older_syn_does_not_replace_time_wait() {
        c.accepted();
        c.socket.close();
        c.expect();
        c.send(Peer.FIN | Peer.ACK);
        c.expect();
        c.sequence -= 1000;
        c.send(Peer.SYN);
        assertThat(c.peer.expect().flags()).isEqualTo(Peer.ACK);
    }

    @Test
    void closing_with_unread_text_resets() {
        c.accepted();
        c.send("unread");
        c.socket.close();
        Peer.Segment reset = c.peer.expect();
        while (!reset.has(Peer.RST)) {
            reset = c.peer.expect();
        }
        assertThat(reset.sequence()).isEqualTo(c.acknowledgment);
    }

    @Test
    void lingering_for_zero_seconds_resets() {
        c.accepted();
        c.socket.setOption(SocketOption.LINGER, 0);
        c.write("gone");
        c.expect();
        c.socket.close();
        assertThat(c.peer.expect().has(Peer.RST)).isTrue();
    }

    @Test
    void lingering_for_some_seconds_resets_when_they_are_over() {
        c.accepted();
        c.socket.setOption(SocketOption.LINGER, 3);
        c.write("gone");
        c.expect();
        c.socket.close();
        c.peer.pass(2 * SECOND);
        Peer.Segment segment = c.peer.next();
        while (segment != null) {
            assertThat(segment.has(Peer.RST)).isFalse();
            segment = c.peer.next();
        }
        c.peer.pass(2 * SECOND);
        Peer.Segment last = c.peer.expect();
        while (!last.has(Peer.RST)) {
            last = c.peer.expect();
        }
    }

    @Test
    void text_after_close_resets() {
        c.accepted();
        c.socket.close();
        c.expect();
        c.send(Peer.ACK);
        c.send("anyone?");
        assertThat(c.peer.expect().has(Peer.RST)).isTrue();
    }

    @Test
    void an_abandoned_fin_wait_2_ends_by_itself() {
        c.accepted();
        c.socket.close();
        c.expect();
        c.send(Peer.ACK);
        c.peer.pass(61 * SECOND);
        assertThat(c.peer.expect().has(Peer.RST)).isTrue();
        c.send(Peer.FIN | Peer.ACK);
        assertThat(c.peer.expect().has(Peer.RST)).isTrue();
    }

    @Test
    void closing_a_listener_resets_those_who_wait_for_accept() {
        TcpListener listener = c.listen(4);
        c.waiting(listener, 6001);
        listener.close();
        assertThat(c.peer.expect().has(Peer.RST)).isTrue();
        c.peerPort = 6002;
        c.send(Peer.SYN);
        assertThat(c.peer.expect().has(Peer.RST)).isTrue();
    }

    // ------------------------------------------------------------ RST in each state (section 3.10.7)

    @Test
    void rst_in_established_is_an_error_after_what_was_received_is_read() {
        c.accepted();
        c.send("last words");
        c.send(Peer.RST);
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSED);
        assertThat(c.read()).isEqualTo("last words");
        assertThat(errorOf(c::read)).isEqualTo(NetworkError.CONNECTION_RESET);
        assertThat(c.read()).isEqualTo("EOF");
        assertThatThrownBy(() -> c.write("x")).isInstanceOf(NetworkException.class);
    }

    @Test
    void rst_in_fin_wait_1_and_2_and_close_wait_is_an_error() {
        c.accepted();
        c.socket.shutdownOutput();
        c.expect();
        c.send(Peer.RST);
        assertThat(errorOf(c::read)).isEqualTo(NetworkError.CONNECTION_RESET);

        ScriptedConnection second = new ScriptedConnection().accepted();
        second.socket.shutdownOutput();
        second.expect();
        second.send(Peer.ACK);
        second.send(Peer.RST);
        assertThat(errorOf(second::read)).isEqualTo(NetworkError.CONNECTION_RESET);

        ScriptedConnection third = new ScriptedConnection().accepted();
        third.send(Peer.FIN | Peer.ACK);
        third.send(Peer.RST);
        assertThat(errorOf(third::read)).isEqualTo(NetworkError.CONNECTION_RESET);
    }

    @Test
    void rst_in_closing_and_last_ack_just_closes() {
        c.accepted();
        c.socket.shutdownOutput();
        c.peer.expect();
        c.send(Peer.FIN | Peer.ACK);
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSING);
        c.send(Peer.RST);
        assertThat(c.socket.state()).isEqualTo(TcpState.CLOSED);
        assertThat(c.read()).isEqualTo("EOF");

        ScriptedConnection second = new ScriptedConnection().accepted();
        second.send(Peer.FIN | Peer.ACK);
        second.socket.shutdownOutput();
        second.send(Peer.RST);
        assertThat(second.socket.state()).isEqualTo(TcpState.CLOSED);
        assertThat(second.read()).isEqualTo("EOF");
    }

    // ------------------------------------------------------------ RFC 5961

    @Test
    void rst_inside_the_window_but_not_at_its_start_is_challenged() {
        c.accepted();
        c.sendOff(1000, Peer.RST, ScriptedConnection.NOTHING);
        assertThat(c.socket.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(c.peer.expect().acknowledgment()).isEqualTo(c.sequence);
    }

    @Test
    void rst_outside_the_window_is_ignored() {
        c.accepted();
        c.sendOff(-1, Peer.RST, ScriptedConnection.NOTHING);
        c.sendOff(200_000, Peer.RST, ScriptedConnection.NOTHING);
        c.peer.expectSilence();
        assertThat(c.socket.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void syn_in_an_established_connection_is_challenged() {
        c.accepted();
        c.sendOff(10, Peer.SYN, ScriptedConnection.NOTHING);
        assertThat(c.peer.expect().flags()).isEqualTo(Peer.ACK);
        assertThat(c.socket.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void an_ack_of_what_was_never_sent_is_challenged_and_its_text_dropped() {
        c.accepted();
        c.acknowledgment += 5000;
        c.sendOff(0, Peer.ACK, "evil".getBytes(StandardCharsets.US_ASCII));
        assertThat(c.peer.expect().flags()).isEqualTo(Peer.ACK);
        assertThat(c.read()).isEqualTo("-");
    }

    @Test
    void an_ack_older_than_the_largest_window_is_challenged() {
        c.accepted();
        c.acknowledgment -= 70_000;
        c.sendOff(0, Peer.ACK, "evil".getBytes(StandardCharsets.US_ASCII));
        assertThat(c.peer.expect().flags()).isEqualTo(Peer.ACK);
        assertThat(c.read()).isEqualTo("-");
    }

    @Test
    void challenges_are_limited_in_number() {
        c.accepted();
        int answers = 0;
        for (int i = 0; i < 1000; i++) {
            c.sendOff(1000, Peer.RST, ScriptedConnection.NOTHING);
            while (c.peer.next() != null) {
                answers++;
            }
        }
        assertThat(answers).isEqualTo(100);
    }

    // ------------------------------------------------------------ users' mistakes

    @Test
    void calls_in_the_wrong_state_say_what_is_wrong() {
        TcpSocket socket = c.stack.tcpSocket();
        assertThat(errorOf(() -> socket.write(ByteBuffer.allocate(1)))).isEqualTo(NetworkError.NOT_CONNECTED);
        assertThat(errorOf(() -> socket.read(ByteBuffer.allocate(1)))).isEqualTo(NetworkError.NOT_CONNECTED);
        assertThat(errorOf(socket::finishConnect)).isEqualTo(NetworkError.NOT_CONNECTED);
        assertThat(errorOf(socket::shutdownOutput)).isEqualTo(NetworkError.NOT_CONNECTED);
        c.connect();
        assertThat(errorOf(c::connect)).isEqualTo(NetworkError.ALREADY_IN_PROGRESS);
        assertThat(c.write("x")).isEqualTo(NetworkSocket.WOULD_BLOCK);
        socket.close();
        assertThat(errorOf(socket::finishConnect)).isEqualTo(NetworkError.CLOSED);
        socket.close();
    }

    @Test
    void writing_after_the_output_was_shut_down_is_a_broken_pipe() {
        c.accepted();
        c.socket.shutdownOutput();
        assertThat(errorOf(() -> c.write("x"))).isEqualTo(NetworkError.BROKEN_PIPE);
    }

    @Test
    void reading_after_the_input_was_shut_down_is_the_end_and_text_is_acknowledged_all_the_same() {
        c.accepted();
        c.send("seen");
        c.socket.shutdownInput();
        assertThat(c.read()).isEqualTo("EOF");
        c.send("unseen");
        c.peer.pass(SECOND);
        Peer.Segment last = c.peer.expect();
        for (Peer.Segment next = c.peer.next(); next != null; next = c.peer.next()) {
            last = next;
        }
        assertThat(last.acknowledgment()).isEqualTo(c.sequence);
        assertThat(c.read()).isEqualTo("EOF");
    }
}
