package dev.demitasse.net.ip;

import static dev.demitasse.net.simulation.Ipv6Peer.ALL_NODES;
import static dev.demitasse.net.simulation.Ipv6Peer.LINK_LOCAL;
import static dev.demitasse.net.simulation.Ipv6Peer.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Ipv6Peer;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What multicast routers are told (RFC 3810, and RFC 2710 while a router of that version asks). */
class MldTest {
    private static final long SECOND = 1_000_000_000L;
    private static final IpAddress GROUP = IpAddress.parse("ff05::7");
    private static final IpAddress ALL_MLD_ROUTERS = IpAddress.parse("ff02::16");

    private final Simulation simulation = new Simulation(6);
    private final Ipv6Peer peer = new Ipv6Peer(simulation);
    private final NetworkStack stack =
            new Host(simulation, peer.device()).address(STACK + "/64").stack();
    private final UdpSocket socket = stack.udpSocket();

    /** The next MLD message's ICMPv6 part, after checking the headers around it; what is no MLD is dropped. */
    private byte[] message(IpAddress destination) {
        Ipv6Peer.Packet packet = peer.next();
        while (packet != null && packet.protocol() != 0) {
            packet = peer.next();
        }
        if (packet == null) {
            throw new AssertionError("the stack sent no MLD message");
        }
        assertThat(packet.destination()).isEqualTo(destination);
        assertThat(packet.hopLimit()).isEqualTo(1);
        assertThat(packet.source().isLinkLocal()).isTrue();
        assertThat(Arrays.copyOf(packet.payload(), 8)).containsExactly(58, 0, 5, 2, 0, 0, 1, 0);
        byte[] message = Arrays.copyOfRange(packet.payload(), 8, packet.payload().length);
        byte[] frame = Ipv6Peer.frame(packet.source(), packet.destination(), 58, 1, message);
        assertThat(Frames.transportChecksum(frame, 54, 58)).isZero();
        return message;
    }

    private static List<String> records(byte[] report) {
        assertThat(report[0]).isEqualTo((byte) 143);
        List<String> records = new ArrayList<>();
        int at = 8;
        while (at < report.length) {
            StringBuilder record = new StringBuilder(report[at] + " " + address(report, at + 4));
            int sources = Frames.unsignedShort(report, at + 2);
            for (int k = 0; k < sources; k++) {
                record.append(k == 0 ? " from " : ",").append(address(report, at + 20 + 16 * k));
            }
            records.add(record.toString());
            at += 20 + 16 * sources;
        }
        assertThat(records).hasSize(Frames.unsignedShort(report, 6));
        return records;
    }

    private static IpAddress address(byte[] report, int at) {
        return IpAddress.ofBytes(Arrays.copyOfRange(report, at, at + 16));
    }

    /** A router asks; version 1 has 24 bytes, version 2 28. */
    private void query(IpAddress group, int length, int hopLimit) {
        ByteBuffer message = ByteBuffer.allocate(length);
        message.putInt(130 << 24).putInt(1000 << 16).put(group.bytes());
        peer.icmp(LINK_LOCAL, ALL_NODES, hopLimit, message.array());
    }

    private void quiet() {
        peer.pass(5 * SECOND);
        peer.discard();
    }

    @Test
    void joining_and_leaving_are_told_twice() {
        quiet();
        socket.join(GROUP, 2);
        assertThat(records(message(ALL_MLD_ROUTERS))).containsExactly("4 " + GROUP);
        peer.pass(SECOND);
        assertThat(records(message(ALL_MLD_ROUTERS))).containsExactly("4 " + GROUP);
        peer.pass(5 * SECOND);
        assertThat(peer.next()).isNull();
        socket.leave(GROUP, 2);
        assertThat(records(message(ALL_MLD_ROUTERS))).containsExactly("3 " + GROUP);
    }

    @Test
    void the_groups_of_our_own_addresses_are_told_without_being_asked() {
        List<String> told = new ArrayList<>(records(message(ALL_MLD_ROUTERS)));
        told.addAll(records(message(ALL_MLD_ROUTERS)));
        assertThat(told).contains("4 " + STACK.solicitedNode());
    }

    @Test
    void a_router_that_asks_hears_of_all_groups_in_its_time() {
        quiet();
        socket.join(GROUP, 2);
        quiet();
        query(IpAddress.ANY_IPV6, 28, 1);
        peer.pass(SECOND);
        assertThat(records(message(ALL_MLD_ROUTERS)))
                .contains("2 " + GROUP, "2 " + STACK.solicitedNode())
                .hasSize(3);
        query(IpAddress.parse("ff05::99"), 28, 1);
        query(IpAddress.ANY_IPV6, 28, 64);
        peer.pass(2 * SECOND);
        assertThat(peer.next()).as("not a member; not from this link").isNull();
    }

    @Test
    void a_router_of_version_1_is_answered_in_its_version() {
        quiet();
        query(IpAddress.ANY_IPV6, 24, 1);
        quiet();
        socket.join(GROUP, 2);
        byte[] report = message(GROUP);
        assertThat(report).hasSize(24);
        assertThat(report[0]).isEqualTo((byte) 131);
        assertThat(IpAddress.ofBytes(Arrays.copyOfRange(report, 8, 24))).isEqualTo(GROUP);
        quiet();
        socket.leave(GROUP, 2);
        assertThat(message(IpAddress.parse("ff02::2"))[0]).isEqualTo((byte) 132);
    }

    @Test
    void sources_are_told_and_asked_about() {
        IpAddress first = IpAddress.parse("2001:db8::a");
        IpAddress second = IpAddress.parse("2001:db8::b");
        quiet();
        socket.join(GROUP, 2, first);
        assertThat(records(message(ALL_MLD_ROUTERS))).containsExactly("5 " + GROUP + " from " + first);
        socket.join(GROUP, 2, second);
        assertThat(records(message(ALL_MLD_ROUTERS))).containsExactly("5 " + GROUP + " from " + first + "," + second);
        quiet();
        ByteBuffer query = ByteBuffer.allocate(28 + 32);
        query.putInt(130 << 24).putInt(1000 << 16).put(GROUP.bytes()).putInt(2);
        query.put(second.bytes()).put(IpAddress.parse("2001:db8::c").bytes());
        peer.icmp(LINK_LOCAL, ALL_NODES, 1, query.array());
        peer.pass(SECOND);
        assertThat(records(message(ALL_MLD_ROUTERS))).containsExactly("1 " + GROUP + " from " + second);
        socket.leave(GROUP, 2);
        assertThat(records(message(ALL_MLD_ROUTERS))).containsExactly("6 " + GROUP + " from " + first + "," + second);
        quiet();
        socket.join(GROUP, 2);
        socket.block(GROUP, 2, first);
        quiet();
        query(GROUP, 28, 1);
        peer.pass(SECOND);
        assertThat(records(message(ALL_MLD_ROUTERS))).containsExactly("2 " + GROUP + " from " + first);
    }

    @Test
    void a_query_with_fewer_sources_than_it_says_is_not_answered() {
        quiet();
        socket.join(GROUP, 2);
        quiet();
        ByteBuffer query = ByteBuffer.allocate(28 + 16);
        query.putInt(130 << 24).putInt(1000 << 16).put(GROUP.bytes()).putInt(2);
        peer.icmp(LINK_LOCAL, ALL_NODES, 1, query.array());
        peer.pass(2 * SECOND);
        assertThat(peer.next()).isNull();
    }
}
