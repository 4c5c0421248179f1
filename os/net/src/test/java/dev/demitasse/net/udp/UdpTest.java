package dev.demitasse.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.Readiness;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** UDP between two stacks. */
class UdpTest {
    private static final long SECOND = 1_000_000_000L;
    private static final IpAddress A = IpAddress.parse("10.0.0.1");
    private static final IpAddress B = IpAddress.parse("10.0.0.2");
    private final Simulation simulation = new Simulation(5);
    private final Link link = new Link(simulation, 1500).delay(1_000_000, 0);
    private final Host a = new Host(simulation, link.end(0)).address("10.0.0.1/24");
    private final Host b = new Host(simulation, link.end(1)).address("10.0.0.2/24");
    private final DatagramSource source = new DatagramSource();

    private static UdpSocket bound(Host host, int port) {
        UdpSocket socket = host.stack().udpSocket();
        socket.bind(new Endpoint(IpAddress.ANY_IPV4, port));
        return socket;
    }

    private static NetworkError errorOf(Runnable call) {
        try {
            call.run();
        } catch (NetworkException e) {
            return e.error();
        }
        throw new AssertionError("no exception");
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String receive(UdpSocket socket) {
        simulation.run(SECOND);
        ByteBuffer buffer = ByteBuffer.allocate(100);
        int count = socket.receive(buffer, source);
        return count == NetworkSocket.WOULD_BLOCK
                ? "-"
                : new String(buffer.array(), 0, count, StandardCharsets.US_ASCII);
    }

    @Test
    void a_datagram_arrives_with_its_sender_and_can_be_answered() {
        UdpSocket server = bound(b, 7);
        UdpSocket client = a.stack().udpSocket();
        assertThat(client.send(text("hello"), new Endpoint(B, 7))).isEqualTo(5);
        assertThat(receive(server)).isEqualTo("hello");
        assertThat(source.address()).isEqualTo(A);
        assertThat(source.port()).isEqualTo(client.local().orElseThrow().port());
        server.send(text("you"), source.endpoint());
        assertThat(receive(client)).isEqualTo("you");
        assertThat(receive(client)).isEqualTo("-");
    }

    @Test
    void datagrams_keep_their_borders_and_what_does_not_fit_is_cut() {
        UdpSocket server = bound(b, 7);
        UdpSocket client = a.stack().udpSocket();
        client.send(text("12345"), new Endpoint(B, 7));
        client.send(text(""), new Endpoint(B, 7));
        client.send(text("678"), new Endpoint(B, 7));
        simulation.run(SECOND);
        assertThat(server.nextLength()).isEqualTo(5);
        ByteBuffer small = ByteBuffer.allocateDirect(3);
        assertThat(server.peek(small, source)).isEqualTo(3);
        assertThat(server.receive(small.clear(), source)).isEqualTo(3);
        assertThat(source.length()).isEqualTo(5);
        assertThat(server.receive(small.clear(), source)).isZero();
        assertThat(server.receive(small.clear(), source)).isEqualTo(3);
    }

    @Test
    void large_datagrams_are_fragmented_and_put_together_again() {
        UdpSocket server = bound(b, 7);
        UdpSocket client = a.stack().udpSocket();
        byte[] large = new byte[UdpSocket.MAX_PAYLOAD];
        new Random(3).nextBytes(large);
        client.send(ByteBuffer.wrap(large), new Endpoint(B, 7));
        simulation.run(SECOND);
        ByteBuffer received = ByteBuffer.allocate(70_000);
        assertThat(server.receive(received, source)).isEqualTo(large.length);
        assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(large));
        assertThat(errorOf(() -> client.send(ByteBuffer.allocate(65_508), new Endpoint(B, 7))))
                .isEqualTo(NetworkError.MESSAGE_TOO_LONG);
    }

