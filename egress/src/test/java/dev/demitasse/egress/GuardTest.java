package dev.demitasse.egress;

import static dev.demitasse.egress.Packets.ACK;
import static dev.demitasse.egress.Packets.FIN;
import static dev.demitasse.egress.Packets.RST;
import static dev.demitasse.egress.Packets.SYN;
import static dev.demitasse.egress.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes through, frame by frame. */
final class GuardTest {
    private static final int ELSEWHERE = address("203.0.113.9");
    private static final int LISTED = address("10.1.2.3");
    private static final int DATABASE = address("192.0.2.50");

    private final List<ByteBuffer> toGuest = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Map<String, List<Integer>> dns = new HashMap<>(Map.of("db.internal", List.of(DATABASE)));
    private final Services services = new Services();
    private long now = 1;
    private int asked;

    private Guard guard = guard("10.1.0.0/16:443", "db.internal:5432", "192.0.2.7:53/udp", "10.2.0.1:*");

    private Guard guard(String... destinations) {
        var names = new Names(
                name -> {
                    asked++;
                    List<Integer> addresses = dns.get(name);
                    if (addresses == null) {
                        throw new UnknownHostException(name);
                    }
                    return addresses;
                },
                Runnable::run,
                () -> now);
        return new Guard(
                new Rules(Arrays.stream(destinations).map(Destination::parse).toList(), names, services),
                toGuest::add,
                refused::add,
                () -> now);
    }

    private boolean opens(int address, int port) {
        return guard.fromGuest(Packets.segment(Ipv4.GUEST, 40000, address, port, SYN));
    }

    private boolean sends(int address, int port) {
        return guard.fromGuest(Packets.datagram(Ipv4.GUEST, 40000, address, port, new byte[] {1}));
    }

