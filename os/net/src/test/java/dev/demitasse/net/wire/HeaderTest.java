package dev.demitasse.net.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.simulation.Frames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Every header: what is emitted is parsed back, and parsers take any bytes without harm. */
class HeaderTest {
    private static final long MAC = 0xffff_ffff_ffffL;

    private static PacketBuffer packet(byte[] content) {
        PacketPool pool = new PacketPool(ByteBuffer.allocate(2048), 0, 2048);
        PacketBuffer packet = java.util.Objects.requireNonNull(pool.take(128));
        packet.setLength(content.length);
        packet.put(0, content, 0, content.length);
        return packet;
    }

    @Property
    void ethernet(@ForAll @LongRange(min = 0, max = MAC) long to, @ForAll @LongRange(min = 0, max = MAC) long from) {
        PacketBuffer frame = packet(new byte[10]);
        EthernetHeader.emit(frame, to, from, EthernetHeader.TYPE_IPV4);
        assertThat(EthernetHeader.destination(frame)).isEqualTo(to);
        assertThat(EthernetHeader.source(frame)).isEqualTo(from);
        assertThat(EthernetHeader.type(frame)).isEqualTo(EthernetHeader.TYPE_IPV4);
        assertThat(EthernetHeader.address(EthernetHeader.bytes(to))).isEqualTo(to);
    }

    @Property
    void arp(
            @ForAll @IntRange(min = 1, max = 2) int operation,
            @ForAll @LongRange(min = 0, max = MAC) long sender,
            @ForAll int senderAddress,
            @ForAll @LongRange(min = 0, max = MAC) long target,
            @ForAll int targetAddress) {
        ArpPacket arp = new ArpPacket(operation, sender, senderAddress, target, targetAddress);
        PacketBuffer packet = packet(new byte[0]);
        arp.emit(packet);
        assertThat(ArpPacket.parse(packet)).contains(arp);
    }

    @Property
    void ipv4(
            @ForAll @IntRange(min = 0, max = 255) int trafficClass,
            @ForAll @IntRange(min = 0, max = 0xffff) int id,
            @ForAll @IntRange(min = 0, max = 0x1fff) int offset,
            @ForAll boolean more,
            @ForAll @IntRange(min = 1, max = 255) int ttl,
            @ForAll int source,
            @ForAll int destination,
            @ForAll @IntRange(min = 0, max = 1400) int payload) {
        PacketBuffer packet = packet(new byte[payload]);
        Ipv4Header.emit(
                packet,
                trafficClass,
                id,
                offset | (more ? Ipv4Header.MORE_FRAGMENTS : 0),
                ttl,
                17,
                source,
                destination);
        assertThat(Ipv4Header.valid(packet)).isTrue();
        assertThat(Ipv4Header.trafficClass(packet)).isEqualTo(trafficClass);
        assertThat(Ipv4Header.totalLength(packet)).isEqualTo(20 + payload);
        assertThat(Ipv4Header.identification(packet)).isEqualTo(id);
        assertThat(Ipv4Header.fragmentOffset(packet)).isEqualTo(offset * 8);
        assertThat(Ipv4Header.moreFragments(packet)).isEqualTo(more);
        assertThat(Ipv4Header.fragment(packet)).isEqualTo(more || offset != 0);
        assertThat(Ipv4Header.timeToLive(packet)).isEqualTo(ttl);
        assertThat(Ipv4Header.source(packet)).isEqualTo(source);
        assertThat(Ipv4Header.destination(packet)).isEqualTo(destination);
        packet.putByte(8, ttl ^ 1);
        assertThat(Ipv4Header.valid(packet)).as("a changed bit").isFalse();
    }

    @Property
    void icmp(@ForAll @Size(max = 200) byte[] payload, @ForAll int rest) {
        PacketBuffer packet = packet(payload);
        IcmpHeader.emit(packet, IcmpHeader.ECHO_REQUEST, 0, rest);
        assertThat(IcmpHeader.valid(packet)).isTrue();
        assertThat(IcmpHeader.type(packet)).isEqualTo(IcmpHeader.ECHO_REQUEST);
        assertThat(IcmpHeader.rest(packet)).isEqualTo(rest);
    }

