package dev.demitasse.net.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import dev.demitasse.net.IpAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The headers of IPv6: what is emitted is parsed back, and parsers take any bytes without harm. */
class Ipv6HeaderTest {
    private static final IpAddress FROM = IpAddress.parse("fe80::1");
    private static final IpAddress TO = IpAddress.parse("ff02::1");

    private static PacketBuffer packet(byte... content) {
        PacketPool pool = new PacketPool(ByteBuffer.allocate(4096), 0, 4096);
        PacketBuffer packet = Objects.requireNonNull(pool.take(128));
        packet.setLength(content.length);
        packet.put(0, content, 0, content.length);
        return packet;
    }

    @Property
    void ipv6(
            @ForAll @IntRange(min = 0, max = 255) int trafficClass,
            @ForAll @IntRange(min = 0, max = 255) int next,
            @ForAll @IntRange(min = 0, max = 255) int hops,
            @ForAll long a,
            @ForAll long b,
            @ForAll @IntRange(min = 0, max = 1400) int payload) {
        PacketBuffer packet = packet(new byte[payload]);
        Ipv6Header.emit(packet, trafficClass, next, hops, a, b, b, a);
        assertThat(Ipv6Header.valid(packet)).isTrue();
        assertThat(Ipv6Header.trafficClass(packet)).isEqualTo(trafficClass);
        assertThat(Ipv6Header.nextHeader(packet)).isEqualTo(next);
        assertThat(Ipv6Header.hopLimit(packet)).isEqualTo(hops);
        assertThat(Ipv6Header.payloadLength(packet)).isEqualTo(payload);
        assertThat(Ipv6Header.sourceHigh(packet)).isEqualTo(a);
        assertThat(Ipv6Header.sourceLow(packet)).isEqualTo(b);
        assertThat(Ipv6Header.destinationHigh(packet)).isEqualTo(b);
        assertThat(Ipv6Header.destinationLow(packet)).isEqualTo(a);
    }

    @Property
    void fragments_and_router_alerts_lead_on(
            @ForAll @IntRange(min = 0, max = 8191) int offset, @ForAll boolean more, @ForAll int identification) {
        PacketBuffer packet = packet(new byte[20]);
        Ipv6Header.emitFragment(packet, Ipv4Header.UDP, offset * 8, more, identification);
        Ipv6Header.emitRouterAlert(packet, Ipv6Header.FRAGMENT);
        Ipv6Extensions walk = new Ipv6Extensions();
        assertThat(walk.walk(packet, 0, Ipv6Header.HOP_BY_HOP, 0, true)).isEqualTo(Ipv6Extensions.Result.FRAGMENT);
        int at = walk.offset();
        assertThat(packet.getUnsignedByte(at)).isEqualTo(Ipv4Header.UDP);
        assertThat(packet.getUnsignedShort(at + 2)).isEqualTo(offset * 8 | (more ? 1 : 0));
        assertThat(packet.getInt(at + 4)).isEqualTo(identification);
    }

    @Property(tries = 5000)
    void any_bytes_are_walked_to_an_end_inside_the_packet(
            @ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(min = 0, max = 60) int first) {
        PacketBuffer packet = packet(bytes);
        Ipv6Extensions walk = new Ipv6Extensions();
        walk.walk(packet, 0, first, 0, true);
        assertThat(walk.offset()).isBetween(0, packet.length());
    }

    @Property
    void icmpv6(
            @ForAll @IntRange(min = 0, max = 255) int type,
            @ForAll @IntRange(min = 0, max = 255) int code,
            @ForAll int rest,
            @ForAll @Size(max = 300) byte[] payload) {
        PacketBuffer message = packet(payload);
        Icmpv6Header.emit(message, type, code, rest, FROM, TO);
        assertThat(Icmpv6Header.valid(message, FROM.high(), FROM.low(), TO.high(), TO.low()))
                .isTrue();
        assertThat(Icmpv6Header.valid(message, FROM.high(), FROM.low() + 1, TO.high(), TO.low()))
                .isFalse();
        assertThat(Icmpv6Header.type(message)).isEqualTo(type);
        assertThat(Icmpv6Header.code(message)).isEqualTo(code);
        assertThat(Icmpv6Header.rest(message)).isEqualTo(rest);
    }

    @Property
    void neighbour_messages(
            @ForAll long high,
            @ForAll long low,
            @ForAll @LongRange(min = 1, max = 0xffff_ffff_ffffL) long hardware,
            @ForAll boolean override) {
        IpAddress about = new IpAddress(high, low);
        int flags = override ? NeighborMessage.OVERRIDE : NeighborMessage.SOLICITED;
        PacketBuffer message = packet();
        NeighborMessage.emitAdvertisement(message, flags, about, hardware, FROM, TO);
        assertThat(Icmpv6Header.valid(message, FROM.high(), FROM.low(), TO.high(), TO.low()))
                .isTrue();
        assertThat(Icmpv6Header.rest(message)).isEqualTo(flags);
        assertThat(NeighborMessage.targetHigh(message)).isEqualTo(high);
        assertThat(NeighborMessage.targetLow(message)).isEqualTo(low);
        int from = NeighborMessage.LENGTH;
        assertThat(NeighborMessage.optionsValid(message, from)).isTrue();
        assertThat(NeighborMessage.linkLayerOption(message, from, NeighborMessage.TARGET_LINK_LAYER))
                .isEqualTo(hardware);
        assertThat(NeighborMessage.linkLayerOption(message, from, NeighborMessage.SOURCE_LINK_LAYER))
                .isEqualTo(-1);
        NeighborMessage.emitSolicitation(message, about, 0, FROM, TO);
        assertThat(message.length()).isEqualTo(NeighborMessage.LENGTH);
    }

    @Property(tries = 5000)
    void any_bytes_are_a_router_advertisement_or_none(@ForAll @Size(max = 300) byte[] bytes) {
        RouterAdvertisement.parse(packet(bytes)).ifPresent(told -> {
            assertThat(told.preference()).isBetween(-1, 1);
            assertThat(told.prefixes()).hasSizeLessThanOrEqualTo(16);
        });
    }

    @Property(tries = 5000)
    void any_options_of_right_length_are_read(
            @ForAll @IntRange(min = 0, max = 40) int type, @ForAll @Size(min = 14, max = 14) byte[] content) {
        byte[] bytes = new byte[32];
        bytes[16] = (byte) type;
        bytes[17] = 2;
        System.arraycopy(content, 0, bytes, 18, 14);
        assertThat(RouterAdvertisement.parse(packet(bytes))).isPresent();
    }

    @Example
    void mld_queries_say_how_long_answers_may_wait() {
        byte[] query = new byte[MldMessage.VERSION_2_QUERY_LENGTH];
        query[4] = (byte) 0x80;
        PacketBuffer packet = packet(query);
        assertThat(MldMessage.version(packet)).isEqualTo(2);
        assertThat(MldMessage.responseMillis(packet)).isEqualTo(0x1000 << 3);
        packet.putShort(4, 1000);
        assertThat(MldMessage.responseMillis(packet)).isEqualTo(1000);
        assertThat(MldMessage.group(packet).isAny()).isTrue();
    }
}
