package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.TcpListener;
import dev.demitasse.net.simulation.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a flood of SYNs does to a listener, and what survives in a cookie (RFC 4987). */
class SynCookiesTest {
    private static final int ECE = 0x40;
    private static final int CWR = 0x80;
    private static final byte[] SEGMENT_SIZE = {2, 4, 5, (byte) 0xb4};

    private final ScriptedConnection c = new ScriptedConnection();

    /** Fills the backlog, so that cookies are all there is. */
    private void flood() {
        for (int i = 0; i < 100; i++) {
            c.peerPort = 10_000 + i;
            c.peer.send(c.segment(Peer.SYN, SEGMENT_SIZE, ScriptedConnection.NOTHING));
            c.all();
        }
        assertThat(c.stack.counters().tcpSynCookiesSent).isPositive();
        c.peerPort = 7777;
    }

    @Test
    void a_syn_flood_is_answered_with_cookies_and_honest_peers_still_get_through() {
        TcpListener listener = c.listen(8);
        for (int i = 0; i < 5000; i++) {
            c.peerPort = 10_000 + i;
            c.peer.send(c.segment(Peer.SYN, new byte[] {2, 4, 5, (byte) 0xb4}, ScriptedConnection.NOTHING));
            c.all();
        }
        assertThat(c.stack.counters().tcpSynCookiesSent).isGreaterThan(4900);
        c.peerPort = 7777;
        byte[] options = {2, 4, 5, (byte) 0xb4, 1, 3, 3, 4, 1, 1, 4, 2, 1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0};
        c.peer.send(c.segment(Peer.SYN, options, ScriptedConnection.NOTHING));
        c.sequence++;
        Peer.Segment synAck = c.peer.expect();
        c.acknowledgment = synAck.sequence() + 1;
        int theirs = ByteBuffer.wrap(synAck.option(8)).getInt(2);
        c.peer.send(c.segment(
                Peer.ACK, ScriptedConnection.timestamps(10, theirs), "through".getBytes(StandardCharsets.US_ASCII)));
        c.socket = listener.accept().orElseThrow();
        assertThat(c.read()).isEqualTo("through");
        assertThat(c.stack.counters().tcpSynCookiesReceived).isEqualTo(1);
        c.window = 1000;
        c.sequence += 7;
        c.peer.send(c.segment(Peer.ACK, ScriptedConnection.timestamps(11, theirs), ScriptedConnection.NOTHING));
        c.all();
        c.write(30_000);
        assertThat(c.all())
                .as("window scale and segment size survive the cookie")
                .hasSize(10);
    }

    @Test
    void an_acknowledgement_nobody_asked_for_is_no_cookie() {
        TcpListener listener = c.listen(1);
        for (int i = 0; i < 100; i++) {
            c.peerPort = 10_000 + i;
            c.send(Peer.SYN);
            c.all();
        }
        for (int i = 0; i < 1000; i++) {
            c.acknowledgment += 0x10_0001;
            c.peerPort = 30_000 + i;
            c.send(Peer.ACK);
            assertThat(c.peer.expect().has(Peer.RST)).isTrue();
        }
        assertThat(listener.accept()).isEmpty();
    }

    /** RFC 3168 section 6.1.1: what the answer grants must hold afterwards, so it is granted where it can be remembered. */
    @ParameterizedTest
    @CsvSource({"true, true, true", "false, true, false", "true, false, false", "false, false, false"})
    void congestion_notification_survives_in_the_timestamp(boolean requested, boolean timestamps, boolean granted) {
        TcpListener listener = c.listen(8);
        flood();
        byte[] options = timestamps ? ScriptedConnection.timestamps(9, 0) : ScriptedConnection.NO_OPTIONS;
        c.peer.send(c.segment(Peer.SYN | (requested ? ECE | CWR : 0), options, ScriptedConnection.NOTHING));
        c.sequence++;
        Peer.Segment synAck = c.peer.expect();
        assertThat(synAck.flags() & (ECE | CWR)).isEqualTo(granted ? ECE : 0);
        c.acknowledgment = synAck.sequence() + 1;
        byte[] echo = timestamps
                ? ScriptedConnection.timestamps(
                        10, ByteBuffer.wrap(synAck.option(8)).getInt(2))
                : ScriptedConnection.NO_OPTIONS;
        c.peer.send(c.segment(Peer.ACK, echo, ScriptedConnection.NOTHING));
        c.socket = listener.accept().orElseThrow();
        assertThat(c.stack.counters().tcpSynCookiesReceived).isEqualTo(1);

        c.write(100);
        c.expect();
        // The peer's router marked it: who has agreed slows down, and says so with the next text (section 6.1.2).
        c.peer.send(c.segment(Peer.ACK | ECE, echo, ScriptedConnection.NOTHING));
        c.all();
        c.write(100);
        assertThat(c.expect().flags() & CWR).isEqualTo(granted ? CWR : 0);
    }
}
