package dev.demitasse.net.ip;

import static dev.demitasse.net.simulation.Ipv6Peer.ALL_NODES;
import static dev.demitasse.net.simulation.Ipv6Peer.LINK_LOCAL;
import static dev.demitasse.net.simulation.Ipv6Peer.SELF;
import static dev.demitasse.net.simulation.Ipv6Peer.STACK;
import static dev.demitasse.net.simulation.Ipv6Peer.advertisement;
import static dev.demitasse.net.simulation.Ipv6Peer.solicitation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Ipv6Peer;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Neighbour discovery (RFC 4861 section 7) and duplicate address detection (RFC 4862 section 5.4, RFC 4429). */
class NeighborDiscoveryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final byte[] MAC = {2, 0, 0, 0, 0, 2};
    private static final byte[] OTHER_MAC = {2, 0, 0, 0, 0, 9};
    private static final IpAddress ANY = IpAddress.ANY_IPV6;
    private static final Endpoint TARGET = new Endpoint(SELF, 9);

    private final Simulation simulation = new Simulation(7);
    private final Ipv6Peer peer = new Ipv6Peer(simulation);
    private final NetworkStack stack = new Host(simulation, peer.device()).stack();

    private void configure() {
        stack.interfaceNamed("eth0").orElseThrow().addAddress(new InterfaceAddress(STACK, 64));
        peer.pass(2 * SECOND);
        peer.discard();
    }

    private List<IpAddress> addresses() {
        return stack.interfaceNamed("eth0").orElseThrow().addresses().stream()
                .map(InterfaceAddress::address)
                .toList();
    }

    private void send(UdpSocket socket) {
        socket.send(ByteBuffer.allocate(1), TARGET);
    }

    // ------------------------------------------------------------ addresses of our own

    @Test
    void an_address_is_asked_for_on_the_link_and_used_meanwhile() {
        stack.interfaceNamed("eth0").orElseThrow().addAddress(new InterfaceAddress(STACK, 64));
        assertThat(addresses()).contains(STACK).anyMatch(IpAddress::isLinkLocal).hasSize(2);
        for (int i = 0; i < 2; i++) {
            Ipv6Peer.Packet probe = peer.expect(SOLICITATION);
            assertThat(probe.source()).isEqualTo(ANY);
            assertThat(probe.hopLimit()).isEqualTo(255);
            assertThat(probe.destination()).isEqualTo(probe.address(8).solicitedNode());
            assertThat(probe.payload()).as("without a hardware address").hasSize(24);
            assertThat(addresses()).contains(probe.address(8));
        }
        peer.icmp(SELF, STACK, 255, solicitation(STACK, MAC));
        assertThat(peer.expect(ADVERTISEMENT).payload()[4])
                .as("solicited, not overriding")
                .isEqualTo((byte) 0x40);
        peer.pass(2 * SECOND);
        peer.icmp(SELF, STACK, 255, solicitation(STACK, MAC));
        assertThat(peer.expect(ADVERTISEMENT).payload()[4])
                .as("solicited and overriding")
                .isEqualTo((byte) 0x60);
    }

    @Test
    void an_address_that_somebody_has_is_given_up_and_a_made_one_replaced() {
        TcpSocket socket = stack.tcpSocket();
        stack.interfaceNamed("eth0").orElseThrow().addAddress(new InterfaceAddress(STACK, 64));
        socket.connect(new Endpoint(SELF, 80));
        IpAddress linkLocal =
                addresses().stream().filter(IpAddress::isLinkLocal).findFirst().orElseThrow();
        peer.icmp(STACK, ALL_NODES, 255, advertisement(STACK, 0x2000_0000, OTHER_MAC));
        peer.icmp(linkLocal, ALL_NODES, 255, advertisement(linkLocal, 0x2000_0000, OTHER_MAC));
        peer.pass(SECOND / 10);
        assertThat(addresses()).doesNotContain(STACK, linkLocal).hasSize(1).allMatch(IpAddress::isLinkLocal);
        assertThat(socket.takeError()).contains(NetworkError.CONNECTION_ABORTED);
        assertThat(stack.counters().ipv6Duplicates).isEqualTo(2);
    }

    @Test
    void two_that_want_the_same_address_both_give_it_up() {
        stack.interfaceNamed("eth0").orElseThrow().addAddress(new InterfaceAddress(STACK, 64));
        peer.icmp(ANY, STACK.solicitedNode(), 255, solicitation(STACK));
        peer.pass(SECOND / 10);
        assertThat(addresses()).doesNotContain(STACK);
    }

    @Test
    void an_address_in_use_for_long_is_not_given_up_and_its_owner_says_so() {
        configure();
        peer.icmp(ANY, STACK.solicitedNode(), 255, solicitation(STACK));
        Ipv6Peer.Packet answer = peer.expect(ADVERTISEMENT);
        assertThat(answer.destination()).isEqualTo(ALL_NODES);
        assertThat(answer.payload()[4]).as("overriding, not solicited").isEqualTo((byte) 0x20);
        peer.icmp(STACK, ALL_NODES, 255, advertisement(STACK, 0x2000_0000, OTHER_MAC));
        peer.pass(SECOND);
        assertThat(addresses()).contains(STACK);
    }

    @Test
    void four_conflicts_leave_a_link_without_a_made_address() {
        stack.interfaceNamed("eth0").orElseThrow().startAutoconfiguration();
        for (int i = 0; i < 4; i++) {
            IpAddress made = addresses().getFirst();
            peer.icmp(made, ALL_NODES, 255, advertisement(made, 0x2000_0000, OTHER_MAC));
            peer.pass(SECOND / 100);
        }
        assertThat(addresses()).isEmpty();
    }

    // ------------------------------------------------------------ neighbours

    @Test
    void packets_wait_for_the_neighbours_hardware_address() {
        configure();
        peer.answering(false);
        UdpSocket socket = stack.udpSocket();
        send(socket);
        send(socket);
        Ipv6Peer.Packet question = peer.expect(SOLICITATION);
        assertThat(question.destination()).isEqualTo(SELF.solicitedNode());
        assertThat(question.hardware()).containsExactly(0x33, 0x33, 0xff, 0, 0, 2);
        assertThat(question.source()).isEqualTo(STACK);
        assertThat(peer.next()).isNull();
        peer.icmp(SELF, STACK, 255, advertisement(SELF, 0x6000_0000, MAC));
        Ipv6Peer.Packet datagram = peer.expect();
        assertThat(datagram.hardware()).isEqualTo(MAC);
        assertThat(peer.next()).isNotNull();
    }

    @Test
    void a_neighbour_that_does_not_answer_three_questions_is_unreachable() {
        configure();
        peer.answering(false);
        TcpSocket socket = stack.tcpSocket();
        socket.connect(new Endpoint(SELF, 80));
        peer.pass(5 * SECOND);
        assertThat(socket.takeError()).contains(NetworkError.HOST_UNREACHABLE);
        int questions = 0;
        for (Ipv6Peer.Packet packet = peer.next(); packet != null; packet = peer.next()) {
            questions += packet.icmpType() == SOLICITATION ? 1 : 0;
        }
        assertThat(questions).isEqualTo(3);
        assertThat(peer.device().pool().available())
                .isEqualTo(peer.device().pool().size());
    }

    @Test
    void a_neighbour_in_use_is_probed_when_nobody_confirms_it() {
        configure();
        UdpSocket socket = stack.udpSocket();
        send(socket);
        peer.discard();
        peer.answering(false);
        peer.pass(60 * SECOND); // no longer REACHABLE
        send(socket);
        assertThat(peer.expect().icmpType()).as("sent at once").isEqualTo(-1);
        peer.pass(4 * SECOND);
        assertThat(peer.next()).as("DELAY").isNull();
        peer.pass(2 * SECOND);
        Ipv6Peer.Packet probe = peer.expect(SOLICITATION);
        assertThat(probe.destination()).as("unicast").isEqualTo(SELF);
        peer.icmp(SELF, STACK, 255, advertisement(SELF, 0x4000_0000));
        peer.discard();
        peer.pass(5 * SECOND);
        assertThat(peer.next())
                .as("answered without a hardware address: still right")
                .isNull();
    }

    @Test
    void an_entry_is_overridden_only_by_what_says_so() {
        configure();
        UdpSocket socket = stack.udpSocket();
        send(socket);
        peer.discard();
        peer.icmp(SELF, STACK, 255, advertisement(SELF, 0, OTHER_MAC));
        send(socket);
        assertThat(peer.expect().hardware()).isEqualTo(MAC);
        peer.icmp(SELF, STACK, 255, advertisement(SELF, 0x2000_0000, OTHER_MAC));
        send(socket);
        assertThat(peer.expect().hardware()).isEqualTo(OTHER_MAC);
    }

    @Test
    void what_came_over_a_router_or_is_malformed_changes_nothing() {
        configure();
        UdpSocket socket = stack.udpSocket();
        send(socket);
        peer.discard();
        byte[] forged = advertisement(SELF, 0x2000_0000, OTHER_MAC);
        peer.icmp(SELF, STACK, 254, forged);
        byte[] endless = forged.clone();
        endless[25] = 0;
        peer.icmp(SELF, STACK, 255, endless);
        byte[] beyond = forged.clone();
        beyond[25] = 2;
        peer.icmp(SELF, STACK, 255, beyond);
        peer.icmp(SELF, ALL_NODES, 255, advertisement(SELF, 0x6000_0000, OTHER_MAC));
        byte[] group = forged.clone();
        group[26] = 3;
        peer.icmp(SELF, STACK, 255, group);
        send(socket);
        assertThat(peer.expect().hardware()).isEqualTo(MAC);
    }

    @Test
    void a_flood_of_strangers_does_not_push_out_a_neighbour_in_use() {
        configure();
        UdpSocket socket = stack.udpSocket();
        send(socket);
        peer.discard();
        for (int i = 0; i < 2000; i++) {
            IpAddress stranger = new IpAddress(SELF.high(), 0x1_0000L + i);
            peer.icmp(stranger, STACK, 255, solicitation(STACK, OTHER_MAC));
            if (i % 50 == 0) {
                peer.discard();
            }
        }
        peer.discard();
        send(socket);
        assertThat(peer.expect().icmpType()).as("sent without asking").isEqualTo(-1);
    }

    @Test
    void link_local_addresses_are_reached_without_a_route() {
        configure();
        UdpSocket socket = stack.udpSocket();
        socket.send(ByteBuffer.allocate(1), new Endpoint(LINK_LOCAL, 9, 2));
        Ipv6Peer.Packet datagram = peer.expect();
        assertThat(datagram.destination()).isEqualTo(LINK_LOCAL);
        assertThat(datagram.source().isLinkLocal()).isTrue();
    }
}