    @Property
    void igmp(@ForAll @Size(max = 20) @IntRange(min = 1) int[] groups, @ForAll @Size(max = 5) int[] sources) {
        PacketBuffer report = packet(new byte[0]);
        GroupRecords.begin(report, IgmpMessage.VERSION_3_REPORT);
        List<IpAddress> addresses =
                Arrays.stream(sources).mapToObj(IpAddress::ofIpv4).toList();
        for (int group : groups) {
            GroupRecords.append(
                    report,
                    IgmpMessage.ADDRESS_LENGTH,
                    IgmpMessage.ALLOW_NEW_SOURCES,
                    IpAddress.ofIpv4(group),
                    addresses);
        }
        IgmpMessage.putChecksum(report);
        assertThat(IgmpMessage.valid(report)).isTrue();
        assertThat(IgmpMessage.type(report)).isEqualTo(IgmpMessage.VERSION_3_REPORT);
        assertThat(report.getUnsignedShort(6)).isEqualTo(groups.length);
        assertThat(report.length()).isEqualTo(8 + (8 + 4 * sources.length) * groups.length);
        for (int i = 0; i < groups.length; i++) {
            int at = 8 + (8 + 4 * sources.length) * i;
            assertThat(report.getInt(at)).isEqualTo(IgmpMessage.ALLOW_NEW_SOURCES << 24 | sources.length);
            assertThat(report.getInt(at + 4)).isEqualTo(groups[i]);
            for (int k = 0; k < sources.length; k++) {
                assertThat(report.getInt(at + 8 + 4 * k)).isEqualTo(sources[k]);
            }
        }
        Ipv4Header.emitWithRouterAlert(report, 0xc0, 1, Ipv4Header.IGMP, 1, 2);
        assertThat(Ipv4Header.valid(report)).isTrue();
        assertThat(Ipv4Header.headerLength(report)).isEqualTo(24);
        assertThat(Ipv4Header.totalLength(report)).isEqualTo(report.length());
    }

    /** RFC 3376 section 7.1: the length and the second byte tell the version, and whatever is of none is not answered. */
    @Property
    void igmp_queries(
            @ForAll @Size(max = 30) byte[] rest, @ForAll @IntRange(min = 0, max = 5) int count, @ForAll byte code) {
        byte[] query = Arrays.copyOf(new byte[] {0x11, code}, 2 + rest.length);
        System.arraycopy(rest, 0, query, 2, rest.length);
        if (query.length >= 12) {
            query[10] = 0;
            query[11] = (byte) count;
        }
        PacketBuffer packet = packet(query);
        int version = query.length == 8 ? code == 0 ? 1 : 2 : query.length >= 12 + 4 * count ? 3 : 0;
        if (query.length >= 8) {
            assertThat(IgmpMessage.version(packet)).isEqualTo(version);
        }
        if (version == 3) {
            assertThat(IgmpMessage.sources(packet)).hasSize(count);
            for (int i = 0; i < count; i++) {
                assertThat(IgmpMessage.sources(packet).get(i).ipv4()).isEqualTo(packet.getInt(12 + 4 * i));
            }
            assertThat(IgmpMessage.robustness(packet)).isEqualTo(query[8] & 7);
        }
    }

    @Property
    void igmp_response_times_are_numbers_below_128_and_floating_point_from_there(
            @ForAll @IntRange(min = 1, max = 255) int code) {
        PacketBuffer query = packet(new byte[12]);
        query.putShort(0, IgmpMessage.QUERY << 8 | code);
        int mantissa = code & 0xf;
        int exponent = code >>> 4 & 7;
        long tenths = code < 128 ? code : (mantissa + 16L) * (1L << exponent + 3); // RFC 3376 section 4.1.1
        assertThat(IgmpMessage.responseTime(query)).isEqualTo(tenths * 100_000_000L);
    }

    @Property
    void udp(
            @ForAll @IntRange(min = 0, max = 0xffff) int from,
            @ForAll @IntRange(min = 0, max = 0xffff) int to,
            @ForAll @IntRange(min = 0, max = 0xffff) int checksum) {
        PacketBuffer packet = packet(new byte[5]);
        UdpHeader.emit(packet, from, to, 13, checksum);
        assertThat(UdpHeader.sourcePort(packet)).isEqualTo(from);
        assertThat(UdpHeader.destinationPort(packet)).isEqualTo(to);
        assertThat(UdpHeader.length(packet)).isEqualTo(13);
        assertThat(UdpHeader.checksum(packet)).isEqualTo(checksum);
    }

