package dev.demitasse.net.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.Route;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.TcpState;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Peer;
import dev.demitasse.net.simulation.SimulatedDevice;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Addresses, routes, ARP, ICMP and hostile packets. */
class InternetTest {
    private static final long SECOND = 1_000_000_000L;
    private final Simulation simulation = new Simulation(9);

    private static byte[] echo(int type, byte[] payload) {
        byte[] message = new byte[8 + payload.length];
        message[0] = (byte) type;
        message[4] = 0x12;
        message[5] = 0x34;
        message[7] = 1;
        System.arraycopy(payload, 0, message, 8, payload.length);
        int sum = Frames.checksum(message, 0, message.length);
        message[2] = (byte) (sum >>> 8);
        message[3] = (byte) sum;
        return message;
    }

    // ------------------------------------------------------------ ICMP

    @Test
    void an_echo_is_answered_with_its_payload() {
        Peer peer = new Peer(simulation);
        Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        byte[] payload = "are you there?".getBytes(StandardCharsets.US_ASCII);
        peer.sendIp(1, echo(8, payload));
        byte[] answer = peer.expectOther();
        byte[] message = Arrays.copyOfRange(answer, 34, answer.length);
        assertThat(message).isEqualTo(echo(0, payload));
        assertThat(host.stack().counters().icmpInMsgs).isEqualTo(1);
    }

    @Test
    void a_damaged_echo_is_not_answered() {
        Peer peer = new Peer(simulation);
        Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        byte[] message = echo(8, new byte[20]);
        message[20] ^= 1;
        peer.sendIp(1, message);
        assertThat(peer.nextOther()).isNull();
        assertThat(host.stack().counters().icmpInErrors).isEqualTo(1);
    }

    @Test
    void an_echo_in_fragments_is_answered_in_fragments() {
        Peer peer = new Peer(simulation);
        new Host(simulation, peer.device()).address("10.0.0.1/24");
        byte[] payload = new byte[4000];
        new Random(1).nextBytes(payload);
        byte[] message = echo(8, payload);
        peer.device().arrive(Peer.ipFrame(1, Arrays.copyOfRange(message, 0, 1480), 77, 0x2000));
        peer.device().arrive(Peer.ipFrame(1, Arrays.copyOfRange(message, 2960, message.length), 77, 2960 / 8));
        peer.device().arrive(Peer.ipFrame(1, Arrays.copyOfRange(message, 1480, 2960), 77, 0x2000 | 1480 / 8));
        byte[] whole = new byte[message.length];
        int got = 0;
        for (byte[] frame = peer.nextOther(); frame != null; frame = peer.nextOther()) {
            int offset = (Frames.unsignedShort(frame, 20) & 0x1fff) * 8;
            int length = Frames.unsignedShort(frame, 16) - 20;
            System.arraycopy(frame, 34, whole, offset, length);
            got += length;
        }
        assertThat(got).isEqualTo(whole.length);
        assertThat(whole).isEqualTo(echo(0, payload));
    }

    @Test
    void overlapping_fragments_make_no_packet() {
        Peer peer = new Peer(simulation);
        Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        byte[] message = echo(8, new byte[40]);
        peer.device().arrive(Peer.ipFrame(1, Arrays.copyOfRange(message, 0, 24), 5, 0x2000));
        peer.device().arrive(Peer.ipFrame(1, Arrays.copyOfRange(message, 16, 48), 5, 2));
        assertThat(peer.nextOther()).isNull();
        assertThat(host.stack().counters().ipReasmFails).isEqualTo(1);
    }

    @Test
    void a_datagram_that_stays_in_fragments_is_reported_if_its_first_has_come() {
        Peer peer = new Peer(simulation);
        Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        byte[] message = echo(8, new byte[40]);
        peer.device().arrive(Peer.ipFrame(1, Arrays.copyOfRange(message, 0, 24), 5, 0x2000));
        peer.device().arrive(Peer.ipFrame(17, new byte[24], 6, 2)); // of this the first is missing
        byte[] error = echo(3, new byte[40]);
        peer.device().arrive(Peer.ipFrame(1, Arrays.copyOfRange(error, 0, 24), 7, 0x2000)); // no error about an error
        peer.pass(29 * SECOND);
        assertThat(peer.nextOther()).isNull();
        peer.pass(2 * SECOND);
        byte[] frame = peer.expectOther();
        assertThat(Arrays.copyOfRange(frame, 34, 36))
                .as("time exceeded, of fragments")
                .containsExactly(11, 1);
        assertThat(Frames.checksum(frame, 34, frame.length - 34)).isZero();
        assertThat(Frames.number(frame, 42 + 12)).as("from the peer").isEqualTo(Frames.number(frame, 30));
        assertThat(Arrays.copyOfRange(frame, 62, 86)).isEqualTo(Arrays.copyOfRange(message, 0, 24));
        assertThat(peer.nextOther()).isNull();
        assertThat(host.stack().counters().ipReasmFails).isEqualTo(3);
        peer.pass(60 * SECOND);
        host.checkNothingHeld();
    }

