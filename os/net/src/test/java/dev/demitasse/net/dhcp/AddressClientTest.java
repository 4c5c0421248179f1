package dev.demitasse.net.dhcp;

import static dev.demitasse.net.simulation.Ipv6Peer.ALL_NODES;
import static dev.demitasse.net.simulation.Ipv6Peer.LINK_LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Ipv6Peer;
import dev.demitasse.net.simulation.Simulation;
import dev.demitasse.net.wire.AddressAssociation;
import dev.demitasse.net.wire.AddressAssociation.Leased;
import dev.demitasse.net.wire.Dhcpv6Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stateful DHCPv6 (RFC 8415 section 18.2) against a scripted router and server. */
class AddressClientTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int MANAGED = 0x80;
    private static final byte[] SERVER = {0, 3, 0, 1, 2, 0, 0, 0, 0, 2};
    private static final byte[] OTHER_SERVER = {0, 3, 0, 1, 2, 0, 0, 0, 0, 3};
    private static final byte[] NOBODY = {};
    private static final IpAddress ADDRESS = IpAddress.parse("2001:db8:5::77");
    private static final IpAddress OTHER_ADDRESS = IpAddress.parse("2001:db8:5::78");
    private static final int INTERFACE = 2;

    private final Simulation simulation = new Simulation(12);
    private final Ipv6Peer peer = new Ipv6Peer(simulation);
    private final NetworkStack stack = new Host(simulation, peer.device()).stack();
    private final Interface eth0 = stack.interfaceNamed("eth0").orElseThrow();

    /** A client's message about its addresses, and when it came. */
    private record Question(long time, Ipv6Peer.Packet packet, Dhcpv6Message message) {
        List<IpAddress> addresses() {
            AddressAssociation association = message.association();
            return association == null
                    ? List.of()
                    : association.addresses().stream().map(Leased::address).toList();
        }
    }

    private void advertise(int flags) {
        ByteBuffer message = ByteBuffer.allocate(16);
        message.putInt(134 << 24).put((byte) 64).put((byte) flags).putShort((short) 1800);
        peer.icmp(LINK_LOCAL, ALL_NODES, 255, message.array());
    }

    private @Nullable Question question(long patience) {
        long end = simulation.nanoTime() + patience;
        while (simulation.nanoTime() < end) {
            for (Ipv6Peer.Packet packet = peer.next(); packet != null; packet = peer.next()) {
                if (packet.protocol() == Ipv6Peer.UDP && packet.payload()[3] == (byte) (547 & 0xff)) {
                    byte[] payload = Arrays.copyOfRange(packet.payload(), 8, packet.payload().length);
                    Dhcpv6Message message =
                            Dhcpv6Message.parse(ByteBuffer.wrap(payload)).orElseThrow();
                    if (message.type() != Dhcpv6Message.INFORMATION_REQUEST) {
                        return new Question(simulation.nanoTime(), packet, message);
                    }
                }
            }
            peer.pass(10_000_000L);
        }
        return null;
    }

    private Question expect(long patience) {
        Question question = question(patience);
        if (question == null) {
            throw new AssertionError("no message within " + patience / SECOND + " s");
        }
        return question;
    }

    private Question expect(int type, long patience) {
        Question question = expect(patience);
        assertThat(question.message.type()).isEqualTo(type);
        return question;
    }

    private static AddressAssociation of(int renew, int rebind, Leased... addresses) {
        return new AddressAssociation(INTERFACE, renew, rebind, 0, List.of(addresses));
    }

    private static AddressAssociation refused(int status) {
        return new AddressAssociation(INTERFACE, 0, 0, status, List.of());
    }

    private static Leased leased(IpAddress address) {
        return new Leased(address, 3000, 4000);
    }

    private void say(
            Question to, int type, byte[] client, byte[] server, @Nullable AddressAssociation given, boolean rapid) {
        say(
                to,
                new Dhcpv6Message(
                        type,
                        to.message.transaction(),
                        client,
                        server,
                        -1,
                        0,
                        List.of(),
                        List.of(),
                        -1,
                        -1,
                        given,
                        rapid));
    }

    private void say(Question to, Dhcpv6Message message) {
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        bytes.putShort((short) 547).putShort((short) 546).putInt(0);
        message.emit(bytes);
        bytes.putShort(4, (short) bytes.position());
        byte[] datagram = Arrays.copyOf(bytes.array(), bytes.position());
        byte[] frame = Ipv6Peer.frame(LINK_LOCAL, to.packet.source(), Ipv6Peer.UDP, 64, datagram);
        peer.arrive(Frames.summed(frame, 54, Ipv6Peer.UDP));
    }

    private void advertiseTo(Question to, AddressAssociation offer) {
        say(to, Dhcpv6Message.ADVERTISE, to.message.client(), SERVER, offer, false);
    }

    private void reply(Question to, AddressAssociation given) {
        say(to, Dhcpv6Message.REPLY, to.message.client(), SERVER, given, false);
    }

    private boolean has(IpAddress address) {
        return eth0.addresses().contains(new InterfaceAddress(address, 128));
    }

    private Question solicited() {
        eth0.startAutoconfiguration();
        peer.pass(2 * SECOND);
        peer.discard();
        advertise(MANAGED);
        return expect(Dhcpv6Message.SOLICIT, SECOND);
    }

    private void bound(AddressAssociation given) {
        Question solicit = solicited();
        advertiseTo(solicit, given);
        reply(expect(Dhcpv6Message.REQUEST, SECOND), given);
        assertThat(has(given.addresses().getFirst().address())).isTrue();
    }

    // ------------------------------------------------------------ getting an address

    @Test
    void nobody_is_asked_unless_a_router_says_that_addresses_are_to_be_had() {
        eth0.startAutoconfiguration();
        advertise(0x40);
        assertThat(question(60 * SECOND)).isNull();
    }

    @Test
    void an_offer_is_requested_of_who_made_it_and_used_once_it_is_confirmed() {
        Question solicit = solicited();
        assertThat(solicit.packet.source().isLinkLocal()).isTrue();
        assertThat(solicit.packet.destination()).isEqualTo(IpAddress.parse("ff02::1:2"));
        assertThat(solicit.message.client()).containsExactly(0, 3, 0, 1, 2, 0, 0, 0, 0, 1);
        assertThat(solicit.message.server()).isEmpty();
        assertThat(solicit.message.rapid()).isTrue();
        assertThat(solicit.addresses()).isEmpty();
        advertiseTo(solicit, of(1000, 2000, leased(ADDRESS)));
        assertThat(has(ADDRESS)).as("only offered").isFalse();

        Question request = expect(Dhcpv6Message.REQUEST, SECOND);
        assertThat(request.message.transaction()).isNotEqualTo(solicit.message.transaction());
        assertThat(request.message.server()).isEqualTo(SERVER);
        assertThat(request.message.rapid()).isFalse();
        assertThat(request.addresses()).containsExactly(ADDRESS);
        assertThat(eth0.configured()).isFalse();
        reply(request, of(1000, 2000, leased(ADDRESS)));
        assertThat(has(ADDRESS)).isTrue();
        assertThat(eth0.configured()).isTrue();
        assertThat(stack.routes().stream().filter(route -> route.prefixLength() > 0))
                .as("the address says nothing of what is on the link")
                .noneMatch(route -> route.network().sharesPrefix(ADDRESS, 64));
        UdpSocket socket = stack.udpSocket();
        socket.connect(new Endpoint(IpAddress.parse("2001:db8:ffff::1"), 9));
        assertThat(socket.local().orElseThrow().address()).isEqualTo(ADDRESS);
        assertThat(question(900 * SECOND)).isNull();
    }

    @Test
    void a_server_may_answer_at_once_if_it_says_that_it_does() {
        Question solicit = solicited();
        reply(solicit, of(1000, 2000, leased(ADDRESS)));
        assertThat(has(ADDRESS)).as("without the option of section 21.14").isFalse();
        say(solicit, Dhcpv6Message.REPLY, solicit.message.client(), SERVER, of(1000, 2000, leased(ADDRESS)), true);
        assertThat(has(ADDRESS)).isTrue();
        assertThat(question(900 * SECOND)).isNull();
    }

    @Test
    void without_an_answer_the_same_question_is_asked_ever_more_rarely() {
        Question last = solicited();
        List<Double> pauses = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            Question next = expect(Dhcpv6Message.SOLICIT, 4000 * SECOND);
            assertThat(next.message.transaction()).isEqualTo(last.message.transaction());
            pauses.add((next.time - last.time) / 1e9);
            last = next;
        }
        assertThat(pauses.getFirst()).isBetween(0.88, 1.12);
        assertThat(pauses.get(6) / pauses.get(5)).isBetween(1.85, 2.15);
        assertThat(pauses.getLast()).isBetween(3239.0, 3961.0);
    }

    @Test
    void a_server_without_addresses_may_ask_for_rarer_questions() {
        Question solicit = solicited();
        say(
                solicit,
                new Dhcpv6Message(
                        Dhcpv6Message.ADVERTISE,
                        solicit.message.transaction(),
                        solicit.message.client(),
                        SERVER,
                        -1,
                        2,
                        List.of(),
                        List.of(),
                        -1,
                        60,
                        of(0, 0),
                        false));
        for (int i = 0; i < 12; i++) {
            expect(Dhcpv6Message.SOLICIT, 4000 * SECOND);
        }
        assertThat(has(ADDRESS)).isFalse();
    }

    @Test
    void answers_to_others_of_nobody_or_with_addresses_that_nobody_can_have_are_not_believed() {
        Question solicit = solicited();
        AddressAssociation good = of(1000, 2000, leased(ADDRESS));
        byte[] us = solicit.message.client();
        say(solicit, Dhcpv6Message.ADVERTISE, OTHER_SERVER, SERVER, good, false);
        say(solicit, Dhcpv6Message.ADVERTISE, us, NOBODY, good, false);
        say(solicit, Dhcpv6Message.ADVERTISE, us, SERVER, null, false);
        advertiseTo(solicit, new AddressAssociation(9, 1000, 2000, 0, good.addresses()));
        advertiseTo(solicit, new AddressAssociation(INTERFACE, 1000, 2000, 2, good.addresses()));
        advertiseTo(solicit, of(2000, 1000, leased(ADDRESS)));
        advertiseTo(solicit, of(1000, 2000, new Leased(ADDRESS, 4001, 4000)));
        advertiseTo(solicit, of(1000, 2000, new Leased(ADDRESS, 0, 0)));
        for (String bad : List.of("fe80::9", "::", "::1", "ff02::5", "::ffff:10.0.0.9")) {
            advertiseTo(solicit, of(1000, 2000, leased(IpAddress.parse(bad))));
        }
        peer.pass(SECOND / 2);
        assertThat(question(SECOND / 10)).isNull();
        advertiseTo(solicit, good);
        expect(Dhcpv6Message.REQUEST, SECOND);
    }

    @Test
    void a_request_that_nobody_answers_is_given_up_and_one_that_is_refused_is_not_repeated_at_once() {
        advertiseTo(solicited(), of(1000, 2000, leased(ADDRESS)));
        for (int i = 0; i < 10; i++) {
            expect(Dhcpv6Message.REQUEST, 40 * SECOND);
        }
        Question again = expect(Dhcpv6Message.SOLICIT, 40 * SECOND);
        assertThat(again.addresses()).isEmpty();
        advertiseTo(again, of(1000, 2000, leased(ADDRESS)));
        Question request = expect(Dhcpv6Message.REQUEST, SECOND);
        reply(request, refused(2));
        assertThat(question(9 * SECOND)).isNull();
        expect(Dhcpv6Message.SOLICIT, 2 * SECOND);
    }

    // ------------------------------------------------------------ keeping it

    @Test
    void an_address_is_renewed_with_its_server_then_with_any_and_given_up_at_its_end() {
        bound(of(1000, 2000, leased(ADDRESS)));
        long start = simulation.nanoTime();
        Question renew = expect(Dhcpv6Message.RENEW, 1010 * SECOND);
        assertThat((renew.time - start) / SECOND).isBetween(999L, 1001L);
        assertThat(renew.message.server()).isEqualTo(SERVER);
        assertThat(renew.addresses()).containsExactly(ADDRESS);
        Question next = expect(Dhcpv6Message.RENEW, 12 * SECOND);
        assertThat((next.time - renew.time) / SECOND).isBetween(8L, 11L);
        while (next.message.type() == Dhcpv6Message.RENEW) {
            next = expect(700 * SECOND);
        }
        assertThat(next.message.type()).isEqualTo(Dhcpv6Message.REBIND);
        assertThat((next.time - start) / SECOND).isBetween(1999L, 2001L);
        assertThat(next.message.server()).isEmpty();
        assertThat(next.addresses()).containsExactly(ADDRESS);
        while (next.message.type() == Dhcpv6Message.REBIND) {
            assertThat(has(ADDRESS)).isTrue();
            next = expect(700 * SECOND);
        }
        assertThat(next.message.type()).isEqualTo(Dhcpv6Message.SOLICIT);
        assertThat((next.time - start) / SECOND).isBetween(3999L, 4001L);
        assertThat(has(ADDRESS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {Dhcpv6Message.RENEW, Dhcpv6Message.REBIND})
    void an_answer_to_a_renewal_begins_all_times_anew(int type) {
        bound(of(1000, 2000, leased(ADDRESS)));
        Question question = expect(Dhcpv6Message.RENEW, 1010 * SECOND);
        while (question.message.type() != type) {
            question = expect(700 * SECOND);
        }
        say(question, Dhcpv6Message.REPLY, question.message.client(), OTHER_SERVER, of(0, 0, leased(ADDRESS)), false);
        long start = simulation.nanoTime();
        Question renew = expect(Dhcpv6Message.RENEW, 1600 * SECOND);
        assertThat((renew.time - start) / SECOND)
                .as("half of what is preferred")
                .isBetween(1499L, 1501L);
        assertThat(renew.message.server()).isEqualTo(OTHER_SERVER);
    }

    @Test
    void a_server_that_has_forgotten_is_requested_anew() {
        bound(of(1000, 2000, leased(ADDRESS)));
        reply(expect(Dhcpv6Message.RENEW, 1010 * SECOND), refused(3));
        Question request = expect(Dhcpv6Message.REQUEST, SECOND);
        assertThat(request.addresses()).containsExactly(ADDRESS);
        reply(request, of(1000, 2000, leased(ADDRESS)));
        assertThat(has(ADDRESS)).isTrue();
        assertThat(question(900 * SECOND)).isNull();
    }

    @Test
    void an_address_that_its_server_takes_back_is_used_no_more() {
        bound(of(1000, 2000, leased(ADDRESS)));
        reply(expect(Dhcpv6Message.RENEW, 1010 * SECOND), of(1000, 2000, new Leased(ADDRESS, 0, 0)));
        peer.pass(1);
        assertThat(has(ADDRESS)).isFalse();
        expect(Dhcpv6Message.SOLICIT, SECOND);
    }

    @Test
    void a_lease_without_end_is_kept_without_asking() {
        bound(of(-1, -1, new Leased(ADDRESS, AddressAssociation.FOREVER, AddressAssociation.FOREVER)));
        assertThat(question(400_000 * SECOND)).isNull();
        assertThat(has(ADDRESS)).isTrue();
    }

    @Test
    void a_server_that_gives_hardly_any_time_is_not_asked_all_the_time() {
        bound(of(0, 0, new Leased(ADDRESS, 1, 1)));
        assertThat(question(9 * SECOND)).isNull();
        assertThat(has(ADDRESS)).isFalse();
        expect(Dhcpv6Message.SOLICIT, 2 * SECOND);
    }

    // ------------------------------------------------------------ giving it up

    @Test
    void an_address_that_another_node_has_is_declined_and_another_one_asked_for_after_a_while() {
        bound(of(1000, 2000, leased(ADDRESS)));
        peer.icmp(ADDRESS, ALL_NODES, 255, Ipv6Peer.advertisement(ADDRESS, 0x20, (byte) 2, (byte) 9));
        assertThat(has(ADDRESS)).isFalse();
        Question decline = expect(Dhcpv6Message.DECLINE, SECOND);
        assertThat(decline.message.server()).isEqualTo(SERVER);
        assertThat(decline.addresses()).containsExactly(ADDRESS);
        reply(decline, of(0, 0));
        assertThat(question(9 * SECOND)).isNull();
        Question solicit = expect(Dhcpv6Message.SOLICIT, 2 * SECOND);
        say(
                solicit,
                Dhcpv6Message.REPLY,
                solicit.message.client(),
                SERVER,
                of(1000, 2000, leased(OTHER_ADDRESS)),
                true);
        assertThat(has(OTHER_ADDRESS)).isTrue();
    }

    @Test
    void a_decline_that_nobody_answers_is_repeated_three_times() {
        bound(of(1000, 2000, leased(ADDRESS)));
        peer.icmp(ADDRESS, ALL_NODES, 255, Ipv6Peer.advertisement(ADDRESS, 0x20, (byte) 2, (byte) 9));
        for (int i = 0; i < 4; i++) {
            expect(Dhcpv6Message.DECLINE, 10 * SECOND);
        }
        expect(Dhcpv6Message.SOLICIT, 20 * SECOND);
    }

    @Test
    void with_autoconfiguration_the_address_goes_and_nobody_is_asked() {
        bound(of(1000, 2000, leased(ADDRESS)));
        eth0.stopAutoconfiguration();
        assertThat(has(ADDRESS)).isFalse();
        assertThat(question(100_000 * SECOND)).isNull();
    }

    // ------------------------------------------------------------ its option

    @Test
    void associations_are_written_as_they_are_read_and_damaged_ones_are_refused() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            List<Leased> addresses = new ArrayList<>();
            for (int j = random.nextInt(AddressAssociation.MOST + 1); j > 0; j--) {
                addresses.add(new Leased(
                        new IpAddress(random.nextLong(), random.nextLong()),
                        random.nextInt() & AddressAssociation.FOREVER,
                        random.nextInt() & AddressAssociation.FOREVER));
            }
            var association = new AddressAssociation(
                    random.nextInt(),
                    random.nextInt() & AddressAssociation.FOREVER,
                    random.nextInt() & AddressAssociation.FOREVER,
                    random.nextInt(7),
                    addresses);
            Dhcpv6Message message =
                    Dhcpv6Message.ask(1 + random.nextInt(9), random.nextInt(1 << 24), SERVER, SERVER, 7, association);
            ByteBuffer bytes = ByteBuffer.allocate(512);
            message.emit(bytes);
            bytes.flip();
            Dhcpv6Message again = Dhcpv6Message.parse(bytes.duplicate()).orElseThrow();
            assertThat(again.association()).isEqualTo(association);
            assertThat(again.type()).isEqualTo(message.type());
            assertThat(again.rapid()).isEqualTo(message.rapid());
            bytes.limit(random.nextInt(bytes.limit()));
            Dhcpv6Message.parse(bytes); // must not throw
        }
    }
}
