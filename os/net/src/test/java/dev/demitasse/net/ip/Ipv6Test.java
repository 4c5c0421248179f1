package dev.demitasse.net.ip;

import static dev.demitasse.net.simulation.Ipv6Peer.ALL_NODES;
import static dev.demitasse.net.simulation.Ipv6Peer.ICMPV6;
import static dev.demitasse.net.simulation.Ipv6Peer.LINK_LOCAL;
import static dev.demitasse.net.simulation.Ipv6Peer.SELF;
import static dev.demitasse.net.simulation.Ipv6Peer.STACK;
import static dev.demitasse.net.simulation.Ipv6Peer.UDP;
import static dev.demitasse.net.simulation.Ipv6Peer.datagram;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.Route;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Ipv6Peer;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The IPv6 header and its extensions, ICMPv6, fragments, and hostile packets. */
class Ipv6Test {
    private static final long SECOND = 1_000_000_000L;
    private static final int UNREACHABLE = 1;
    private static final int TOO_BIG = 2;
    private static final int PARAMETER_PROBLEM = 4;
    private static final int ECHO_REPLY = 129;

    private final Simulation simulation = new Simulation(12);
    private final Ipv6Peer peer = new Ipv6Peer(simulation);
    private final NetworkStack stack =
            new Host(simulation, peer.device()).address(STACK + "/64").stack();

    Ipv6Test() {
        peer.pass(2 * SECOND);
        peer.discard();
    }

    private static byte[] echo(int length) {
        byte[] message = new byte[8 + length];
        new Random(length).nextBytes(message);
        message[0] = (byte) 128;
        message[1] = 0;
        return message;
    }

