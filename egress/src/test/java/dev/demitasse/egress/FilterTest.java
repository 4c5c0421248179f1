package dev.demitasse.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process of the filter, between a guest and a network that are this test. */
@Timeout(60)
final class FilterTest {
    private static final int LISTED = Packets.address("10.1.2.3");
    private static final int ELSEWHERE = Packets.address("203.0.113.9");
    private static final List<Destination> RULES = List.of(Destination.parse("10.1.0.0/16:443"));

    /** Somebody else, where this test may become somebody else. */
    private static final Optional<String> USER =
            System.getProperty("user.name").equals("root") ? Optional.of("1900000123:1900000123") : Optional.empty();

    @TempDir
    private Path folder;

    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private Filter filter() {
        return new Filter(folder, USER, new FilterListener() {
            @Override
            public void refused(String id, String what, long packets) {
                heard.add("refused " + id + " " + what + " " + packets);
            }

            @Override
            public void closed(String id, String reason) {
                heard.add("closed " + id + " " + reason);
            }

            @Override
            public void ended(String how) {
                heard.add("ended " + how);
            }
        });
    }

    @AfterEach
    void end() {
        filter().end();
    }

    private String next() throws InterruptedException {
        String next = heard.poll(20, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    /** An instance with its network, on both sides of a filter. */
    private final class Line implements AutoCloseable {
        private final Path guestSocket;
        private final ServerSocketChannel door;
        private final SocketChannel host;
        private final SocketChannel guest;

        Line(Filter filter, String id) throws IOException {
            this(filter, id, RULES);
        }

        Line(Filter filter, String id, List<Destination> rules) throws IOException {
            Path hostSocket = folder.resolve(id + ".host");
            guestSocket = folder.resolve(id + ".guest");
            door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            door.bind(UnixDomainSocketAddress.of(hostSocket));
            filter.open(id, rules, guestSocket, hostSocket);
            host = door.accept();
            guest = SocketChannel.open(UnixDomainSocketAddress.of(guestSocket));
        }

        @Override
        public void close() throws IOException {
            guest.close();
            host.close();
            door.close();
        }
    }

    private static void send(SocketChannel channel, ByteBuffer frame) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(4 + frame.remaining());
        out.putInt(frame.remaining()).put(frame).flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private static ByteBuffer receive(SocketChannel channel) throws IOException {
        int length = exactly(channel, 4).getInt(0);
        return exactly(channel, length);
    }

    private static ByteBuffer exactly(SocketChannel channel, int length) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(length);
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new EOFException();
            }
        }
        return in.flip();
    }

    @Test
    void what_is_listed_arrives_and_what_is_not_is_answered_and_told() throws Exception {
        try (var filter = filter();
                var line = new Line(filter, "a")) {
            send(line.guest, Packets.segment(Ipv4.GUEST, 40000, ELSEWHERE, 443, Packets.SYN));
            ByteBuffer reset = receive(line.guest);
            assertThat(reset.getInt(26)).isEqualTo(ELSEWHERE);
            ByteBuffer syn = Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, Packets.SYN);
            send(line.guest, syn.duplicate());
            assertThat(receive(line.host)).as("the first that arrives").isEqualTo(syn);
            ByteBuffer answer = Packets.segment(LISTED, 443, Ipv4.GUEST, 40000, Packets.SYN | Packets.ACK);
            send(line.host, answer.duplicate());
            assertThat(receive(line.guest)).isEqualTo(answer);
            assertThat(next()).isEqualTo("refused a 203.0.113.9:443 1");
        }
    }

    @Test
    void it_outlives_whoever_started_it_and_tells_the_next_one_what_nobody_heard() throws Exception {
        var first = filter();
        try (var line = new Line(first, "b")) {
            first.close();
            // The first may be told on the connection that is just being closed.
            for (int i = 0; i < 5; i++) {
                Thread.sleep(20);
                send(line.guest, Packets.segment(Ipv4.GUEST, 40000, ELSEWHERE, 443, Packets.SYN));
                receive(line.guest);
            }
            try (var second = filter()) {
                assertThat(second.find()).containsExactly("b");
                assertThat(next()).matches("refused b 203\\.0\\.113\\.9:443 [2-5]");
                assertThatThrownBy(() -> SocketChannel.open(UnixDomainSocketAddress.of(line.guestSocket)))
                        .as("a second guest's way in")
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void its_death_is_told_and_the_next_link_starts_another() throws Exception {
        try (var filter = filter();
                var line = new Line(filter, "c")) {
            process().destroyForcibly();
            assertThat(next()).isEqualTo("ended the filter of what it may reach has ended");
            assertThatThrownBy(() -> receive(line.guest)).isInstanceOf(IOException.class);
            try (var again = new Line(filter, "d")) {
                assertThat(filter.find()).containsExactly("d");
                assertThat(again.guest.isConnected()).isTrue();
            }
        }
    }

    private ProcessHandle process() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(folder.toString()))
                .findFirst()
                .orElseThrow();
    }

    private static void stop(ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void one_that_hangs_is_ended_and_told_and_the_next_link_starts_another() throws Exception {
        try (var filter = filter();
                var line = new Line(filter, "k")) {
            ProcessHandle process = process();
            stop(process);
            assertThat(next()).isEqualTo("ended the filter of what it may reach did not answer for 10 s and was ended");
            process.onExit().get(10, TimeUnit.SECONDS);
            assertThatThrownBy(() -> receive(line.guest)).isInstanceOf(IOException.class);
            try (var again = new Line(filter, "l")) {
                assertThat(filter.find()).containsExactly("l");
                assertThat(again.guest.isConnected()).isTrue();
            }
        }
    }

    @Test
    void one_that_hung_before_anybody_listened_is_ended_and_told_as_well() throws Exception {
        var first = filter();
        try (var line = new Line(first, "m")) {
            first.close();
            ProcessHandle process = process();
            stop(process);
            try (var second = filter()) {
                assertThat(second.find()).isEmpty();
                assertThat(next())
                        .isEqualTo("ended the filter of what it may reach did not answer for 10 s and was ended");
            }
            assertThatThrownBy(() -> receive(line.guest)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void it_has_no_capability_no_way_to_get_one_and_is_nobody_else_where_root_starts_it() throws Exception {
        try (var filter = filter();
                var line = new Line(filter, "n")) {
            assertThat(line.host.isConnected()).isTrue();
            String status =
                    Files.readString(Path.of("/proc", Long.toString(process().pid()), "status"));
            assertThat(status)
                    .containsPattern("CapInh:\\s+0+\n")
                    .containsPattern("CapPrm:\\s+0+\n")
                    .containsPattern("CapEff:\\s+0+\n")
                    .containsPattern("NoNewPrivs:\\s+1\n");
            if (USER.isPresent()) {
                assertThat(status)
                        .containsPattern("Uid:(\\s+1900000123){4}\n")
                        .containsPattern("Gid:(\\s+1900000123){4}\n")
                        .containsPattern("Groups:\\s*\n")
                        .containsPattern("CapBnd:\\s+0+\n");
            }
            filter.start();
            assertThat(filter.find()).containsExactly("n");
        }
    }

    @Test
    void where_services_are_is_told_at_each_change_and_to_the_next_filter() throws Exception {
        List<Destination> rules = List.of(Destination.parse("service:payments"));
        try (var filter = filter()) {
            filter.services(Map.of("payments", List.of(Destination.parse("10.0.2.2:9090"))));
            try (var line = new Line(filter, "o", rules)) {
                assertThat(passes(line, 9090)).isTrue();
                assertThat(passes(line, 9091)).isFalse();
                filter.services(Map.of("payments", List.of(Destination.parse("10.0.2.2:9091"))));
                while (!passes(line, 9091)) {
                    Thread.sleep(10);
                }
                assertThat(passes(line, 9090)).isFalse();
                ProcessHandle process = process();
                process.destroyForcibly();
                process.onExit().get(10, TimeUnit.SECONDS);
            }
            try (var line = new Line(filter, "p", rules)) {
                assertThat(passes(line, 9091)).isTrue();
                assertThat(passes(line, 9090)).isFalse();
            }
        }
    }

    /** Whether a connection is let through to its network, or refused. */
    private static boolean passes(Line line, int port) throws Exception {
        send(line.guest, Packets.segment(Ipv4.GUEST, 40000, Ipv4.HOST, port, Packets.SYN));
        ByteBuffer first = ByteBuffer.allocate(4);
        line.guest.configureBlocking(false);
        line.host.configureBlocking(false);
        SocketChannel heard = null;
        while (heard == null) {
            heard = line.guest.read(first) > 0 ? line.guest : line.host.read(first) > 0 ? line.host : null;
            Thread.sleep(1);
        }
        line.guest.configureBlocking(true);
        line.host.configureBlocking(true);
        while (first.hasRemaining()) {
            heard.read(first);
        }
        exactly(heard, first.getInt(0));
        return heard.equals(line.host);
    }

    @Test
    void a_link_ends_with_either_end_and_with_what_are_no_frames() throws Exception {
        try (var filter = filter()) {
            try (var line = new Line(filter, "e")) {
                line.host.close();
                assertThat(next()).isEqualTo("closed e its user network has ended");
                assertThatThrownBy(() -> receive(line.guest)).isInstanceOf(IOException.class);
            }
            try (var line = new Line(filter, "f")) {
                line.guest.close();
                assertThat(next()).isEqualTo("closed f its end of the line is closed");
                assertThatThrownBy(() -> receive(line.host)).isInstanceOf(IOException.class);
            }
            try (var line = new Line(filter, "g")) {
                line.guest.write(ByteBuffer.wrap(new byte[] {0x7f, 0, 0, 0, 1}));
                assertThat(next()).isEqualTo("closed g it sends frames of 2130706432 bytes");
            }
            assertThat(filter.find()).isEmpty();
        }
    }

    @Test
    void there_is_one_link_of_an_instance_and_none_without_a_network() throws Exception {
        try (var filter = filter();
                var line = new Line(filter, "h")) {
            assertThat(line.host.isConnected()).isTrue();
            assertThatThrownBy(() -> filter.open("h", RULES, folder.resolve("x"), folder.resolve("h.host")))
                    .isInstanceOf(FilterException.class)
                    .hasMessageContaining("there is a link of h already");
            assertThatThrownBy(() -> filter.open("i", RULES, folder.resolve("y"), folder.resolve("no-such")))
                    .isInstanceOf(FilterException.class);
        }
    }

    @Test
    void one_of_another_version_is_ended_and_replaced() throws Exception {
        var said = new LinkedBlockingQueue<String>();
        Path socket = FilterFolder.socket(Files.createDirectory(folder.resolve("egress")));
        var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        other.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().start(() -> {
            try (other;
                    var lines = new Lines(other.accept())) {
                lines.write("demitasse-egress 0");
                said.add(String.valueOf(lines.read()));
                Files.delete(socket);
            } catch (IOException e) {
                said.add(e.toString());
            }
        });
        try (var filter = filter();
                var line = new Line(filter, "j")) {
            assertThat(said.poll(10, TimeUnit.SECONDS)).isEqualTo("end");
            assertThat(filter.find()).containsExactly("j");
            assertThat(line.guest.isConnected()).isTrue();
        }
    }

    @Test
    void it_ends_by_itself_when_nobody_needs_it() throws Exception {
        Path socket = folder.resolve("short");
        try (var server = new FilterServer(socket, new HostResolver(), Duration.ofMillis(50))) {
            server.serve();
        }
        assertThat(Files.exists(socket)).isFalse();
    }
}