    @Property
    void tcp(
            @ForAll @IntRange(min = 0, max = 0xffff) int from,
            @ForAll int sequence,
            @ForAll int acknowledgment,
            @ForAll @IntRange(min = 0, max = 0xff) int flags,
            @ForAll @IntRange(min = 0, max = 0xffff) int window,
            @ForAll int timestamp,
            @ForAll int echo) {
        PacketBuffer packet = packet(new byte[60]);
        TcpHeader.emit(packet, from, 80, sequence, acknowledgment, 60, flags, window, 7);
        int at = TcpOptions.putMaximumSegmentSize(packet, 20, 1460);
        at = TcpOptions.putWindowScale(packet, at, 7);
        at = TcpOptions.putSackPermitted(packet, at);
        at = TcpOptions.putTimestamps(packet, at, timestamp, echo);
        at = TcpOptions.putSackHead(packet, at, 1);
        at = TcpOptions.putSackBlock(packet, at, sequence, acknowledgment);
        assertThat(at).isEqualTo(56);
        assertThat(TcpHeader.wellFormed(packet)).isTrue();
        assertThat(TcpHeader.sourcePort(packet)).isEqualTo(from);
        assertThat(TcpHeader.destinationPort(packet)).isEqualTo(80);
        assertThat(TcpHeader.sequence(packet)).isEqualTo(sequence);
        assertThat(TcpHeader.acknowledgment(packet)).isEqualTo(acknowledgment);
        assertThat(TcpHeader.flags(packet)).isEqualTo(flags);
        assertThat(TcpHeader.window(packet)).isEqualTo(window);
        assertThat(TcpHeader.urgentPointer(packet)).isEqualTo(7);
        TcpOptions options = new TcpOptions();
        options.parse(packet, TcpHeader.headerLength(packet));
        assertThat(options.maximumSegmentSize()).isEqualTo(1460);
        assertThat(options.windowScale()).isEqualTo(7);
        assertThat(options.sackPermitted()).isTrue();
        assertThat(options.timestampValue()).isEqualTo(timestamp);
        assertThat(options.timestampEcho()).isEqualTo(echo);
        assertThat(options.sackBlocks()).isEqualTo(1);
        assertThat(options.sackLeft(0)).isEqualTo(sequence);
        assertThat(options.sackRight(0)).isEqualTo(acknowledgment);
    }

    @Property
    void any_bytes_are_harmless_as_tcp_options(@ForAll @Size(max = 40) byte[] bytes) {
        byte[] header = new byte[20 + bytes.length / 4 * 4];
        System.arraycopy(bytes, 0, header, 20, header.length - 20);
        TcpOptions options = new TcpOptions();
        options.parse(packet(header), header.length);
        assertThat(options.sackBlocks()).isBetween(0, 4);
        assertThat(options.windowScale()).isBetween(-1, 14);
    }

    @Property
    void checksums_agree_with_the_slow_ones(@ForAll @Size(max = 300) byte[] bytes) {
        int expected = Frames.checksum(bytes, 0, bytes.length);
        assertThat(Checksum.finish(Checksum.add(0, packet(bytes), 0, bytes.length)))
                .isEqualTo(expected);
        assertThat(Checksum.finish(Checksum.add(0, ByteBuffer.wrap(bytes), 0, bytes.length)))
                .isEqualTo(expected);
    }

    @Property
    void the_pseudo_header_counts_an_ipv4_address_once(@ForAll int source, @ForAll int destination) {
        byte[] plain = ByteBuffer.allocate(12)
                .putInt(source)
                .putInt(destination)
                .putInt(6 << 16 | 99)
                .array();
        long sum = Checksum.pseudoHeader(0, IpAddress.mapped(source), 0, IpAddress.mapped(destination), 6, 99);
        assertThat(Checksum.finish(sum)).isEqualTo(Frames.checksum(plain, 0, 12));
    }

    @Property
    void dhcp(@ForAll int transaction, @ForAll int address, @ForAll @LongRange(min = 0, max = MAC) long mac) {
        DhcpMessage request = DhcpMessage.request(DhcpMessage.REQUEST, transaction, mac)
                .requested(IpAddress.ofIpv4(address))
                .broadcast(true)
                .hostname("cup")
                .build();
        DhcpMessage message = DhcpMessage.answer(DhcpMessage.ACK, request)
                .yourAddress(IpAddress.ofIpv4(address))
                .server(IpAddress.ofIpv4(~address))
                .mask(IpAddress.parse("255.255.255.0"))
                .lease(0xffff_ffffL)
                .renewal(10)
                .rebinding(20)
                .routers(List.of(IpAddress.ofIpv4(1), IpAddress.ofIpv4(2)))
                .dns(List.of(IpAddress.ofIpv4(3)))
                .domain("example.org")
                .mtu(1400)
                .routes(List.of(
                        new DhcpMessage.ClasslessRoute(IpAddress.parse("10.1.0.0"), 16, IpAddress.parse("10.0.0.9")),
                        new DhcpMessage.ClasslessRoute(IpAddress.ANY_IPV4, 0, IpAddress.parse("10.0.0.1"))))
                .build();
        for (DhcpMessage each : List.of(request, message)) {
            ByteBuffer bytes = ByteBuffer.allocate(DhcpMessage.MAX_LENGTH);
            each.emit(bytes);
            assertThat(DhcpMessage.parse(bytes.flip())).contains(each);
        }
    }