    /** The bytes of a whole echo request, checksum included. */
    private static byte[] summed(byte[] echo) {
        byte[] frame = Ipv6Peer.frame(SELF, STACK, ICMPV6, 64, echo);
        frame[56] = 0;
        frame[57] = 0;
        int sum = Frames.transportChecksum(frame, 54, ICMPV6);
        frame[56] = (byte) (sum >>> 8);
        frame[57] = (byte) sum;
        return Arrays.copyOfRange(frame, 54, frame.length);
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    // ------------------------------------------------------------ ICMPv6

    @Test
    void an_echo_is_answered_with_its_payload_from_the_address_it_was_sent_to() {
        byte[] request = echo(50);
        peer.icmp(SELF, STACK, 64, request);
        Ipv6Peer.Packet answer = peer.expect(ECHO_REPLY);
        assertThat(answer.source()).isEqualTo(STACK);
        assertThat(answer.destination()).isEqualTo(SELF);
        assertThat(Arrays.copyOfRange(answer.payload(), 4, 58)).isEqualTo(Arrays.copyOfRange(request, 4, 58));
        byte[] frame = Ipv6Peer.frame(answer.source(), answer.destination(), ICMPV6, 64, answer.payload());
        assertThat(Frames.transportChecksum(frame, 54, ICMPV6)).isZero();
    }

    @Test
    void an_echo_to_all_nodes_is_answered_from_an_address_of_that_scope() {
        peer.icmp(LINK_LOCAL, ALL_NODES, 64, echo(10));
        Ipv6Peer.Packet answer = peer.expect(ECHO_REPLY);
        assertThat(answer.source().isLinkLocal()).isTrue();
        assertThat(answer.destination()).isEqualTo(LINK_LOCAL);
    }

    @Test
    void an_echo_of_many_fragments_is_answered_in_fragments() {
        byte[] request = summed(echo(4000));
        int[] starts = {0, 2464, 1232, 3696};
        for (int start : starts) {
            int end = Math.min(request.length, start + 1232);
            byte[] head = ByteBuffer.allocate(8)
                    .putShort((short) (ICMPV6 << 8))
                    .putShort((short) (start | (end < request.length ? 1 : 0)))
                    .putInt(77)
                    .array();
            peer.send(44, join(head, Arrays.copyOfRange(request, start, end)));
        }
        byte[] answer = new byte[request.length];
        int got = 0;
        for (Ipv6Peer.Packet packet = peer.next(); packet != null; packet = peer.next()) {
            assertThat(packet.protocol()).isEqualTo(44);
            assertThat(packet.payload()).hasSizeLessThanOrEqualTo(1460);
            int start = ByteBuffer.wrap(packet.payload()).getShort(2) & 0xfff8;
            System.arraycopy(packet.payload(), 8, answer, start, packet.payload().length - 8);
            got += packet.payload().length - 8;
        }
        assertThat(got).isEqualTo(request.length);
        assertThat(Arrays.copyOfRange(answer, 4, answer.length))
                .isEqualTo(Arrays.copyOfRange(request, 4, request.length));
    }

    @Test
    void a_port_nobody_has_is_unreachable_at_a_limited_rate() {
        int answers = 0;
        for (int i = 0; i < 500; i++) {
            peer.send(UDP, datagram(9, 99, (byte) 1));
            for (Ipv6Peer.Packet packet = peer.next(); packet != null; packet = peer.next()) {
                assertThat(packet.icmpType()).isEqualTo(UNREACHABLE);
                assertThat(packet.payload()[1]).isEqualTo((byte) 4);
                assertThat(Arrays.copyOfRange(packet.payload(), 48, packet.payload().length))
                        .as("quotes the datagram")
                        .isEqualTo(datagram(9, 99, (byte) 1));
                answers++;
            }
        }
        assertThat(answers).isEqualTo(50);
        assertThat(stack.counters().icmpOutRateLimited).isEqualTo(450);
    }

    @Test
    void errors_reach_the_socket_whose_packet_they_quote() {
        UdpSocket socket = stack.udpSocket();
        socket.connect(new Endpoint(SELF, 9));
        socket.send(ByteBuffer.allocate(10));
        Ipv6Peer.Packet sent = peer.expect();
        peer.icmp(SELF, STACK, 64, join(bytes(1, 4, 0, 0, 0, 0, 0, 0), quoted(sent)));
        assertThatThrownBy(() -> socket.receive(ByteBuffer.allocate(10), new DatagramSource()))
                .isInstanceOfSatisfying(
                        NetworkException.class, e -> assertThat(e.error()).isEqualTo(NetworkError.CONNECTION_REFUSED));
    }

    private static byte[] quoted(Ipv6Peer.Packet sent) {
        byte[] frame =
                Ipv6Peer.frame(sent.source(), sent.destination(), sent.protocol(), sent.hopLimit(), sent.payload());
        return Arrays.copyOfRange(frame, 14, frame.length);
    }

    // ------------------------------------------------------------ path MTU

    private static byte[] tooBig(int mtu, Ipv6Peer.Packet sent) {
        byte[] head = ByteBuffer.allocate(8).putInt(TOO_BIG << 24).putInt(mtu).array();
        byte[] quote = quoted(sent);
        return join(head, Arrays.copyOf(quote, Math.min(quote.length, 1200)));
    }

    @Test
    void datagrams_are_fragmented_to_what_a_router_lets_through_for_ten_minutes() {
        UdpSocket socket = stack.udpSocket();
        Endpoint target = new Endpoint(SELF, 9);
        socket.send(ByteBuffer.allocate(1400), target);
        Ipv6Peer.Packet whole = peer.expect();
        assertThat(whole.protocol()).isEqualTo(UDP);
        peer.icmp(LINK_LOCAL, STACK, 64, tooBig(1000, whole));
        socket.send(ByteBuffer.allocate(1400), target);
        assertThat(peer.expect().protocol()).as("no IPv6 link is so narrow").isEqualTo(UDP);
        peer.icmp(LINK_LOCAL, STACK, 64, tooBig(1300, whole));
        socket.send(ByteBuffer.allocate(1400), target);
        Ipv6Peer.Packet first = peer.expect();
        assertThat(first.protocol()).isEqualTo(44);
        assertThat(first.payload()).hasSizeLessThanOrEqualTo(1260);
        assertThat(peer.expect().protocol()).isEqualTo(44);
        peer.pass(601 * SECOND);
        peer.discard();
        socket.send(ByteBuffer.allocate(1400), target);
        peer.pass(SECOND);
        assertThat(peer.expect().protocol()).isEqualTo(UDP);
    }

    @Test
    void a_connections_segments_shrink_to_the_path() {
        TcpSocket socket = stack.tcpSocket();
        socket.connect(new Endpoint(SELF, 80));
        Ipv6Peer.Packet syn = peer.expect();
        int sequence = ByteBuffer.wrap(syn.payload()).getInt(4);
        int port = ByteBuffer.wrap(syn.payload()).getShort(0) & 0xffff;
        assertThat(ByteBuffer.wrap(syn.payload()).getShort(22) & 0xffff)
                .as("the segment size that an MTU of 1500 leaves")
                .isEqualTo(1440);
        byte[] segment = ByteBuffer.allocate(24)
                .putShort((short) 80)
                .putShort((short) port)
                .putInt(1000)
                .putInt(sequence + 1)
                .putShort((short) 0x6012)
                .putShort((short) 0xffff)
                .putInt(0)
                .putInt(0x0204_05a0)
                .array();
        byte[] frame = Ipv6Peer.frame(SELF, STACK, 6, 64, segment);
        ByteBuffer.wrap(frame).putShort(70, (short) Frames.transportChecksum(frame, 54, 6));
        peer.arrive(frame);
        peer.discard();
        socket.write(ByteBuffer.allocate(1440));
        Ipv6Peer.Packet sent = peer.expect();
        assertThat(sent.payload()).hasSize(1460);
        peer.icmp(LINK_LOCAL, STACK, 64, tooBig(1280, sent));
        assertThat(peer.expect().payload()).hasSize(1240);
    }

    // ------------------------------------------------------------ extension headers

    /** What the stack makes of an echo request behind these headers: its answer, or {@code null}. */
    private Ipv6Peer.Packet answerTo(int first, byte[]... headers) {
        byte[] all = join(headers);
        peer.arrive(Ipv6Peer.frame(SELF, STACK, first, 64, join(all, summed(echo(8)))));
        Ipv6Peer.Packet answer = peer.next();
        return answer == null ? new Ipv6Peer.Packet(new byte[0], SELF, SELF, 0, 0, new byte[0]) : answer;
    }

    @Test
    void known_extension_headers_are_passed_over() {
        byte[] padding = bytes(ICMPV6, 0, 1, 4, 0, 0, 0, 0);
        byte[] skipped = bytes(ICMPV6, 0, 0x1e, 4, 0, 0, 0, 0);
        byte[] routed = bytes(ICMPV6, 0, 0, 0, 0, 0, 0, 0);
        byte[] atomic = bytes(ICMPV6, 0, 0, 0, 1, 2, 3, 4);
        assertThat(answerTo(0, padding).icmpType()).isEqualTo(ECHO_REPLY);
        assertThat(answerTo(60, padding).icmpType()).isEqualTo(ECHO_REPLY);
        assertThat(answerTo(60, skipped).icmpType()).isEqualTo(ECHO_REPLY);
        assertThat(answerTo(43, routed).icmpType()).isEqualTo(ECHO_REPLY);
        assertThat(answerTo(44, atomic).icmpType()).isEqualTo(ECHO_REPLY);
        byte[] before = bytes(60, 0, 1, 4, 0, 0, 0, 0);
        assertThat(answerTo(0, before, padding).icmpType()).isEqualTo(ECHO_REPLY);
    }

    private static void isProblem(Ipv6Peer.Packet answer, int code, int pointer) {
        assertThat(answer.icmpType()).isEqualTo(PARAMETER_PROBLEM);
        assertThat(answer.payload()[1]).isEqualTo((byte) code);
        assertThat(ByteBuffer.wrap(answer.payload()).getInt(4)).isEqualTo(pointer);
    }

    @Test
    void what_cannot_be_passed_over_is_dropped_or_reported_as_its_sender_wants() {
        assertThat(answerTo(60, bytes(ICMPV6, 0, 0x5e, 4, 0, 0, 0, 0)).protocol())
                .isZero();
        isProblem(answerTo(60, bytes(ICMPV6, 0, 0x9e, 4, 0, 0, 0, 0)), 2, 42);
        isProblem(answerTo(60, bytes(ICMPV6, 0, 0xde, 4, 0, 0, 0, 0)), 2, 42);
        isProblem(answerTo(43, bytes(ICMPV6, 0, 0, 1, 0, 0, 0, 0)), 0, 42);
        isProblem(answerTo(60, bytes(0, 0, 1, 4, 0, 0, 0, 0), bytes(ICMPV6, 0, 1, 4, 0, 0, 0, 0)), 1, 40);
        isProblem(answerTo(253), 1, 6);
        assertThat(answerTo(59).protocol()).as("nothing follows").isZero();
        assertThat(answerTo(60, bytes(ICMPV6, 200, 1, 4, 0, 0, 0, 0)).protocol())
                .as("too short")
                .isZero();
        isProblem(answerTo(44, bytes(ICMPV6, 0, 0, 1, 0, 0, 0, 1), bytes(128, 0, 0)), 0, 4);
        isProblem(answerTo(44, bytes(ICMPV6, 0, 0xff, 0xf8, 0, 0, 0, 1)), 0, 42);
    }

    @Test
    void no_error_answers_an_error_or_a_packet_to_a_group() {
        byte[] option = bytes(ICMPV6, 0, 0xde, 4, 0, 0, 0, 0);
        byte[] error = bytes(1, 4, 0, 0, 0, 0, 0, 0);
        peer.arrive(Ipv6Peer.frame(SELF, STACK, 60, 64, join(option, error)));
        peer.arrive(Ipv6Peer.frame(SELF, ALL_NODES, 60, 64, join(option, summed(echo(8)))));
        peer.arrive(Ipv6Peer.frame(SELF, ALL_NODES, UDP, 64, datagram(9, 99, (byte) 1)));
        peer.arrive(Ipv6Peer.frame(IpAddress.ANY_IPV6, STACK, 253, 64, new byte[8]));
        assertThat(peer.next()).isNull();
    }

    @Test
    void overlapping_fragments_make_no_packet() {
        byte[] request = summed(echo(40));
        peer.send(44, join(bytes(ICMPV6, 0, 0, 1, 0, 0, 0, 5), Arrays.copyOfRange(request, 0, 24)));
        peer.send(44, join(bytes(ICMPV6, 0, 0, 16, 0, 0, 0, 5), Arrays.copyOfRange(request, 16, 48)));
        assertThat(peer.next()).isNull();
        assertThat(stack.counters().ipReasmFails).isEqualTo(1);
    }

    @Test
    void a_datagram_that_stays_in_fragments_is_reported_if_its_first_has_come() {
        byte[] request = summed(echo(40));
        peer.send(44, join(bytes(ICMPV6, 0, 0, 1, 0, 0, 0, 5), Arrays.copyOfRange(request, 0, 24)));
        peer.send(44, join(bytes(UDP, 0, 0, 16, 0, 0, 0, 6), new byte[24])); // of this the first is missing
        byte[] error = request.clone();
        error[0] = 1;
        peer.send(44, join(bytes(ICMPV6, 0, 0, 1, 0, 0, 0, 7), Arrays.copyOfRange(error, 0, 24)));
        peer.pass(29 * SECOND);
        assertThat(peer.next()).isNull();
        peer.pass(2 * SECOND);
        Ipv6Peer.Packet report = peer.expect(3);
        assertThat(report.payload()[1]).as("of fragments").isEqualTo((byte) 1);
        assertThat(Arrays.copyOfRange(report.payload(), 48, 72)).isEqualTo(Arrays.copyOfRange(request, 0, 24));
        assertThat(peer.next()).isNull();
        assertThat(stack.counters().ipReasmFails).isEqualTo(3);
    }

    // ------------------------------------------------------------ addresses

    @Test
    void an_ipv4_address_never_comes_out_of_an_ipv6_header() {
        stack.interfaceNamed("eth0").orElseThrow().addAddress(dev.demitasse.net.InterfaceAddress.parse("10.0.0.1/24"));
        UdpSocket socket = stack.udpSocket();
        socket.bind(new Endpoint(IpAddress.ANY_IPV6, 7));
        byte[] frame = Ipv6Peer.frame(SELF, STACK, UDP, 64, datagram(9, 7, (byte) 1));
        byte[] mapped = bytes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 2);
        byte[] fromMapped = frame.clone();
        System.arraycopy(mapped, 0, fromMapped, 22, 16);
        peer.arrive(fromMapped);
        byte[] toLoopback = frame.clone();
        System.arraycopy(IpAddress.LOOPBACK_IPV6.bytes(), 0, toLoopback, 38, 16);
        peer.arrive(toLoopback);
        assertThat(socket.nextLength()).isEqualTo(NetworkSocket.WOULD_BLOCK);
        assertThat(stack.counters().ipInAddrErrors).isEqualTo(2);
    }