    @Test
    void a_connection_to_a_listed_prefix_and_port_goes_on() {
        assertThat(opens(LISTED, 443)).isTrue();
        assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, ACK)))
                .isTrue();
        assertThat(opens(address("10.2.0.1"), 9)).as("any port").isTrue();
        assertThat(refused).isEmpty();
    }

    @Test
    void a_connection_to_anybody_else_is_refused_at_once_and_told() {
        assertThat(opens(ELSEWHERE, 443)).isFalse();
        assertThat(opens(LISTED, 444)).isFalse();
        assertThat(opens(address("10.2.0.2"), 443)).isFalse();
        assertThat(refused).containsExactly("203.0.113.9:443", "10.1.2.3:444", "10.2.0.2:443");
        ByteBuffer reset = toGuest.getFirst();
        Frame frame = new Frame();
        assertThat(frame.read(reset)).isEqualTo(Frame.Kind.TCP);
        assertThat(frame.isReset() && frame.isAck()).isTrue();
        assertThat(frame.source()).isEqualTo(ELSEWHERE);
        assertThat(frame.destination()).isEqualTo(Ipv4.GUEST);
        assertThat(frame.sourcePort()).isEqualTo(443);
        assertThat(frame.destinationPort()).isEqualTo(40000);
        assertThat(reset.getInt(42)).as("acknowledges the SYN").isEqualTo(1001);
        assertThat(Ipv4.checksum(Ipv4.sum(reset, 34, 20, Ipv4.sum(reset, 26, 8, 26))))
                .isZero();
    }

    @Test
    void a_name_leads_to_the_addresses_that_dns_tells_at_the_time() {
        assertThat(opens(DATABASE, 5432)).as("without being asked before").isTrue();
        assertThat(opens(DATABASE, 443)).isFalse();
        dns.put("db.internal", List.of(ELSEWHERE));
        now += 29_000_000_000L;
        assertThat(opens(DATABASE, 5432)).isTrue();
        now += 62_000_000_000L;
        assertThat(opens(DATABASE, 5432)).isFalse();
        assertThat(opens(DATABASE, 5432)).isFalse();
        assertThat(opens(ELSEWHERE, 5432)).isTrue();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void a_connection_that_was_allowed_goes_on_when_dns_tells_otherwise() {
        assertThat(opens(DATABASE, 5432)).isTrue();
        dns.remove("db.internal");
        now += 3_600_000_000_000L;
        assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, 40000, DATABASE, 5432, ACK)))
                .isTrue();
        assertThat(opens(DATABASE, 5432)).as("a new one").isFalse();
    }

    @Test
    void a_service_that_is_listed_is_reached_by_its_name_on_its_ports_wherever_they_are_at_the_time() {
        guard = guard("service:payments");
        services.become(List.of(Services.words(Map.of(
                "payments", List.of(Destination.parse("10.0.2.2:9090")),
                "orders", List.of(Destination.parse("10.0.2.2:9091"))))));
        ByteBuffer answer = ask("payments.internal", 1);
        assertThat(answer.getInt(answer.limit() - 4)).isEqualTo(Ipv4.HOST);
        assertThat(ask("payments.internal", 28).getInt(4)).as("no IPv6").isEqualTo(0x0001_0000);
        assertThat(opens(Ipv4.HOST, 9090)).isTrue();
        assertThat(sends(Ipv4.HOST, 9090)).isFalse();
        assertThat(opens(Ipv4.HOST, 9091)).as("of another service").isFalse();
        toGuest.clear();
        services.become(List.of(Services.words(
                Map.of("payments", List.of(Destination.parse("10.0.2.2:9099"), Destination.parse("192.0.2.1:443"))))));
        assertThat(ask("payments.internal", 1).getShort(6)).as("addresses").isEqualTo((short) 2);
        assertThat(opens(Ipv4.HOST, 9090)).isFalse();
        assertThat(opens(Ipv4.HOST, 9099)).isTrue();
        assertThat(opens(address("192.0.2.1"), 443)).isTrue();
        assertThat(asked).isZero();
    }

    @Test
    void a_service_that_is_not_there_or_not_listed_has_no_name() {
        guard = guard("service:payments");
        assertThat(ask("payments.internal", 1).getShort(2) & 0xf).isEqualTo(DnsQuestion.UNKNOWN);
        services.become(List.of("services", "orders", "10.0.2.2:9091"));
        assertThat(ask("orders.internal", 1).getShort(2) & 0xf).isEqualTo(DnsQuestion.REFUSED);
        assertThat(opens(Ipv4.HOST, 9091)).isFalse();
        assertThat(refused)
                .containsExactly("service:payments, which there is not", "the name orders.internal", "10.0.2.2:9091");
    }

    @Test
    void a_question_about_a_listed_name_is_answered_here_and_goes_nowhere() {
        ByteBuffer answer = ask("DB.internal", 1);
        assertThat(answer.getShort(2) & 0xf).isZero();
        assertThat(answer.getShort(6)).isEqualTo((short) 1);
        assertThat(answer.getInt(answer.limit() - 4)).isEqualTo(DATABASE);
        assertThat(refused).isEmpty();
    }

    @Test
    void a_listed_name_has_no_ipv6_address_and_a_name_that_is_not_known_is_said_not_to_be() {
        assertThat(ask("db.internal", 28).getInt(4))
                .as("one question, no answer")
                .isEqualTo(0x0001_0000);
        dns.remove("db.internal");
        assertThat(ask("db.internal", 1).getShort(2) & 0xf).isEqualTo(DnsQuestion.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "secret-bytes.evil.example", "x.db.internal", "db.internal.evil.example"})
    void a_question_about_another_name_is_refused_without_asking_anybody(String name) {
        assertThat(ask(name, 1).getShort(2) & 0xf).isEqualTo(DnsQuestion.REFUSED);
        assertThat(refused).containsExactly("the name " + name);
        assertThat(asked).isZero();
    }

    /** The payload of the one frame that is answered. */
    private ByteBuffer ask(String name, int type) {
        assertThat(guard.fromGuest(
                        Packets.datagram(Ipv4.GUEST, 5353, Ipv4.NAME_SERVER, 53, Packets.question(7, name, type))))
                .isFalse();
        Frame frame = new Frame();
        ByteBuffer answer = toGuest.removeFirst();
        assertThat(toGuest).isEmpty();
        assertThat(frame.read(answer)).isEqualTo(Frame.Kind.UDP);
        assertThat(frame.source()).isEqualTo(Ipv4.NAME_SERVER);
        assertThat(frame.destinationPort()).isEqualTo(5353);
        assertThat(frame.payload().getShort(0)).isEqualTo((short) 7);
        return frame.payload();
    }

    @Test
    void datagrams_go_to_listed_destinations_and_back_to_whoever_sent_one() {
        assertThat(sends(address("192.0.2.7"), 53)).isTrue();
        assertThat(sends(address("192.0.2.7"), 54)).isFalse();
        assertThat(sends(ELSEWHERE, 9)).isFalse();
        guard.fromHost(Packets.datagram(ELSEWHERE, 9, Ipv4.GUEST, 40000, new byte[] {1}));
        assertThat(sends(ELSEWHERE, 9)).isTrue();
        assertThat(sends(ELSEWHERE, 10)).isFalse();
        now += Flows.DATAGRAM_NANOS;
        assertThat(sends(ELSEWHERE, 9)).as("too late").isFalse();
    }

    @Test
    void connections_from_outside_are_answered_and_no_others() {
        int client = Ipv4.HOST;
        assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, 8080, client, 50000, SYN | ACK)))
                .as("nobody has asked")
                .isFalse();
        guard.fromHost(Packets.segment(client, 50000, Ipv4.GUEST, 8080, SYN));
        assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, 8080, client, 50000, SYN | ACK)))
                .isTrue();
        assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, 8080, client, 50000, ACK)))
                .isTrue();
        assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, 8080, client, 50000, RST)))
                .isTrue();
        assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, 8080, client, 50000, SYN)))
                .as("the same ports, the other way round")
                .isFalse();
        assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, 8081, client, 50000, ACK)))
                .isFalse();
    }

    @Test
    void an_answer_to_a_connection_of_its_own_opens_nothing() {
        assertThat(opens(LISTED, 443)).isTrue();
        assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, SYN | ACK)))
                .isFalse();
    }

    @Test
    void segments_of_no_known_connection_do_not_go_on_whatever_their_flags() {
        for (int flags : new int[] {0, ACK, FIN, FIN | ACK, RST, ACK | 8, 0x20, 0x3f & ~SYN}) {
            assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, 40000, ELSEWHERE, 443, flags)))
                    .as("flags %x", flags)
                    .isFalse();
        }
        for (int flags : new int[] {SYN | FIN, SYN | RST, SYN | FIN | ACK, 0x3f}) {
            assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, flags)))
                    .as("flags %x to where it may", flags)
                    .isFalse();
        }
    }

    @Test
    void the_port_that_a_packet_comes_from_opens_nothing() {
        for (int from : new int[] {53, 80, 443, 8080, 5432}) {
            assertThat(guard.fromGuest(Packets.segment(Ipv4.GUEST, from, ELSEWHERE, 443, SYN)))
                    .isFalse();
            assertThat(guard.fromGuest(Packets.datagram(Ipv4.GUEST, from, ELSEWHERE, 53, new byte[0])))
                    .isFalse();
        }
    }

    @Test
    void fragments_options_tags_and_lengths_that_disagree_do_not_go_on() {
        ByteBuffer more = Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, SYN);
        assertThat(guard.fromGuest(Packets.mended(more.putShort(20, (short) 0x2000))))
                .isFalse();
        ByteBuffer second = Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, SYN);
        assertThat(guard.fromGuest(Packets.mended(second.putShort(20, (short) 1))))
                .isFalse();
        ByteBuffer options = Packets.packet(Ipv4.GUEST, LISTED, Ipv4.TCP, 24);
        options.put(14, (byte) 0x46).putInt(34, 0x0101_0101).putShort(50, (short) 0x5002);
        assertThat(guard.fromGuest(Packets.mended(options))).isFalse();
        ByteBuffer plain = Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, SYN);
        ByteBuffer tagged = ByteBuffer.allocate(plain.limit() + 4);
        tagged.put(plain.slice(0, 12))
                .putInt(0x8100_0001)
                .put(plain.slice(12, plain.limit() - 12))
                .flip();
        assertThat(guard.fromGuest(tagged)).isFalse();
        ByteBuffer longer = Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, SYN);
        assertThat(guard.fromGuest(Packets.mended(longer.putShort(16, (short) 41))))
                .isFalse();
        ByteBuffer deep = Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, SYN);
        assertThat(guard.fromGuest(deep.putShort(46, (short) 0x6002)))
                .as("TCP options that are not there")
                .isFalse();
        ByteBuffer sum = Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, SYN);
        assertThat(guard.fromGuest(sum.putShort(24, (short) 0x1234))).isFalse();
        ByteBuffer lying = Packets.datagram(Ipv4.GUEST, 40000, address("192.0.2.7"), 53, new byte[8]);
        assertThat(guard.fromGuest(lying.putShort(38, (short) 8))).isFalse();
        assertThat(refused)
                .containsExactly(
                        "fragments",
                        "fragments",
                        "packets with IP options",
                        "frames with VLAN tags",
                        "packets whose length is not theirs",
                        "segments whose header's length is not theirs",
                        "packets whose checksum is wrong",
                        "datagrams whose length is not theirs");
    }

    @Test
    void what_comes_behind_a_packet_is_cut_off() {
        ByteBuffer padded = ByteBuffer.allocate(200);
        padded.put(0, Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, SYN).array());
        assertThat(guard.fromGuest(padded)).isTrue();
        assertThat(padded.limit()).isEqualTo(54);
    }

    @Test
    void nobody_speaks_in_the_name_of_another() {
        assertThat(guard.fromGuest(Packets.segment(ELSEWHERE, 40000, LISTED, 443, SYN)))
                .isFalse();
        assertThat(guard.fromGuest(Packets.segment(0, 40000, LISTED, 443, SYN))).isFalse();
        assertThat(guard.fromGuest(Packets.datagram(Ipv4.HOST, 53, address("192.0.2.7"), 53, new byte[0])))
                .isFalse();
        assertThat(guard.fromGuest(Packets.arp(1, Ipv4.HOST, Ipv4.HOST)))
                .as("gratuitous ARP")
                .isFalse();
        assertThat(guard.fromGuest(Packets.arp(2, LISTED, Ipv4.HOST))).isFalse();
        assertThat(guard.fromGuest(Packets.arp(1, Ipv4.GUEST, Ipv4.HOST).putInt(24, 7)))
                .isFalse();
        ByteBuffer group = Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, SYN);
        assertThat(guard.fromGuest(group.put(6, (byte) 0x53))).isFalse();
        assertThat(guard.fromGuest(Packets.arp(1, Ipv4.GUEST, Ipv4.HOST))).isTrue();
        assertThat(guard.fromGuest(Packets.arp(1, 0, Ipv4.GUEST))).as("a probe").isTrue();
    }

    @Test
    void ipv6_and_tunnels_and_foreign_protocols_do_not_go_on() {
        ByteBuffer six = Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, SYN);
        assertThat(guard.fromGuest(six.putShort(12, (short) 0x86dd))).isFalse();
        for (int protocol = 0; protocol < 256; protocol++) {
            if (protocol != Ipv4.TCP && protocol != Ipv4.UDP) {
                assertThat(guard.fromGuest(Packets.packet(Ipv4.GUEST, LISTED, protocol, 40)))
                        .as("protocol %d", protocol)
                        .isFalse();
            }
        }
        ByteBuffer echo = Packets.packet(Ipv4.GUEST, Ipv4.HOST, 1, 8).putShort(34, (short) 0x0800);
        assertThat(guard.fromGuest(echo))
                .as("the router may be asked whether it is there")
                .isTrue();
        ByteBuffer ping = Packets.packet(Ipv4.GUEST, LISTED, 1, 8).putShort(34, (short) 0x0800);
        assertThat(guard.fromGuest(ping)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0:*", "10.0.0.0/8:*", "10.0.2.0/24:*"})
    void a_prefix_does_not_mean_this_host_nor_what_is_no_host(String prefix) {
        Guard wide = guard(prefix);
        for (int to : new int[] {Ipv4.HOST, Ipv4.NAME_SERVER, 0, 127 << 24 | 1, 224 << 24 | 1, -1}) {
            assertThat(wide.fromGuest(Packets.segment(Ipv4.GUEST, 40000, to, 22, SYN)))
                    .as(Ipv4.text(to))
                    .isFalse();
        }
        assertThat(guard("10.0.2.2:22").fromGuest(Packets.segment(Ipv4.GUEST, 40000, Ipv4.HOST, 22, SYN)))
                .as("named")
                .isTrue();
    }

    /** What may leave at all, told from the bytes alone and not by the code under test. */
    private static boolean isHarmless(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        if (frame.length < 42 || (frame[6] & 1) != 0) {
            return false;
        }
        if (bytes.getShort(12) == 0x0806) {
            return frame.length == 42 && (bytes.getInt(28) == 0x0a00020f || bytes.getInt(28) == 0);
        }
        if (bytes.getShort(12) != 0x0800
                || frame[14] != 0x45
                || (bytes.getShort(16) & 0xffff) != frame.length - 14
                || (bytes.getShort(20) & 0xbfff) != 0
                || bytes.getInt(26) != 0x0a00020f) {
            return false;
        }
        int to = bytes.getInt(30);
        int port = bytes.getShort(36) & 0xffff;
        return switch (frame[23]) {
            case 6 ->
                to >>> 16 == 0x0a01 && port == 443 || to == DATABASE && port == 5432 || to == 0x0a020001 && port != 0;
            case 17 -> to == 0xc0000207 && port == 53;
            case 1 -> to == 0x0a000202;
            default -> false;
        };
    }

    @Test
    void whatever_is_done_to_frames_only_what_is_listed_leaves() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        List<byte[]> seeds = List.of(
                Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, SYN).array(),
                Packets.segment(Ipv4.GUEST, 40000, ELSEWHERE, 443, SYN).array(),
                Packets.segment(Ipv4.GUEST, 40000, LISTED, 443, ACK).array(),
                Packets.datagram(Ipv4.GUEST, 40000, address("192.0.2.7"), 53, new byte[30])
                        .array(),
                Packets.datagram(Ipv4.GUEST, 5353, Ipv4.NAME_SERVER, 53, Packets.question(1, "db.internal", 1))
                        .array(),
                Packets.arp(1, Ipv4.GUEST, Ipv4.HOST).array(),
                Packets.packet(Ipv4.GUEST, Ipv4.HOST, 1, 8)
                        .putShort(34, (short) 0x0800)
                        .array());
        int passed = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] frame = mutated(seeds.get(random.nextInt(seeds.size())), random);
            ByteBuffer view = ByteBuffer.wrap(frame);
            if (guard.fromGuest(view)) {
                passed++;
                byte[] leaves = Arrays.copyOf(frame, view.limit());
                assertThat(isHarmless(leaves))
                        .as(() ->
                                "seed " + seed + ": " + java.util.HexFormat.of().formatHex(leaves))
                        .isTrue();
            }
            toGuest.clear();
            refused.clear();
        }
        assertThat(passed).as("of which some are as they should be").isGreaterThan(1000);
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] frame = Arrays.copyOf(
                original, Math.max(0, original.length + random.nextInt(5) - (random.nextInt(4) == 0 ? 20 : 0)));
        for (int changes = random.nextInt(4); changes > 0 && frame.length > 0; changes--) {
            frame[random.nextInt(frame.length)] = (byte) random.nextInt();
        }
        if (frame.length >= 34 && random.nextInt(3) > 0) {
            // Or nearly all would fall to the checksum.
            Packets.mended(ByteBuffer.wrap(frame));
        }
        return frame;
    }

    @Test
    void questions_with_any_bytes_in_them_are_no_trouble() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        byte[] good = Packets.question(7, "db.internal", 1);
        for (int i = 0; i < 100_000; i++) {
            byte[] question = Arrays.copyOf(good, random.nextInt(good.length + 10));
            for (int changes = random.nextInt(5); changes > 0 && question.length > 0; changes--) {
                question[random.nextInt(question.length)] = (byte) random.nextInt();
            }
            int frames = toGuest.size();
            assertThat(guard.fromGuest(Packets.datagram(Ipv4.GUEST, 5353, Ipv4.NAME_SERVER, 53, question)))
                    .as("seed %d", seed)
                    .isFalse();
            assertThat(toGuest.size() - frames).isLessThanOrEqualTo(1);
        }
        assertThat(refused)
                .allMatch(what ->
                        new String(what.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII).equals(what)
                                && what.chars().noneMatch(Character::isISOControl));
    }
}