    @Property(tries = 300)
    void dns(@ForAll @IntRange(min = 0, max = 0xffff) int id, @ForAll int address, @ForAll boolean truncated) {
        DnsMessage.Question question = new DnsMessage.Question("www.Example.org", DnsMessage.TYPE_A);
        byte[] bytesOfAddress = IpAddress.ofIpv4(address).bytes();
        List<DnsMessage.Answer> answers = List.of(
                new DnsMessage.Answer("www.Example.org", DnsMessage.TYPE_CNAME, 60, new byte[0], "cdn.example.net"),
                new DnsMessage.Answer("cdn.example.net", DnsMessage.TYPE_A, 30, bytesOfAddress, ""));
        DnsMessage message = new DnsMessage(id, true, truncated, true, 0, question, answers, 17, 0);
        ByteBuffer bytes = ByteBuffer.allocate(512);
        message.emit(bytes);
        DnsMessage parsed = DnsMessage.parse(bytes.flip()).orElseThrow();
        assertThat(parsed).usingRecursiveComparison().isEqualTo(message);
    }

    @Example
    void dns_names_may_be_compressed_but_never_in_circles() {
        byte[] good = {
            0,
            1,
            (byte) 0x81,
            (byte) 0x80,
            0,
            1,
            0,
            1,
            0,
            0,
            0,
            0,
            1,
            'a',
            0,
            0,
            1,
            0,
            1,
            (byte) 0xc0,
            12,
            0,
            1,
            0,
            1,
            0,
            0,
            0,
            9,
            0,
            4,
            1,
            2,
            3,
            4
        };
        DnsMessage message = DnsMessage.parse(ByteBuffer.wrap(good)).orElseThrow();
        assertThat(message.answers().getFirst().name()).isEqualTo("a");
        byte[] circular = good.clone();
        circular[20] = 19;
        assertThat(DnsMessage.parse(ByteBuffer.wrap(circular))).isEmpty();
    }

    /** Bytes that are nearly a message: a good one with some of it changed, cut or repeated. */
    @Example
    void damaged_messages_are_harmless() {
        List<byte[]> good = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.allocate(2000);
        DhcpMessage.request(DhcpMessage.DISCOVER, 1, 2).hostname("x").build().emit(bytes);
        good.add(java.util.Arrays.copyOf(bytes.array(), bytes.position()));
        bytes.clear();
        DnsMessage.Question question = new DnsMessage.Question("a.b.c", 1);
        new DnsMessage(
                        1,
                        true,
                        false,
                        true,
                        0,
                        question,
                        List.of(new DnsMessage.Answer("a.b.c", 1, 3, new byte[4], "")),
                        9,
                        1232)
                .emit(bytes);
        good.add(java.util.Arrays.copyOf(bytes.array(), bytes.position()));
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            byte[] copy = good.get(i % 2).clone();
            for (int n = random.nextInt(6); n >= 0; n--) {
                copy[random.nextInt(copy.length)] = (byte) random.nextInt();
            }
            ByteBuffer damaged = ByteBuffer.wrap(copy, 0, random.nextInt(copy.length + 1));
            Optional<?> parsed = i % 2 == 0 ? DhcpMessage.parse(damaged) : DnsMessage.parse(damaged);
            assertThat(parsed).isNotNull();
        }
    }

    @Property
    void ntp(
            @ForAll @IntRange(min = 0, max = 3) int leap,
            @ForAll @IntRange(min = 0, max = 7) int version,
            @ForAll @IntRange(min = 0, max = 7) int mode,
            @ForAll @IntRange(min = 0, max = 255) int stratum,
            @ForAll int reference,
            @ForAll long time) {
        var message = new NtpMessage(leap, version, mode, stratum, reference, time, ~time, time + 1);
        ByteBuffer bytes = ByteBuffer.allocate(100);
        message.emit(bytes);
        assertThat(bytes.position()).isEqualTo(NtpMessage.LENGTH);
        assertThat(NtpMessage.parse(bytes.flip())).contains(message);
        assertThat(NtpMessage.parse(bytes.limit(NtpMessage.LENGTH - 1))).isEmpty();
    }
}
