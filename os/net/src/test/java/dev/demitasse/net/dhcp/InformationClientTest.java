package dev.demitasse.net.dhcp;

import static dev.demitasse.net.simulation.Ipv6Peer.ALL_NODES;
import static dev.demitasse.net.simulation.Ipv6Peer.LINK_LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Interface;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Ipv6Peer;
import dev.demitasse.net.simulation.Simulation;
import dev.demitasse.net.wire.Dhcpv6Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Stateless DHCPv6 (RFC 8415 section 18.2.6) against a scripted router and server. */
class InformationClientTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int OTHER = 0x40;
    private static final int MANAGED = 0x80;
    private static final byte[] SERVER = {0, 3, 0, 1, 2, 0, 0, 0, 0, 2};
    private static final IpAddress NAME_SERVER = IpAddress.parse("2001:db8::53");

    private final Simulation simulation = new Simulation(11);
    private final Ipv6Peer peer = new Ipv6Peer(simulation);
    private final NetworkStack stack = new Host(simulation, peer.device()).stack();
    private final Interface eth0 = stack.interfaceNamed("eth0").orElseThrow();

    /** A question and when it came. */
    private record Question(long time, Ipv6Peer.Packet packet, Dhcpv6Message message) {}

    private void advertise(int flags) {
        ByteBuffer message = ByteBuffer.allocate(16 + 24);
        message.putInt(134 << 24)
                .put((byte) 64)
                .put((byte) flags)
                .putShort((short) 1800)
                .putInt(0)
                .putInt(0);
        message.put((byte) 25).put((byte) 3).putShort((short) 0).putInt(3600); // a DNS server of the router's own
        message.put(IpAddress.parse("2001:db8::54").bytes());
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
                    if (message.type() == Dhcpv6Message.INFORMATION_REQUEST) { // not for an address
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
            throw new AssertionError("no question within " + patience / SECOND + " s");
        }
        return question;
    }

    private void reply(Question to, byte[] client, byte[] server, int status, long refresh, long maximum) {
        Dhcpv6Message reply = new Dhcpv6Message(
                Dhcpv6Message.REPLY,
                to.message.transaction(),
                client,
                server,
                -1,
                status,
                List.of(NAME_SERVER),
                List.of("example.org", "example.com"),
                refresh,
                maximum,
                null,
                false);
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        bytes.putShort((short) 547).putShort((short) 546).putInt(0);
        reply.emit(bytes);
        bytes.putShort(4, (short) bytes.position());
        byte[] datagram = Arrays.copyOf(bytes.array(), bytes.position());
        byte[] frame = Ipv6Peer.frame(LINK_LOCAL, to.packet.source(), Ipv6Peer.UDP, 64, datagram);
        peer.arrive(Frames.summed(frame, 54, Ipv6Peer.UDP));
    }

    private void reply(Question to) {
        reply(to, to.message.client(), SERVER, 0, -1, -1);
    }

    private Question asked() {
        eth0.startAutoconfiguration();
        peer.pass(SECOND);
        advertise(OTHER);
        return expect(3 * SECOND);
    }

    @Test
    void nobody_is_asked_unless_a_router_says_so() {
        eth0.startAutoconfiguration();
        advertise(0);
        assertThat(question(60 * SECOND)).isNull();
    }

    @Test
    void a_question_goes_to_all_servers_from_the_link_local_address_and_its_answer_to_the_resolver() {
        Question question = asked();
        assertThat(question.packet.source().isLinkLocal()).isTrue();
        assertThat(question.packet.destination()).isEqualTo(IpAddress.parse("ff02::1:2"));
        assertThat(question.message.type()).isEqualTo(Dhcpv6Message.INFORMATION_REQUEST);
        assertThat(question.message.client()).containsExactly(0, 3, 0, 1, 2, 0, 0, 0, 0, 1);
        assertThat(question.message.elapsed()).isZero();
        reply(question);
        assertThat(stack.resolver().servers())
                .as("DHCP's before the router's (RFC 8106 section 5.3.1)")
                .containsExactly(NAME_SERVER, IpAddress.parse("2001:db8::54"));
        assertThat(stack.resolver().searchDomains()).containsExactly("example.org", "example.com");
        assertThat(question(3000 * SECOND)).as("answered").isNull();
    }

    @Test
    void addresses_kept_by_a_server_mean_that_it_has_more_to_tell_too() {
        eth0.startAutoconfiguration();
        peer.pass(SECOND);
        advertise(MANAGED);
        reply(expect(3 * SECOND));
        assertThat(stack.resolver().servers()).contains(NAME_SERVER);
    }

    @Test
    void without_an_answer_the_same_question_is_asked_ever_more_rarely_up_to_an_hour() {
        Question first = asked();
        List<Double> pauses = new ArrayList<>();
        Question before = first;
        for (int i = 0; i < 15; i++) {
            Question next = expect(4000 * SECOND);
            assertThat(next.message.transaction()).isEqualTo(first.message.transaction());
            pauses.add((next.time - before.time) / 1e9);
            long hundredths = Math.min((next.time - first.time) / 10_000_000L, 0xffff);
            assertThat((long) next.message.elapsed()).isBetween(hundredths - 3, hundredths + 3);
            before = next;
        }
        assertThat(pauses.get(0)).isBetween(0.88, 1.12);
        for (int i = 1; i < 10; i++) {
            assertThat(pauses.get(i) / pauses.get(i - 1)).isBetween(1.85, 2.15);
        }
        assertThat(pauses.getLast()).isBetween(3239.0, 3961.0);
    }

    @Test
    void answers_to_others_of_nobody_or_of_failure_are_not_believed() {
        Question question = asked();
        reply(question, new byte[] {0, 3, 0, 1, 9, 9, 9, 9, 9, 9}, SERVER, 0, -1, -1);
        reply(question, new byte[0], SERVER, 0, -1, -1);
        reply(question, question.message.client(), new byte[0], 0, -1, -1);
        reply(question, question.message.client(), SERVER, 1, -1, -1);
        assertThat(stack.resolver().servers()).doesNotContain(NAME_SERVER);
        reply(question);
        assertThat(stack.resolver().servers()).contains(NAME_SERVER);
    }

    @Test
    void what_was_told_is_asked_for_anew_when_its_time_is_over_but_not_within_ten_minutes() {
        Question first = asked();
        reply(first, first.message.client(), SERVER, 0, 1, -1);
        assertThat(question(599 * SECOND)).isNull();
        Question second = expect(3 * SECOND);
        assertThat(second.message.transaction()).isNotEqualTo(first.message.transaction());
        assertThat(stack.resolver().servers()).as("kept while asking").contains(NAME_SERVER);
        reply(second, second.message.client(), SERVER, 0, 0xffff_ffffL, -1);
        assertThat(question(100_000 * SECOND)).as("told to ask no more").isNull();
    }

    @Test
    void a_server_may_say_that_a_day_passes_or_how_often_to_ask_at_least() {
        Question first = asked();
        reply(first, first.message.client(), SERVER, 0, -1, 60);
        assertThat(question(86_390 * SECOND)).isNull();
        Question last = expect(20 * SECOND);
        for (int i = 0; i < 10; i++) {
            Question next = expect(70 * SECOND);
            assertThat(next.time - last.time).isLessThan(67 * SECOND);
            last = next;
        }
    }

    @Test
    void with_autoconfiguration_what_it_had_brought_ends() {
        reply(asked());
        eth0.stopAutoconfiguration();
        assertThat(stack.resolver().servers()).isEmpty();
        assertThat(stack.resolver().searchDomains()).isEmpty();
        assertThat(question(100_000 * SECOND)).isNull();
    }
}
