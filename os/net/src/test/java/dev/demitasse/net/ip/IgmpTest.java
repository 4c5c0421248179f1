package dev.demitasse.net.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.simulation.FarEnd;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Peer;
import dev.demitasse.net.simulation.Simulation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What multicast routers are told (RFC 3376, and RFC 2236 while a router of that version asks). */
class IgmpTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int IGMP = 2;
    private static final IpAddress GROUP = IpAddress.parse("239.1.2.3");
    private static final IpAddress OTHER = IpAddress.parse("239.4.5.6");
    private static final IpAddress ALL_REPORTS = IpAddress.parse("224.0.0.22");

    private final Simulation simulation = new Simulation(5);
    private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
    private final FarEnd wire = new FarEnd(1500, frames::add);
    private final NetworkStack stack =
            new Host(simulation, wire.device()).address("10.0.0.1/24").stack();
    private final UdpSocket socket = stack.udpSocket();
    private final int eth0 = stack.interfaceNamed("eth0").orElseThrow().index();

    /** The next IGMP message: its payload, after checking the header around it. */
    private byte[] message(IpAddress destination) {
        simulation.run(1);
        byte[] frame = frames.poll();
        if (frame == null) {
            throw new AssertionError("the stack sent nothing");
        }
        assertThat(IpAddress.ofIpv4(Frames.number(frame, 30))).isEqualTo(destination);
        assertThat(Arrays.copyOfRange(frame, 0, 4))
                .containsExactly(1, 0, 0x5e, destination.bytes()[1] & 0x7f);
        assertThat(frame[14]).as("header of 24 bytes").isEqualTo((byte) 0x46);
        assertThat(frame[22]).as("one hop").isEqualTo((byte) 1);
        assertThat(frame[23]).isEqualTo((byte) IGMP);
        assertThat(Frames.number(frame, 34)).as("router alert").isEqualTo(0x9404_0000);
        assertThat(Frames.checksum(frame, 14, 24)).isZero();
        byte[] payload = Arrays.copyOfRange(frame, 38, frame.length);
        assertThat(Frames.checksum(payload, 0, payload.length)).isZero();
        return payload;
    }

    /** Type, group and sources of each record. */
    private static String records(byte[] report) {
        assertThat(report[0]).isEqualTo((byte) 0x22);
        int count = Frames.unsignedShort(report, 6);
        StringBuilder text = new StringBuilder();
        int at = 8;
        for (int i = 0; i < count; i++) {
            text.append(report[at]).append(' ').append(IpAddress.ofIpv4(Frames.number(report, at + 4)));
            int sources = Frames.unsignedShort(report, at + 2);
            for (int k = 0; k < sources; k++) {
                text.append(k == 0 ? " from " : ",").append(IpAddress.ofIpv4(Frames.number(report, at + 8 + 4 * k)));
            }
            text.append(' ');
            at += 8 + 4 * sources;
        }
        assertThat(report).hasSize(at);
        return text.toString().strip();
    }

    private void query(IpAddress group, int tenths, int length) {
        query(group, tenths, new byte[length]);
    }

    /** About sources of a group. */
    private void query(IpAddress group, int tenths, IpAddress... sources) {
        byte[] query = new byte[12 + 4 * sources.length];
        query[11] = (byte) sources.length;
        for (int i = 0; i < sources.length; i++) {
            System.arraycopy(sources[i].bytes(), 0, query, 12 + 4 * i, 4);
        }
        query(group, tenths, query);
    }

    private void query(IpAddress group, int tenths, byte[] query) {
        int length = query.length;
        query[0] = 0x11;
        query[1] = (byte) tenths;
        System.arraycopy(group.bytes(), 0, query, 4, 4);
        int sum = Frames.checksum(query, 0, length);
        query[2] = (byte) (sum >>> 8);
        query[3] = (byte) sum;
        byte[] frame = Peer.ipFrame(IGMP, query, 0, 0);
        IpAddress to = group.isAny() ? IpAddress.parse("224.0.0.1") : group;
        System.arraycopy(new byte[] {1, 0, 0x5e, to.bytes()[1], to.bytes()[2], to.bytes()[3]}, 0, frame, 0, 6);
        System.arraycopy(to.bytes(), 0, frame, 30, 4);
        frame[24] = 0;
        frame[25] = 0;
        int header = Frames.checksum(frame, 14, 20);
        frame[24] = (byte) (header >>> 8);
        frame[25] = (byte) header;
        wire.device().arrive(frame);
        simulation.run(1);
    }

    @Test
    void joining_and_leaving_are_told_twice_each() {
        socket.join(GROUP, eth0);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("4 239.1.2.3");
        simulation.run(SECOND);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("4 239.1.2.3");
        simulation.run(10 * SECOND);
        assertThat(frames).isEmpty();
        socket.leave(GROUP, eth0);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("3 239.1.2.3");
        simulation.run(SECOND);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("3 239.1.2.3");
    }

    @Test
    void only_the_first_member_and_the_last_are_told_of() {
        socket.join(GROUP, eth0);
        simulation.run(10 * SECOND);
        frames.clear();
        UdpSocket second = stack.udpSocket();
        second.join(GROUP, eth0);
        socket.close();
        simulation.run(10 * SECOND);
        assertThat(frames).isEmpty();
        second.close();
        assertThat(records(message(ALL_REPORTS))).isEqualTo("3 239.1.2.3");
    }

    @Test
    void a_general_query_is_answered_with_all_groups_within_its_time() {
        socket.join(GROUP, eth0);
        socket.join(OTHER, eth0);
        simulation.run(10 * SECOND);
        frames.clear();
        query(IpAddress.ANY_IPV4, 50, 12);
        simulation.run(5 * SECOND);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("2 239.1.2.3 2 239.4.5.6");
        simulation.run(10 * SECOND);
        assertThat(frames).isEmpty();
    }

    @Test
    void a_query_about_a_group_is_answered_by_members_only() {
        socket.join(GROUP, eth0);
        socket.join(OTHER, eth0);
        simulation.run(10 * SECOND);
        frames.clear();
        query(OTHER, 10, 12);
        simulation.run(SECOND);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("2 239.4.5.6");
        query(IpAddress.parse("239.9.9.9"), 10, 12);
        simulation.run(SECOND);
        assertThat(frames).isEmpty();
    }

    @Test
    void a_router_of_version_2_is_answered_in_its_language_and_forgotten_in_time() {
        socket.join(GROUP, eth0);
        simulation.run(10 * SECOND);
        frames.clear();
        query(IpAddress.ANY_IPV4, 10, 8);
        simulation.run(SECOND);
        byte[] report = message(GROUP);
        assertThat(report).hasSize(8);
        assertThat(report[0]).isEqualTo((byte) 0x16);
        socket.leave(GROUP, eth0);
        byte[] leave = message(IpAddress.parse("224.0.0.2"));
        assertThat(leave[0]).isEqualTo((byte) 0x17);
        assertThat(Frames.number(leave, 4)).isEqualTo(GROUP.ipv4());
        simulation.run(300 * SECOND);
        frames.clear();
        socket.join(GROUP, eth0);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("4 239.1.2.3");
    }

    @Test
    void all_hosts_is_never_reported_and_damaged_queries_are_not_answered() {
        socket.join(IpAddress.parse("224.0.0.1"), eth0);
        simulation.run(SECOND);
        assertThat(frames).isEmpty();
        byte[] frame = Peer.ipFrame(IGMP, new byte[] {0x11, 10, 0, 0, 0, 0, 0, 0}, 0, 0);
        wire.device().arrive(frame);
        simulation.run(10 * SECOND);
        assertThat(frames).isEmpty();
    }

    private static IpAddress source(int last) {
        return IpAddress.parse("192.0.2." + last);
    }

    /** Quiet after what was told. */
    private void settle() {
        simulation.run(10 * SECOND);
        frames.clear();
    }

    @Test
    void sources_wanted_one_by_one_are_told_as_such_and_twice_each() {
        socket.join(GROUP, eth0, source(1));
        assertThat(records(message(ALL_REPORTS))).isEqualTo("5 239.1.2.3 from 192.0.2.1");
        socket.join(GROUP, eth0, source(2));
        assertThat(records(message(ALL_REPORTS))).as("section 5.1").isEqualTo("5 239.1.2.3 from 192.0.2.1,192.0.2.2");
        simulation.run(SECOND);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("5 239.1.2.3 from 192.0.2.2");
        simulation.run(10 * SECOND);
        assertThat(frames).isEmpty();
        socket.leave(GROUP, eth0, source(1));
        assertThat(records(message(ALL_REPORTS))).isEqualTo("6 239.1.2.3 from 192.0.2.1");
        settle();
        socket.leave(GROUP, eth0, source(2));
        assertThat(records(message(ALL_REPORTS))).isEqualTo("6 239.1.2.3 from 192.0.2.2");
        settle();
        query(IpAddress.ANY_IPV4, 10, 12);
        simulation.run(SECOND);
        assertThat(frames).as("nothing is left").isEmpty();
    }

    @Test
    void a_source_that_comes_and_goes_is_told_as_it_is_when_the_report_leaves() {
        socket.join(GROUP, eth0, source(1));
        settle();
        socket.join(GROUP, eth0, source(2));
        message(ALL_REPORTS);
        socket.leave(GROUP, eth0, source(2));
        assertThat(records(message(ALL_REPORTS))).isEqualTo("6 239.1.2.3 from 192.0.2.2");
        simulation.run(SECOND);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("6 239.1.2.3 from 192.0.2.2");
        simulation.run(10 * SECOND);
        assertThat(frames).isEmpty();
    }

    @Test
    void blocked_sources_are_told_and_whoever_wants_them_undoes_that() {
        socket.join(GROUP, eth0);
        settle();
        socket.block(GROUP, eth0, source(1));
        assertThat(records(message(ALL_REPORTS))).isEqualTo("6 239.1.2.3 from 192.0.2.1");
        settle();
        query(GROUP, 10, 12);
        simulation.run(SECOND);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("2 239.1.2.3 from 192.0.2.1");
        UdpSocket second = stack.udpSocket();
        second.join(GROUP, eth0, source(1));
        assertThat(records(message(ALL_REPORTS))).as("section 3.2").isEqualTo("5 239.1.2.3 from 192.0.2.1");
        settle();
        second.close();
        assertThat(records(message(ALL_REPORTS))).isEqualTo("6 239.1.2.3 from 192.0.2.1");
        settle();
        socket.unblock(GROUP, eth0, source(1));
        assertThat(records(message(ALL_REPORTS))).isEqualTo("5 239.1.2.3 from 192.0.2.1");
    }

    @Test
    void a_change_of_mode_is_told_with_all_sources_and_is_what_is_told_again() {
        socket.join(GROUP, eth0, source(1));
        settle();
        UdpSocket second = stack.udpSocket();
        second.join(GROUP, eth0);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("4 239.1.2.3");
        second.block(GROUP, eth0, source(2));
        assertThat(records(message(ALL_REPORTS))).as("section 5.1").isEqualTo("4 239.1.2.3 from 192.0.2.2");
        simulation.run(SECOND);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("6 239.1.2.3 from 192.0.2.2");
        settle();
        second.close();
        assertThat(records(message(ALL_REPORTS))).isEqualTo("3 239.1.2.3 from 192.0.2.1");
    }

    @Test
    void a_query_about_sources_is_answered_about_those_that_are_received() {
        socket.join(GROUP, eth0, source(1));
        socket.join(GROUP, eth0, source(2));
        UdpSocket second = stack.udpSocket();
        second.join(OTHER, eth0);
        second.block(OTHER, eth0, source(1));
        settle();
        query(GROUP, 10, source(2), source(3));
        query(OTHER, 10, source(1), source(4));
        simulation.run(2 * SECOND);
        String answers = records(message(ALL_REPORTS));
        answers += " " + records(message(ALL_REPORTS));
        assertThat(answers).contains("1 239.1.2.3 from 192.0.2.2").contains("1 239.4.5.6 from 192.0.2.4");
        query(GROUP, 10, source(3));
        simulation.run(2 * SECOND);
        assertThat(frames).isEmpty();
    }

    @Test
    void questions_about_sources_of_one_group_are_answered_together() {
        socket.join(GROUP, eth0, source(1));
        socket.join(GROUP, eth0, source(2));
        settle();
        query(GROUP, 100, source(1));
        query(GROUP, 100, source(2));
        simulation.run(10 * SECOND);
        assertThat(records(message(ALL_REPORTS))).isEqualTo("1 239.1.2.3 from 192.0.2.1,192.0.2.2");
        assertThat(frames).isEmpty();
        query(GROUP, 100, source(1));
        query(GROUP, 100, 12);
        simulation.run(10 * SECOND);
        assertThat(records(message(ALL_REPORTS))).as("rule 4").isEqualTo("1 239.1.2.3 from 192.0.2.1,192.0.2.2");
        assertThat(frames).isEmpty();
    }

    @Test
    void the_queriers_robustness_says_how_often_changes_are_told() {
        byte[] query = new byte[12];
        query[8] = 4;
        query(IpAddress.ANY_IPV4, 10, query);
        settle();
        socket.join(GROUP, eth0, source(1));
        simulation.run(10 * SECOND);
        assertThat(frames).hasSize(4);
    }

    @Test
    void what_does_not_fit_into_a_report_goes_into_the_next() {
        var sockets = new ArrayList<UdpSocket>();
        for (int i = 0; i < 40; i++) {
            UdpSocket each = stack.udpSocket();
            for (int k = 0; k < 10; k++) {
                each.join(GROUP, eth0, IpAddress.ofIpv4(0xc000_0200 + 10 * i + k));
            }
            sockets.add(each);
        }
        settle();
        query(IpAddress.ANY_IPV4, 10, 12);
        simulation.run(SECOND);
        byte[] first = message(ALL_REPORTS);
        byte[] second = message(ALL_REPORTS);
        assertThat(first.length).isLessThanOrEqualTo(1476);
        String told = records(first) + " " + records(second);
        assertThat(told).startsWith("1 239.1.2.3 from ").containsOnlyOnce(" 1 239.1.2.3 from ");
        String[] sources = told.replace("1 239.1.2.3 from ", "").split("[, ]");
        assertThat(sources).hasSize(400).doesNotHaveDuplicates();
        assertThat(frames).isEmpty();
        frames.clear();
        sockets.forEach(UdpSocket::close);
        assertThat(frames).isNotEmpty();
    }

    @Test
    void a_router_of_version_1_is_told_of_groups_and_not_of_leaving() {
        query(IpAddress.ANY_IPV4, 0, 8);
        settle();
        socket.join(GROUP, eth0, source(1));
        assertThat(message(GROUP)).startsWith(0x12, 0).hasSize(8);
        settle();
        socket.join(GROUP, eth0, source(2));
        simulation.run(10 * SECOND);
        assertThat(frames).as("it knows no sources").isEmpty();
        query(IpAddress.ANY_IPV4, 0, 8);
        simulation.run(10 * SECOND);
        assertThat(message(GROUP)).startsWith(0x12, 0);
        socket.close();
        simulation.run(10 * SECOND);
        assertThat(frames).isEmpty();
    }

    @Test
    void a_query_of_no_version_is_not_answered() {
        socket.join(GROUP, eth0);
        settle();
        query(IpAddress.ANY_IPV4, 10, 10);
        byte[] short16 = new byte[16];
        short16[11] = 2;
        query(GROUP, 10, short16);
        simulation.run(10 * SECOND);
        assertThat(frames).as("9 to 11 bytes; fewer sources than it says").isEmpty();
    }
}