    @Test
    void a_datagram_without_checksum_is_not_believed() {
        UdpSocket socket = stack.udpSocket();
        socket.bind(new Endpoint(IpAddress.ANY_IPV6, 7));
        byte[] unsummed = datagram(9, 7, (byte) 1);
        unsummed[6] = 0;
        unsummed[7] = 0;
        peer.send(UDP, unsummed);
        assertThat(socket.nextLength()).isEqualTo(NetworkSocket.WOULD_BLOCK);
        peer.send(UDP, datagram(9, 7, (byte) 1));
        assertThat(socket.nextLength()).isEqualTo(1);
    }

    @Test
    void without_a_route_or_an_address_of_the_family_nothing_is_sent() {
        UdpSocket socket = stack.udpSocket();
        assertThatThrownBy(() -> socket.send(ByteBuffer.allocate(1), new Endpoint(IpAddress.parse("2001:db9::1"), 9)))
                .isInstanceOfSatisfying(
                        NetworkException.class, e -> assertThat(e.error()).isEqualTo(NetworkError.NETWORK_UNREACHABLE));
        stack.addRoute(Route.byDefault(LINK_LOCAL, 2));
        assertThat(socket.send(ByteBuffer.allocate(1), new Endpoint(IpAddress.parse("2001:db9::1"), 9)))
                .isEqualTo(1);
        UdpSocket four = stack.udpSocket();
        four.bind(new Endpoint(IpAddress.ANY_IPV4, 0));
        assertThatThrownBy(() -> four.send(ByteBuffer.allocate(1), new Endpoint(SELF, 9)))
                .isInstanceOf(NetworkException.class);
    }