    @Test
    void fragments_in_any_order_and_twice_make_the_same_datagram() {
        link.delay(1_000_000, 20_000_000).faults(0, 0.3, 0);
        UdpSocket server = bound(b, 7);
        UdpSocket client = a.stack().udpSocket();
        byte[] large = new byte[20_000];
        new Random(4).nextBytes(large);
        for (int i = 0; i < 50; i++) {
            client.send(ByteBuffer.wrap(large), new Endpoint(B, 7));
            simulation.run(SECOND);
            ByteBuffer received = ByteBuffer.allocate(70_000);
            assertThat(server.receive(received, source)).isEqualTo(large.length);
            assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(large));
            while (server.nextLength() >= 0) {
                server.receive(received.clear(), source);
            }
        }
    }

    @Test
    void a_lost_fragment_loses_the_datagram_and_its_memory_comes_back() {
        link.filter(frame -> !Frames.isIpv4(frame, 17) || Frames.unsignedShort(frame, 20) != (0x2000 | 185));
        UdpSocket server = bound(b, 7);
        UdpSocket client = a.stack().udpSocket();
        for (int i = 0; i < 100; i++) {
            client.send(ByteBuffer.allocate(10_000), new Endpoint(B, 7));
            simulation.run(SECOND / 100);
        }
        simulation.run(120 * SECOND);
        assertThat(server.nextLength()).isEqualTo(NetworkSocket.WOULD_BLOCK);
        assertThat(b.stack().counters().ipReasmFails).isEqualTo(100);
    }

    @Test
    void a_connected_socket_hears_only_its_peer_and_learns_that_nobody_is_there() {
        UdpSocket client = bound(a, 5000);
        client.connect(new Endpoint(B, 7));
        bound(b, 8).send(text("stranger"), new Endpoint(A, 5000));
        assertThat(receive(client)).isEqualTo("-");
        client.send(text("anyone?"));
        simulation.run(SECOND);
        assertThat(client.readiness() & Readiness.ERROR).isNotZero();
        assertThat(errorOf(() -> client.receive(ByteBuffer.allocate(9), source)))
                .isEqualTo(NetworkError.CONNECTION_REFUSED);
        assertThat(client.local().orElseThrow()).isEqualTo(new Endpoint(A, 5000));
        client.disconnect();
        bound(b, 9).send(text("stranger"), new Endpoint(A, 5000));
        assertThat(receive(client)).isEqualTo("stranger");
    }

    @Test
    void the_more_specific_socket_gets_the_datagram() {
        UdpSocket any = b.stack().udpSocket();
        any.setOption(SocketOption.REUSE_ADDRESS, 1);
        any.bind(new Endpoint(IpAddress.ANY_IPV4, 7));
        UdpSocket specific = b.stack().udpSocket();
        specific.setOption(SocketOption.REUSE_ADDRESS, 1);
        specific.bind(new Endpoint(B, 7));
        a.stack().udpSocket().send(text("x"), new Endpoint(B, 7));
        assertThat(receive(any)).isEqualTo("-");
        assertThat(receive(specific)).isEqualTo("x");
    }

    @Test
    void ports_are_exclusive_unless_shared_and_free_ones_differ() {
        bound(a, 7);
        assertThat(errorOf(() -> bound(a, 7))).isEqualTo(NetworkError.ADDRESS_IN_USE);
        int first = bound(a, 0).local().orElseThrow().port();
        int second = bound(a, 0).local().orElseThrow().port();
        assertThat(first).isNotEqualTo(second).isGreaterThanOrEqualTo(32_768);
        UdpSocket elsewhere = a.stack().udpSocket();
        assertThat(errorOf(() -> elsewhere.bind(new Endpoint(B, 7)))).isEqualTo(NetworkError.ADDRESS_NOT_AVAILABLE);
    }

    @Test
    void broadcast_needs_permission_and_reaches_everyone() {
        UdpSocket server = bound(b, 7);
        UdpSocket client = a.stack().udpSocket();
        Endpoint everyone = new Endpoint(IpAddress.BROADCAST_IPV4, 7);
        assertThat(errorOf(() -> client.send(text("x"), everyone))).isEqualTo(NetworkError.ACCESS);
        client.setOption(SocketOption.BROADCAST, 1);
        client.send(text("limited"), everyone);
        assertThat(receive(server)).isEqualTo("limited");
        client.send(text("directed"), new Endpoint(IpAddress.parse("10.0.0.255"), 7));
        assertThat(receive(server)).isEqualTo("directed");
    }

    @Test
    void multicast_reaches_members_only_and_loops_back() {
        IpAddress group = IpAddress.parse("239.1.2.3");
        UdpSocket member = bound(b, 7);
        UdpSocket sender = bound(a, 7);
        sender.send(text("early"), new Endpoint(group, 7));
        assertThat(receive(member)).isEqualTo("-");
        member.join(group, 0);
        sender.join(group, 0);
        assertThat(errorOf(() -> member.join(group, 0))).isEqualTo(NetworkError.ADDRESS_IN_USE);
        sender.send(text("all"), new Endpoint(group, 7));
        assertThat(receive(member)).isEqualTo("all");
        assertThat(receive(sender)).isEqualTo("all");
        sender.setOption(SocketOption.MULTICAST_LOOP, 0);
        sender.send(text("others"), new Endpoint(group, 7));
        assertThat(receive(member)).isEqualTo("others");
        assertThat(receive(sender)).isEqualTo("-");
        member.leave(group, 0);
        sender.send(text("late"), new Endpoint(group, 7));
        assertThat(receive(member)).isEqualTo("-");
    }

    @Test
    void a_group_joined_for_some_sources_is_heard_from_these_only() {
        IpAddress group = IpAddress.parse("239.1.2.3");
        IpAddress stranger = IpAddress.parse("10.9.9.9");
        UdpSocket member = bound(b, 7);
        UdpSocket sender = bound(a, 7);
        member.join(group, 0, stranger);
        assertThat(errorOf(() -> member.join(group, 0, stranger))).isEqualTo(NetworkError.ADDRESS_NOT_AVAILABLE);
        assertThat(errorOf(() -> member.join(group, 0))).isEqualTo(NetworkError.ADDRESS_IN_USE);
        assertThat(errorOf(() -> member.block(group, 0, A))).isEqualTo(NetworkError.INVALID);
        sender.send(text("unwanted"), new Endpoint(group, 7));
        assertThat(receive(member)).isEqualTo("-");
        member.join(group, 0, A);
        sender.send(text("wanted"), new Endpoint(group, 7));
        assertThat(receive(member)).isEqualTo("wanted");
        member.leave(group, 0, A);
        sender.send(text("no more"), new Endpoint(group, 7));
        assertThat(receive(member)).isEqualTo("-");
        member.leave(group, 0, stranger);
        assertThat(errorOf(() -> member.leave(group, 0))).as("left").isEqualTo(NetworkError.ADDRESS_NOT_AVAILABLE);
    }

    @Test
    void blocked_sources_of_a_group_are_not_heard_until_unblocked_and_by_others_all_the_while() {
        IpAddress group = IpAddress.parse("239.1.2.3");
        UdpSocket member = bound(b, 7);
        UdpSocket other = b.stack().udpSocket();
        UdpSocket sender = bound(a, 7);
        member.join(group, 0);
        assertThat(errorOf(() -> member.join(group, 0, A))).isEqualTo(NetworkError.INVALID);
        assertThat(errorOf(() -> member.unblock(group, 0, A))).isEqualTo(NetworkError.ADDRESS_NOT_AVAILABLE);
        assertThat(errorOf(() -> member.block(group, 0, IpAddress.LOOPBACK_IPV6)))
                .isEqualTo(NetworkError.INVALID);
        member.block(group, 0, A);
        assertThat(errorOf(() -> member.block(group, 0, A))).isEqualTo(NetworkError.ADDRESS_NOT_AVAILABLE);
        sender.send(text("blocked"), new Endpoint(group, 7));
        assertThat(receive(member)).isEqualTo("-");
        other.join(group, 0, A);
        sender.send(text("still"), new Endpoint(group, 7));
        assertThat(receive(member)).as("one member's wish is not another's").isEqualTo("-");
        member.unblock(group, 0, A);
        sender.send(text("heard"), new Endpoint(group, 7));
        assertThat(receive(member)).isEqualTo("heard");
        for (int i = 0; i < 10; i++) {
            member.block(group, 0, IpAddress.ofIpv4(0x0a01_0001 + i));
        }
        assertThat(errorOf(() -> member.block(group, 0, A))).isEqualTo(NetworkError.NO_BUFFERS);
    }

    @Test
    void loopback_needs_no_device() {
        UdpSocket server = bound(a, 7);
        UdpSocket client = a.stack().udpSocket();
        client.send(text("self"), new Endpoint(IpAddress.LOOPBACK_IPV4, 7));
        ByteBuffer buffer = ByteBuffer.allocate(10);
        assertThat(server.receive(buffer, source)).as("without any poll").isEqualTo(4);
        assertThat(source.address()).isEqualTo(IpAddress.LOOPBACK_IPV4);
        client.send(ByteBuffer.allocate(60_000), new Endpoint(A, 7));
        assertThat(server.nextLength()).isEqualTo(60_000);
        assertThat(link.carried()).isEqualTo(0);
    }

    @Test
    void a_full_queue_drops_and_counts() {
        UdpSocket server = bound(b, 7);
        server.setOption(SocketOption.RECEIVE_BUFFER, 4096);
        UdpSocket client = a.stack().udpSocket();
        for (int i = 0; i < 20; i++) {
            client.send(ByteBuffer.allocate(1000), new Endpoint(B, 7));
            simulation.run(SECOND / 100);
        }
        assertThat(b.stack().counters().udpInOverflows).isEqualTo(17);
        for (int i = 0; i < 3; i++) {
            assertThat(server.receive(ByteBuffer.allocate(2000), source)).isEqualTo(1000);
        }
        assertThat(server.nextLength()).isEqualTo(NetworkSocket.WOULD_BLOCK);
    }

    @Test
    void without_a_route_sending_fails() {
        UdpSocket client = a.stack().udpSocket();
        assertThat(errorOf(() -> client.send(text("x"), new Endpoint(IpAddress.parse("192.0.2.1"), 7))))
                .isEqualTo(NetworkError.NETWORK_UNREACHABLE);
        assertThat(errorOf(() -> client.send(text("x")))).isEqualTo(NetworkError.DESTINATION_REQUIRED);
    }
}
