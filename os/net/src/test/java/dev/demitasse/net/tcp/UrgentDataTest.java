package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.Readiness;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The urgent mechanism (RFC 9293 section 3.8.5) as the JDK has it: one byte, dropped at the receiver or in line. */
class UrgentDataTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int URG = 0x20;

    private final Simulation simulation = new Simulation(6093);
    private final List<Integer> pointers = new ArrayList<>();
    private boolean cut;
    private final Link link = new Link(simulation, 1500).delay(1_000_000, 0).filter(this::passes);
    private final Host client = new Host(simulation, link.end(0)).address("10.0.0.1/24");
    private final Host server = new Host(simulation, link.end(1)).address("10.0.0.2/24");
    private final TcpSocket sender = client.stack().tcpSocket();
    private final TcpSocket receiver = connected();

    private boolean passes(byte[] frame) {
        if (Frames.tcpAt(frame) > 0 && (Frames.tcpFlags(frame) & URG) != 0) {
            pointers.add(Frames.unsignedShort(frame, Frames.tcpAt(frame) + 18));
        }
        return !cut;
    }

    private TcpSocket connected() {
        TcpSocket socket = server.stack().tcpSocket();
        socket.bind(new Endpoint(IpAddress.ANY_IPV4, 80));
        TcpListener listener = socket.listen(1);
        sender.connect(new Endpoint(IpAddress.parse("10.0.0.2"), 80));
        simulation.run(SECOND);
        return listener.accept().orElseThrow();
    }

    private void write(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(sender.write(bytes)).isEqualTo(text.length());
        simulation.run(SECOND);
    }

    private void writeUrgent(char value) {
        assertThat(sender.writeUrgent(value)).isTrue();
        simulation.run(SECOND);
    }

    private String read(int most) {
        ByteBuffer bytes = ByteBuffer.allocate(most);
        receiver.read(bytes);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }

    @Test
    void an_urgent_byte_is_marked_and_dropped_in_its_place() {
        write("before");
        writeUrgent('!');
        write("after");
        assertThat(pointers).as("the byte behind it").containsExactly(1);
        assertThat(receiver.available()).isEqualTo(11);
        assertThat(read(100)).isEqualTo("beforeafter");
    }

    @Test
    void whoever_asks_for_it_has_it_in_line() {
        receiver.setOption(SocketOption.URGENT_INLINE, 1);
        write("before");
        writeUrgent('!');
        write("after");
        assertThat(read(100)).isEqualTo("before!after");
    }

    @Test
    void reads_of_any_length_leave_it_out() {
        write("abc");
        writeUrgent('!');
        write("def");
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            all.append(read(1));
        }
        assertThat(all).hasToString("abcdef");
        assertThat(receiver.available()).isZero();
    }

    @Test
    void a_receiver_that_does_not_want_it_is_not_woken_by_it_alone() {
        writeUrgent('!');
        assertThat(receiver.available()).isZero();
        assertThat(receiver.readiness() & Readiness.READABLE).isZero();
        assertThat(receiver.read(ByteBuffer.allocate(9))).isEqualTo(NetworkSocket.WOULD_BLOCK);
        write("x");
        assertThat(read(9)).isEqualTo("x");
    }

    @Test
    void of_several_unread_ones_the_last_is_dropped_and_of_several_read_between_all() {
        writeUrgent('1');
        write("a");
        writeUrgent('2');
        write("b");
        assertThat(read(9)).as("the first stood next to be read").isEqualTo("ab");
        writeUrgent('3');
        assertThat(read(9)).isEmpty();
        write("c");
        writeUrgent('4');
        write("d");
        writeUrgent('5');
        assertThat(read(9)).as("as on Linux").isEqualTo("c4d");
    }

    @Test
    void it_does_not_wait_for_what_is_unacknowledged() {
        cut = true;
        sender.write(ByteBuffer.wrap(new byte[] {'a'}));
        sender.writeUrgent('!');
        simulation.run(1);
        assertThat(pointers).containsExactly(1);
        cut = false;
        simulation.run(3 * SECOND);
        assertThat(pointers).as("in front of it, too, when sent again").contains(2);
        assertThat(read(9)).isEqualTo("a");
    }

    @Test
    void the_end_of_the_stream_comes_behind_it() {
        write("a");
        writeUrgent('!');
        sender.shutdownOutput();
        simulation.run(SECOND);
        assertThat(read(9)).isEqualTo("a");
        assertThat(receiver.read(ByteBuffer.allocate(9))).isEqualTo(NetworkSocket.END_OF_STREAM);
    }
}