    @Test
    void errors_are_sent_at_a_limited_rate() {
        Peer peer = new Peer(simulation);
        Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        byte[] datagram = {0, 9, 0, 99, 0, 8, 0, 0};
        int answers = 0;
        for (int i = 0; i < 1000; i++) {
            peer.sendIp(17, datagram);
            while (peer.nextOther() != null) {
                answers++;
            }
        }
        assertThat(answers).isEqualTo(50);
        peer.pass(SECOND);
        peer.sendIp(17, datagram);
        assertThat(peer.nextOther()).isNotNull();
        assertThat(host.stack().counters().icmpOutRateLimited).isEqualTo(950);
    }

    @Test
    void an_unknown_protocol_is_answered_with_protocol_unreachable() {
        Peer peer = new Peer(simulation);
        new Host(simulation, peer.device()).address("10.0.0.1/24");
        peer.sendIp(99, new byte[20]);
        byte[] answer = peer.expectOther();
        assertThat(answer[34]).isEqualTo((byte) 3);
        assertThat(answer[35]).isEqualTo((byte) 2);
    }

    @Test
    void an_unreachable_for_a_connect_under_way_ends_it_but_only_with_the_right_sequence_number() {
        Peer peer = new Peer(simulation);
        Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        TcpSocket socket = host.stack().tcpSocket();
        socket.connect(new Endpoint(Peer.SELF, 80));
        Peer.Segment syn = peer.expect();
        peer.sendIp(1, unreachable(3, 3, 0, syn.sourcePort(), 80, syn.sequence() + 1));
        assertThat(socket.state()).isEqualTo(TcpState.SYN_SENT);
        peer.sendIp(1, unreachable(3, 3, 0, syn.sourcePort(), 80, syn.sequence()));
        assertThat(socket.takeError()).contains(NetworkError.CONNECTION_REFUSED);
    }

    @Test
    void fragmentation_needed_makes_segments_smaller_and_sends_them_again() {
        Peer peer = new Peer(simulation);
        Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        TcpSocket socket = host.stack().tcpSocket();
        socket.connect(new Endpoint(Peer.SELF, 80));
        Peer.Segment syn = peer.expect();
        peer.send(new Peer.Segment(
                80,
                syn.sourcePort(),
                1,
                syn.sequence() + 1,
                Peer.SYN | Peer.ACK,
                65_535,
                new byte[] {2, 4, 5, (byte) 0xb4},
                new byte[0]));
        peer.expect();
        socket.write(ByteBuffer.allocate(2920));
        Peer.Segment first = peer.expect();
        assertThat(first.text()).hasSize(1460);
        peer.expect();
        peer.sendIp(1, unreachable(3, 4, 1000, syn.sourcePort(), 80, first.sequence()));
        int covered = first.sequence();
        for (Peer.Segment again = peer.next(); again != null; again = peer.next()) {
            assertThat(again.sequence()).isEqualTo(covered);
            assertThat(again.text().length).isLessThanOrEqualTo(960);
            covered += again.text().length;
        }
        assertThat(covered).isEqualTo(first.sequence() + 2920);
    }