    // ------------------------------------------------------------ hostile input

    @Test
    void random_and_damaged_frames_do_no_harm_and_leak_no_buffer() {
        stack.interfaceNamed("eth0").orElseThrow().startAutoconfiguration();
        UdpSocket udp = stack.udpSocket();
        udp.bind(new Endpoint(IpAddress.ANY_IPV6, 7));
        TcpSocket tcp = stack.tcpSocket();
        tcp.bind(new Endpoint(IpAddress.ANY_IPV6, 80));
        tcp.listen(5);
        Random random = new Random(11);
        List<byte[]> good = new ArrayList<>();
        good.add(Ipv6Peer.frame(SELF, STACK, ICMPV6, 64, echo(20)));
        good.add(Ipv6Peer.frame(SELF, STACK, UDP, 64, datagram(9, 7, new byte[20])));
        good.add(Ipv6Peer.frame(SELF, STACK, 44, 64, join(bytes(17, 0, 0, 1, 0, 0, 0, 1), new byte[64])));
        good.add(Ipv6Peer.frame(SELF, STACK, 60, 64, join(bytes(ICMPV6, 0, 1, 4, 0, 0, 0, 0), echo(9))));
        good.add(Ipv6Peer.frame(SELF, STACK, ICMPV6, 255, Ipv6Peer.solicitation(STACK, new byte[6])));
        good.add(Ipv6Peer.frame(SELF, STACK, ICMPV6, 255, Ipv6Peer.advertisement(SELF, 0x6000_0000, new byte[6])));
        byte[] router = new byte[16 + 32 + 24 + 24];
        router[0] = (byte) 134;
        router[7] = 100;
        System.arraycopy(bytes(3, 4, 64, 0xc0, 0, 0, 1, 0, 0, 0, 1), 0, router, 16, 11);
        System.arraycopy(bytes(25, 3, 0, 0, 0, 0, 1), 0, router, 48, 7);
        System.arraycopy(bytes(31, 3, 0, 0, 0, 0, 1, 0, 3, 'a', 'b', 'c'), 0, router, 72, 12);
        good.add(Ipv6Peer.frame(LINK_LOCAL, ALL_NODES, ICMPV6, 255, router));
        byte[] query = new byte[28];
        query[0] = (byte) 130;
        good.add(Ipv6Peer.frame(LINK_LOCAL, ALL_NODES, 0, 1, join(bytes(ICMPV6, 0, 5, 2, 0, 0, 1, 0), query)));
        good.add(Ipv6Peer.frame(SELF, STACK, ICMPV6, 64, join(bytes(1, 4, 0, 0, 0, 0, 0, 0), new byte[60])));
        for (int i = 0; i < 100_000; i++) {
            byte[] frame = good.get(random.nextInt(good.size())).clone();
            for (int n = random.nextInt(4); n > 0; n--) {
                frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt();
            }
            if (random.nextInt(3) == 0) {
                frame = Arrays.copyOf(frame, random.nextInt(frame.length + 20));
            }
            sum(frame, random);
            peer.device().arrive(frame);
            if (i % 16 == 0) {
                peer.discard();
            }
        }
        peer.pass(200 * SECOND);
        assertThat(peer.device().pool().available())
                .isEqualTo(peer.device().pool().size());
    }

    /** Mends the checksum of most ICMPv6 messages, so that the damage is looked at. */
    private static void sum(byte[] frame, Random random) {
        int at = frame.length > 70 && (frame[20] == 60 || frame[20] == 0) ? 62 : 54;
        boolean icmp = frame.length > at + 4 && (frame[20] == ICMPV6 || at == 62);
        if (icmp && random.nextInt(4) != 0 && 54 + Frames.unsignedShort(frame, 18) <= frame.length) {
            frame[at + 2] = 0;
            frame[at + 3] = 0;
            byte[] plain = Ipv6Peer.frame(
                    IpAddress.ofBytes(Arrays.copyOfRange(frame, 22, 38)),
                    IpAddress.ofBytes(Arrays.copyOfRange(frame, 38, 54)),
                    ICMPV6,
                    64,
                    Arrays.copyOfRange(frame, at, Math.max(at, 54 + Frames.unsignedShort(frame, 18))));
            int sum = Frames.transportChecksum(plain, 54, ICMPV6);
            frame[at + 2] = (byte) (sum >>> 8);
            frame[at + 3] = (byte) sum;
        }
    }
}
