package dev.demitasse.net.ip;

import static dev.demitasse.net.simulation.Ipv6Peer.ALL_NODES;
import static dev.demitasse.net.simulation.Ipv6Peer.ALL_ROUTERS;
import static dev.demitasse.net.simulation.Ipv6Peer.LINK_LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.Route;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Ipv6Peer;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Router discovery (RFC 4861 section 6.3), autoconfiguration (RFC 4862, RFC 7217) and DNS from routers (RFC 8106). */
class RouterDiscoveryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ROUTER_SOLICITATION = 133;
    private static final int NEIGHBOR_SOLICITATION = 135;
    private static final IpAddress PREFIX = IpAddress.parse("2001:db8:1::");
    private static final IpAddress OTHER_ROUTER = IpAddress.parse("fe80::3");
    private static final IpAddress FAR = IpAddress.parse("2001:db8:ffff::1");

    private final Simulation simulation = new Simulation(8);
    private final Ipv6Peer peer = new Ipv6Peer(simulation);
    private final NetworkStack stack = new Host(simulation, peer.device()).stack();
    private final Interface eth0 = stack.interfaceNamed("eth0").orElseThrow();

    /** An advertisement's fixed part: preference 1 high, 3 low; then options. */
    private static byte[] advertisement(int lifetime, int preference, byte[]... options) {
        int length = Arrays.stream(options).mapToInt(option -> option.length).sum();
        ByteBuffer message = ByteBuffer.allocate(16 + length);
        message.putInt(134 << 24).put((byte) 33).put((byte) (preference << 3)).putShort((short) lifetime);
        message.putInt(0).putInt(0);
        for (byte[] option : options) {
            message.put(option);
        }
        return message.array();
    }

    private static byte[] prefix(int flags, int valid, int preferred) {
        return prefix(PREFIX, flags, valid, preferred);
    }

    private static byte[] prefix(IpAddress prefix, int flags, int valid, int preferred) {
        ByteBuffer option = ByteBuffer.allocate(32);
        option.put((byte) 3).put((byte) 4).put((byte) 64).put((byte) flags);
        option.putInt(valid).putInt(preferred).putInt(0).put(prefix.bytes());
        return option.array();
    }

    private static byte[] hardware(int last) {
        return new byte[] {1, 1, 2, 0, 0, 0, 0, (byte) last};
    }

    private void advertise(IpAddress router, byte[] message) {
        peer.icmp(router, ALL_NODES, 255, message);
    }

    private Optional<IpAddress> autoconfigured() {
        return eth0.addresses().stream()
                .map(InterfaceAddress::address)
                .filter(address -> address.sharesPrefix(PREFIX, 64))
                .findFirst();
    }

    private List<Route> defaultRoutes() {
        return stack.routes().stream()
                .filter(route -> route.prefixLength() == 0)
                .toList();
    }

    @Test
    void a_router_is_asked_for_at_once_and_gives_address_routes_and_hop_limit() {
        eth0.startAutoconfiguration();
        Ipv6Peer.Packet question = peer.expect(ROUTER_SOLICITATION);
        assertThat(question.destination()).isEqualTo(ALL_ROUTERS);
        assertThat(question.hopLimit()).isEqualTo(255);
        assertThat(question.payload())
                .as("no hardware address while ours may be another's")
                .hasSize(8);
        assertThat(eth0.configured()).isFalse();
        advertise(LINK_LOCAL, advertisement(1800, 0, hardware(2), prefix(0xc0, 3600, 1800)));
        assertThat(autoconfigured()).isPresent();
        assertThat(eth0.configured()).isTrue();
        assertThat(defaultRoutes()).containsExactly(Route.byDefault(LINK_LOCAL, 2));
        assertThat(stack.routes()).contains(new Route(PREFIX, 64, Optional.empty(), 2));
        peer.discard();
        UdpSocket socket = stack.udpSocket();
        socket.send(ByteBuffer.allocate(1), new Endpoint(FAR, 9));
        Ipv6Peer.Packet datagram = peer.expect();
        assertThat(datagram.source()).isEqualTo(autoconfigured().orElseThrow());
        assertThat(datagram.hardware()).as("no question: the router has told").containsExactly(2, 0, 0, 0, 0, 2);
        assertThat(datagram.hopLimit()).isEqualTo(33);
    }

    @Test
    void without_a_router_the_question_is_asked_again_ever_more_rarely() {
        eth0.startAutoconfiguration();
        int questions = 0;
        for (int i = 0; i < 3600; i++) {
            peer.pass(SECOND);
            for (Ipv6Peer.Packet packet = peer.next(); packet != null; packet = peer.next()) {
                questions += packet.icmpType() == ROUTER_SOLICITATION ? 1 : 0;
            }
        }
        assertThat(questions).isBetween(8, 12);
        advertise(LINK_LOCAL, advertisement(1800, 0));
        peer.discard();
        peer.pass(1700 * SECOND);
        for (Ipv6Peer.Packet packet = peer.next(); packet != null; packet = peer.next()) {
            assertThat(packet.icmpType()).isNotEqualTo(ROUTER_SOLICITATION);
        }
    }

    @Test
    void the_better_router_is_taken_and_another_one_when_it_is_gone() {
        eth0.startAutoconfiguration();
        peer.pass(2 * SECOND);
        advertise(LINK_LOCAL, advertisement(1800, 3, hardware(2), prefix(0xc0, 3600, 1800)));
        advertise(OTHER_ROUTER, advertisement(60, 1, hardware(3)));
        assertThat(defaultRoutes()).containsExactly(Route.byDefault(OTHER_ROUTER, 2));
        peer.pass(61 * SECOND);
        assertThat(defaultRoutes()).as("its lifetime is over").containsExactly(Route.byDefault(LINK_LOCAL, 2));
        advertise(OTHER_ROUTER, advertisement(60, 1));
        advertise(OTHER_ROUTER, advertisement(0, 1));
        assertThat(defaultRoutes()).as("it says that it is none").containsExactly(Route.byDefault(LINK_LOCAL, 2));
        advertise(LINK_LOCAL, advertisement(0, 0));
        assertThat(defaultRoutes()).isEmpty();
    }

    @Test
    void a_router_that_does_not_answer_is_replaced_by_one_that_does() {
        eth0.startAutoconfiguration();
        peer.pass(2 * SECOND);
        advertise(OTHER_ROUTER, advertisement(1800, 1, hardware(3), prefix(0xc0, 3600, 1800)));
        advertise(LINK_LOCAL, advertisement(1800, 0, hardware(2)));
        peer.pass(2 * SECOND);
        UdpSocket socket = stack.udpSocket();
        socket.send(ByteBuffer.allocate(1), new Endpoint(FAR, 9));
        peer.pass(10 * SECOND);
        assertThat(defaultRoutes()).containsExactly(Route.byDefault(LINK_LOCAL, 2));
    }

    /** RFC 6724 section 5 rule 5.5: a router may drop what has a source that it does not know. */
    @Test
    void what_goes_by_a_router_has_an_address_under_a_prefix_of_that_router() {
        IpAddress nearer = IpAddress.parse("2001:db8:fff0::");
        eth0.startAutoconfiguration();
        advertise(LINK_LOCAL, advertisement(1800, 0, hardware(2), prefix(nearer, 0xc0, 3600, 1800)));
        advertise(OTHER_ROUTER, advertisement(1800, 1, hardware(3), prefix(0xc0, 3600, 1800)));
        assertThat(sourceTowards(FAR).sharesPrefix(PREFIX, 64)).isTrue();

        advertise(LINK_LOCAL, advertisement(1800, 0, hardware(2), prefix(0xc0, 3600, 1800)));
        advertise(OTHER_ROUTER, advertisement(1800, 1, hardware(3), prefix(nearer, 0xc0, 3600, 1800)));
        assertThat(sourceTowards(FAR).sharesPrefix(nearer, 64))
                .as("both have told both, so the longer prefix counts")
                .isTrue();
    }

    private IpAddress sourceTowards(IpAddress destination) {
        UdpSocket socket = stack.udpSocket();
        socket.connect(new Endpoint(destination, 9));
        return socket.local().orElseThrow().address();
    }

    @Test
    void an_address_is_deprecated_and_then_forgotten_as_its_lifetimes_end() {
        eth0.startAutoconfiguration();
        advertise(LINK_LOCAL, advertisement(1800, 0, hardware(2), prefix(0xc0, 8000, 100)));
        peer.pass(2 * SECOND);
        eth0.addAddress(InterfaceAddress.parse("2001:db8:2::7/64"));
        UdpSocket socket = stack.udpSocket();
        Endpoint near = new Endpoint(new IpAddress(PREFIX.high(), 99), 9);
        socket.connect(near);
        assertThat(socket.local().orElseThrow().address())
                .isEqualTo(autoconfigured().orElseThrow());
        peer.pass(100 * SECOND);
        socket.connect(near);
        assertThat(socket.local().orElseThrow().address()).isEqualTo(IpAddress.parse("2001:db8:2::7"));
        peer.pass(7900 * SECOND);
        assertThat(autoconfigured()).isEmpty();
    }

    @Test
    void one_message_does_not_end_an_address_that_was_promised_for_long() {
        eth0.startAutoconfiguration();
        advertise(LINK_LOCAL, advertisement(1800, 0, prefix(0xc0, 86_400, 86_400)));
        advertise(LINK_LOCAL, advertisement(1800, 0, prefix(0xc0, 1, 1)));
        peer.pass(7100 * SECOND);
        assertThat(autoconfigured()).as("for two hours").isPresent();
        peer.pass(200 * SECOND);
        assertThat(autoconfigured()).isEmpty();
    }

    @Test
    void identifiers_are_the_same_with_the_same_key_and_on_the_same_network_only() {
        IpAddress first = withKey(1, PREFIX);
        assertThat(withKey(1, PREFIX)).isEqualTo(first);
        assertThat(withKey(2, PREFIX).low()).isNotEqualTo(first.low());
        assertThat(withKey(1, IpAddress.parse("2001:db8:5::")).low()).isNotEqualTo(first.low());
        assertThat(first.toString()).as("nothing of the hardware address").doesNotContain("ff:fe");
    }

    private static IpAddress withKey(long key, IpAddress prefix) {
        Simulation world = new Simulation(4);
        Ipv6Peer router = new Ipv6Peer(world);
        NetworkStack keyed = NetworkStack.builder()
                .clock(world)
                .entropy(world.entropy())
                .device(router.device())
                .identifierKey(key, 5)
                .build();
        Interface made = keyed.interfaces().get(1);
        made.startAutoconfiguration();
        byte[] option = prefix(0xc0, 3600, 3600);
        System.arraycopy(prefix.bytes(), 0, option, 16, 16);
        router.icmp(LINK_LOCAL, ALL_NODES, 255, advertisement(1800, 0, option));
        keyed.poll();
        return made.addresses().stream()
                .map(InterfaceAddress::address)
                .filter(address -> address.sharesPrefix(prefix, 64))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void dns_servers_and_search_domains_come_and_go() {
        eth0.startAutoconfiguration();
        IpAddress server = IpAddress.parse("2001:db8::53");
        ByteBuffer servers = ByteBuffer.allocate(24);
        servers.put((byte) 25).put((byte) 3).putShort((short) 0).putInt(100).put(server.bytes());
        ByteBuffer domains = ByteBuffer.allocate(24);
        domains.put((byte) 31).put((byte) 3).putShort((short) 0).putInt(200);
        domains.put((byte) 7).put("example".getBytes(StandardCharsets.US_ASCII)).put((byte) 3);
        domains.put("org".getBytes(StandardCharsets.US_ASCII));
        advertise(LINK_LOCAL, advertisement(1800, 0, servers.array(), domains.array()));
        assertThat(stack.resolver().servers()).containsExactly(server);
        assertThat(stack.resolver().searchDomains()).containsExactly("example.org");
        peer.pass(101 * SECOND);
        assertThat(stack.resolver().servers()).isEmpty();
        assertThat(stack.resolver().searchDomains()).containsExactly("example.org");
        advertise(LINK_LOCAL, advertisement(1800, 0, domains.putInt(4, 0).array()));
        assertThat(stack.resolver().searchDomains()).isEmpty();
    }

    @Test
    void what_no_router_of_this_link_can_have_sent_is_not_believed() {
        eth0.startAutoconfiguration();
        byte[] good = advertisement(1800, 0, prefix(0xc0, 3600, 1800));
        peer.icmp(Ipv6Peer.SELF, ALL_NODES, 255, good);
        peer.icmp(LINK_LOCAL, ALL_NODES, 254, good);
        byte[] endless = good.clone();
        endless[17] = 0;
        peer.icmp(LINK_LOCAL, ALL_NODES, 255, endless);
        byte[] coded = good.clone();
        coded[1] = 1;
        peer.icmp(LINK_LOCAL, ALL_NODES, 255, coded);
        assertThat(autoconfigured()).isEmpty();
        assertThat(defaultRoutes()).isEmpty();
    }

    @Test
    void prefixes_that_make_no_address_make_none() {
        eth0.startAutoconfiguration();
        advertise(LINK_LOCAL, advertisement(0, 0, prefix(0x40, 100, 200)));
        assertThat(autoconfigured()).as("preferred for longer than valid").isEmpty();
        byte[] narrow = prefix(0x40, 200, 100);
        narrow[2] = 80;
        advertise(LINK_LOCAL, advertisement(0, 0, narrow));
        assertThat(autoconfigured()).as("not 64 bits").isEmpty();
        advertise(LINK_LOCAL, advertisement(0, 0, prefix(0x80, 200, 100)));
        assertThat(autoconfigured()).as("on link only").isEmpty();
        assertThat(stack.routes()).contains(new Route(PREFIX, 64, Optional.empty(), 2));
    }

    @Test
    void a_flood_of_routers_and_prefixes_is_bounded() {
        eth0.startAutoconfiguration();
        for (int i = 0; i < 1000; i++) {
            byte[] option = prefix(0xc0, 3600, 3600);
            option[23] = (byte) i;
            option[22] = (byte) (i >>> 8);
            IpAddress router = new IpAddress(LINK_LOCAL.high(), 0x100 + i);
            advertise(router, advertisement(1800, 0, hardware(7), option));
            peer.discard();
        }
        assertThat(eth0.addresses()).hasSizeLessThanOrEqualTo(9);
        assertThat(stack.routes()).hasSizeLessThanOrEqualTo(17);
        peer.pass(10 * SECOND);
        assertThat(peer.device().pool().available())
                .isEqualTo(peer.device().pool().size());
    }

    @Test
    void the_end_of_autoconfiguration_leaves_the_link_local_address() {
        eth0.startAutoconfiguration();
        advertise(LINK_LOCAL, advertisement(1800, 0, hardware(2), prefix(0xc0, 3600, 1800)));
        eth0.stopAutoconfiguration();
        assertThat(eth0.addresses()).hasSize(1).allMatch(own -> own.address().isLinkLocal());
        assertThat(stack.routes()).isEmpty();
        advertise(LINK_LOCAL, advertisement(1800, 0, prefix(0xc0, 3600, 1800)));
        assertThat(eth0.addresses()).hasSize(1);
        peer.discard();
        peer.pass(100 * SECOND);
        for (Ipv6Peer.Packet packet = peer.next(); packet != null; packet = peer.next()) {
            assertThat(packet.icmpType()).isNotIn(ROUTER_SOLICITATION, NEIGHBOR_SOLICITATION);
        }
    }
}