    private static byte[] unreachable(int type, int code, int mtu, int sourcePort, int destinationPort, int sequence) {
        ByteBuffer message = ByteBuffer.allocate(36);
        message.put((byte) type).put((byte) code).putShort((short) 0).putInt(mtu);
        message.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) 40)
                .putInt(0)
                .put((byte) 64)
                .put((byte) 6);
        message.putShort((short) 0).put(Peer.STACK.bytes()).put(Peer.SELF.bytes());
        message.putShort((short) sourcePort).putShort((short) destinationPort).putInt(sequence);
        message.putShort(2, (short) Frames.checksum(message.array(), 0, 36));
        return message.array();
    }

    // ------------------------------------------------------------ hostile packets

    @Test
    void packets_with_impossible_addresses_or_lengths_are_dropped() {
        Peer peer = new Peer(simulation);
        Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        byte[] good = Peer.ipFrame(1, echo(8, new byte[10]), 0, 0);
        for (int[] change : new int[][] {
            {26, 127}, {26, 224}, {26, 255}, {30, 127}, {30, 11}, {14, 0x65}, {14, 0x44}, {16, 0x20}, {24, 0}
        }) {
            byte[] bad = good.clone();
            bad[change[0]] = (byte) change[1];
            if (change[0] != 24) {
                bad[24] = 0;
                bad[25] = 0;
                int sum = Frames.checksum(bad, 14, 20);
                bad[24] = (byte) (sum >>> 8);
                bad[25] = (byte) sum;
            } else {
                bad[24] ^= (byte) (good[24] == 0 ? 1 : 0);
            }
            peer.device().arrive(bad);
            assertThat(peer.nextOther())
                    .as("byte " + change[0] + " = " + change[1])
                    .isNull();
        }
        peer.device().arrive(good);
        assertThat(peer.nextOther()).isNotNull();
        assertThat(host.stack().counters().ipInReceives).isEqualTo(10);
    }

    @Test
    void random_and_damaged_frames_do_no_harm_and_leak_no_buffer() {
        Peer peer = new Peer(simulation);
        Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        UdpSocket udp = host.stack().udpSocket();
        udp.bind(new Endpoint(IpAddress.ANY_IPV4, 7));
        TcpSocket tcp = host.stack().tcpSocket();
        tcp.bind(new Endpoint(IpAddress.ANY_IPV4, 80));
        tcp.listen(5);
        Random random = new Random(11);
        List<byte[]> good = new ArrayList<>();
        good.add(Peer.ipFrame(1, echo(8, new byte[10]), 0, 0));
        good.add(Peer.ipFrame(17, new byte[] {0, 9, 0, 7, 0, 12, 0, 0, 1, 2, 3, 4}, 0, 0));
        good.add(Peer.ipFrame(
                6,
                ByteBuffer.allocate(24)
                        .putInt(0x1388_0050)
                        .putInt(1)
                        .putInt(0)
                        .putInt(0x6002_ffff)
                        .putInt(0)
                        .putInt(0x0204_05b4)
                        .array(),
                0,
                0));
        good.add(Peer.ipFrame(1, unreachable(3, 4, 100, 80, 5000, 1), 0, 0));
        good.add(Peer.ipFrame(6, new byte[64], 3, 0x2000));
        for (int i = 0; i < 100_000; i++) {
            byte[] frame = good.get(random.nextInt(good.size())).clone();
            for (int n = random.nextInt(4); n > 0; n--) {
                frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt();
            }
            if (random.nextInt(3) == 0) {
                frame = Arrays.copyOf(frame, random.nextInt(frame.length + 20));
            }
            if (frame.length > 34 && random.nextBoolean()) {
                frame[24] = 0;
                frame[25] = 0;
                int header = Math.min((frame[14] & 0xf) * 4, frame.length - 14);
                int sum = Frames.checksum(frame, 14, header);
                frame[24] = (byte) (sum >>> 8);
                frame[25] = (byte) sum;
            }
            peer.device().arrive(frame);
            if (i % 16 == 0) {
                peer.pass(1000);
                while (peer.next() != null || peer.nextOther() != null) {
                    continue;
                }
            }
        }
        peer.pass(200 * SECOND);
        assertThat(peer.device().pool().available())
                .isEqualTo(peer.device().pool().size());
    }

    // ------------------------------------------------------------ ARP

    @Test
    void a_next_hop_that_does_not_answer_makes_the_connect_fail() {
        SimulatedDevice device = new SimulatedDevice(new byte[] {2, 0, 0, 0, 0, 1}, 1500, 16, false, frame -> {});
        Host host = new Host(simulation, device).address("10.0.0.1/24");
        TcpSocket socket = host.stack().tcpSocket();
        socket.connect(new Endpoint(IpAddress.parse("10.0.0.99"), 80));
        simulation.run(5 * SECOND);
        assertThat(socket.takeError()).contains(NetworkError.HOST_UNREACHABLE);
        assertThat(device.pool().available()).isEqualTo(16);
    }

    @Test
    void addresses_are_asked_for_once_and_again_when_old() {
        int[] requests = {0};
        Peer peer = new Peer(simulation);
        Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        UdpSocket socket = host.stack().udpSocket();
        peer.pass(10 * SECOND); // while it announces its address
        long before = host.stack().counters().arpOutPackets;
        for (int i = 0; i < 10; i++) {
            socket.send(ByteBuffer.allocate(1), new Endpoint(Peer.SELF, 9));
            peer.pass(SECOND);
        }
        assertThat(host.stack().counters().arpOutPackets).isEqualTo(before + 1);
        peer.pass(60 * SECOND);
        socket.send(ByteBuffer.allocate(1), new Endpoint(Peer.SELF, 9));
        peer.pass(SECOND);
        assertThat(host.stack().counters().arpOutPackets).isEqualTo(before + 2);
        while (peer.nextOther() != null) {
            requests[0]++;
        }
        assertThat(requests[0])
                .as("no datagram was lost for want of an address")
                .isEqualTo(11);
    }

    @Test
    void somebody_else_with_our_address_is_noticed() {
        Peer peer = new Peer(simulation);
        Host host = new Host(simulation, peer.device()).address("10.0.0.1/24");
        byte[] arp = new byte[42];
        Arrays.fill(arp, 0, 6, (byte) 0xff);
        arp[6] = 2;
        arp[11] = 9;
        System.arraycopy(new byte[] {8, 6, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 9, 10, 0, 0, 1}, 0, arp, 12, 20);
        System.arraycopy(new byte[] {10, 0, 0, 1}, 0, arp, 38, 4);
        peer.device().arrive(arp);
        peer.pass(SECOND);
        assertThat(host.stack().counters().arpConflicts).isEqualTo(1);
    }

    // ------------------------------------------------------------ addresses and routes

    @Test
    void the_longest_prefix_wins_and_a_gateway_carries_the_rest() {
        Peer peer = new Peer(simulation);
        NetworkStack stack =
                new Host(simulation, peer.device()).address("10.0.0.1/24").stack();
        UdpSocket socket = stack.udpSocket();
        IpAddress far = IpAddress.parse("192.0.2.7");
        try {
            socket.send(ByteBuffer.allocate(1), new Endpoint(far, 9));
            throw new AssertionError("sent without a route");
        } catch (NetworkException e) {
            assertThat(e.error()).isEqualTo(NetworkError.NETWORK_UNREACHABLE);
        }
        stack.addRoute(Route.byDefault(Peer.SELF, 2));
        socket.send(ByteBuffer.allocate(1), new Endpoint(far, 9));
        byte[] frame = peer.expectOther();
        assertThat(Arrays.copyOfRange(frame, 30, 34)).isEqualTo(far.bytes());
        assertThat(frame[5]).as("to the gateway's hardware address").isEqualTo((byte) 2);
        assertThat(stack.routes()).extracting(Route::prefixLength).containsExactly(24, 0);
    }

    @Test
    void removing_an_address_ends_its_connections_and_takes_its_routes_along() {
        Peer peer = new Peer(simulation);
        NetworkStack stack =
                new Host(simulation, peer.device()).address("10.0.0.1/24").stack();
        stack.addRoute(Route.byDefault(Peer.SELF, 2));
        TcpSocket socket = stack.tcpSocket();
        socket.connect(new Endpoint(Peer.SELF, 80));
        Interface eth0 = stack.interfaceNamed("eth0").orElseThrow();
        List<String> told = new ArrayList<>();
        eth0.setConfigurationListener(i -> told.add(i.addresses().toString()));
        eth0.removeAddress(Peer.STACK);
        assertThat(socket.takeError()).contains(NetworkError.CONNECTION_ABORTED);
        assertThat(stack.routes()).isEmpty();
        assertThat(told).containsExactly("[10.0.0.1/24]", "[]");
        eth0.addAddress(InterfaceAddress.parse("10.0.0.1/24"));
        assertThat(stack.routes()).hasSize(1);
    }

    @Test
    void interfaces_describe_themselves() {
        Peer peer = new Peer(simulation);
        NetworkStack stack =
                new Host(simulation, peer.device()).address("10.0.0.1/24").stack();
        assertThat(stack.interfaces()).extracting(Interface::name).containsExactly("lo", "eth0");
        Interface lo = stack.interfaces().getFirst();
        assertThat(lo.loopback()).isTrue();
        assertThat(lo.addresses())
                .containsExactly(
                        new InterfaceAddress(IpAddress.LOOPBACK_IPV4, 8),
                        new InterfaceAddress(IpAddress.LOOPBACK_IPV6, 128));
        assertThat(lo.hardwareAddress()).isEmpty();
        Interface eth0 = stack.interfaces().get(1);
        assertThat(eth0.index()).isEqualTo(2);
        assertThat(eth0.mtu()).isEqualTo(1500);
        assertThat(eth0.hardwareAddress().orElseThrow()).containsExactly(2, 0, 0, 0, 0, 1);
        eth0.setMtu(100);
        assertThat(eth0.mtu()).isEqualTo(576);
        eth0.setMtu(9000);
        assertThat(eth0.mtu()).isEqualTo(1500);
    }
}
