package dev.demitasse.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sockets that speak both families, and those that speak one (RFC 3493). */
class DualStackTest {
    private static final long SECOND = 1_000_000_000L;
    private static final IpAddress FOUR = IpAddress.parse("10.0.0.2");
    private static final IpAddress SIX = IpAddress.parse("2001:db8::2");

    private final Simulation simulation = new Simulation(14);
    private final Link link = new Link(simulation, 1500);
    private final NetworkStack client = host(0, "10.0.0.1/24", "2001:db8::1/64");
    private final NetworkStack server = host(1, "10.0.0.2/24", "2001:db8::2/64");

    private NetworkStack host(int end, String four, String six) {
        return new Host(simulation, link.end(end)).address(four).address(six).stack();
    }

    DualStackTest() {
        simulation.run(2 * SECOND);
    }

    private static TcpListener listen(NetworkStack stack, IpAddress address, boolean ipv6Only) {
        TcpSocket socket = stack.tcpSocket();
        socket.setOption(SocketOption.IPV6_ONLY, ipv6Only ? 1 : 0);
        socket.bind(new Endpoint(address, 80));
        return socket.listen(5);
    }

    private TcpSocket connect(NetworkStack from, IpAddress to) {
        TcpSocket socket = from.tcpSocket();
        socket.connect(new Endpoint(to, 80));
        simulation.run(SECOND);
        return socket;
    }

    @Test
    void one_listener_takes_connections_of_both_families() {
        TcpListener listener = listen(server, IpAddress.ANY_IPV6, false);
        for (IpAddress address : List.of(FOUR, SIX)) {
            assertThat(connect(client, address).finishConnect()).isTrue();
            TcpSocket accepted = listener.accept().orElseThrow();
            assertThat(accepted.local().orElseThrow().address()).isEqualTo(address);
            assertThat(accepted.remote().orElseThrow().address().isIpv4()).isEqualTo(address.isIpv4());
        }
    }

    @Test
    void a_listener_for_one_family_refuses_the_other_and_leaves_it_to_another_listener() {
        TcpListener four = listen(server, IpAddress.ANY_IPV4, false);
        assertThatThrownBy(() -> connect(client, SIX).finishConnect())
                .isInstanceOfSatisfying(
                        NetworkException.class, e -> assertThat(e.error()).isEqualTo(NetworkError.CONNECTION_REFUSED));
        TcpListener six = listen(server, IpAddress.ANY_IPV6, true);
        connect(client, SIX);
        connect(client, FOUR);
        assertThat(six.accept()).isPresent();
        assertThat(six.accept()).isEmpty();
        assertThat(four.accept()).isPresent();
        assertThat(four.accept()).isEmpty();
    }

    @Test
    void a_listener_for_both_excludes_one_for_either() {
        listen(server, IpAddress.ANY_IPV6, false);
        for (IpAddress address : List.of(IpAddress.ANY_IPV4, FOUR, SIX)) {
            assertThatThrownBy(() -> listen(server, address, true))
                    .isInstanceOfSatisfying(
                            NetworkException.class, e -> assertThat(e.error()).isEqualTo(NetworkError.ADDRESS_IN_USE));
        }
    }

    @Test
    void loopback_carries_both_families() {
        TcpListener listener = listen(server, IpAddress.ANY_IPV6, false);
        for (IpAddress address : List.of(IpAddress.LOOPBACK_IPV4, IpAddress.LOOPBACK_IPV6, FOUR, SIX)) {
            TcpSocket socket = connect(server, address);
            assertThat(socket.finishConnect()).as(address.toString()).isTrue();
            assertThat(socket.local().orElseThrow().address()).isEqualTo(address);
            assertThat(listener.accept()).isPresent();
        }
    }

    @Test
    void the_unspecified_address_of_a_family_is_its_loopback() {
        TcpListener listener = listen(server, IpAddress.ANY_IPV6, false);
        connect(server, IpAddress.ANY_IPV6);
        assertThat(listener.accept().orElseThrow().remote().orElseThrow().address())
                .isEqualTo(IpAddress.LOOPBACK_IPV6);
        connect(server, IpAddress.ANY_IPV4);
        assertThat(listener.accept().orElseThrow().remote().orElseThrow().address())
                .isEqualTo(IpAddress.LOOPBACK_IPV4);
    }

    @Test
    void one_udp_socket_talks_to_both_families_also_in_fragments() {
        UdpSocket receiver = server.udpSocket();
        receiver.bind(new Endpoint(IpAddress.ANY_IPV6, 7));
        UdpSocket sender = client.udpSocket();
        DatagramSource source = new DatagramSource();
        for (IpAddress address : List.of(FOUR, SIX)) {
            for (int length : new int[] {1, 1400, 9000, 60_000}) {
                ByteBuffer content = ByteBuffer.allocate(length);
                content.put(length - 1, (byte) 42);
                sender.send(content, new Endpoint(address, 7));
                simulation.run(SECOND);
                ByteBuffer got = ByteBuffer.allocate(65_536);
                assertThat(receiver.receive(got, source)).isEqualTo(length);
                assertThat(got.get(length - 1)).isEqualTo((byte) 42);
                assertThat(source.address().isIpv4()).isEqualTo(address.isIpv4());
            }
        }
    }

    @Test
    void a_group_is_heard_by_its_members_and_by_the_sender_if_it_is_one() {
        IpAddress group = IpAddress.parse("ff05::1234");
        UdpSocket member = server.udpSocket();
        member.bind(new Endpoint(IpAddress.ANY_IPV6, 7));
        member.join(group, 2);
        UdpSocket sender = client.udpSocket();
        sender.bind(new Endpoint(IpAddress.ANY_IPV6, 7));
        sender.join(group, 2);
        sender.send(ByteBuffer.allocate(5), new Endpoint(group, 7));
        simulation.run(SECOND);
        DatagramSource source = new DatagramSource();
        assertThat(member.receive(ByteBuffer.allocate(9), source)).isEqualTo(5);
        assertThat(source.address()).isEqualTo(IpAddress.parse("2001:db8::1"));
        assertThat(sender.receive(ByteBuffer.allocate(9), source)).isEqualTo(5);
        member.leave(group, 2);
        sender.send(ByteBuffer.allocate(5), new Endpoint(group, 7));
        simulation.run(SECOND);
        assertThat(member.nextLength()).isEqualTo(NetworkSocket.WOULD_BLOCK);
    }

    @Test
    void link_local_ends_name_their_interface() {
        TcpListener listener = listen(server, IpAddress.ANY_IPV6, false);
        IpAddress linkLocal = server.interfaceNamed("eth0").orElseThrow().addresses().stream()
                .map(InterfaceAddress::address)
                .filter(address -> !address.isIpv4() && address.isLinkLocal())
                .findFirst()
                .orElseThrow();
        TcpSocket socket = client.tcpSocket();
        socket.connect(new Endpoint(linkLocal, 80, 2));
        simulation.run(SECOND);
        assertThat(socket.finishConnect()).isTrue();
        assertThat(listener.accept().orElseThrow().remote().orElseThrow().zone())
                .isEqualTo(2);
    }
}
