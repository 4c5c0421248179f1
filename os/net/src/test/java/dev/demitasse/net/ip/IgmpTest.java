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

    private static String records(byte[] report) {
        assertThat(report[0]).isEqualTo((byte) 0x22);
        int count = Frames.unsignedShort(report, 6);
        assertThat(report).hasSize(8 + 8 * count);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(report[8 + 8 * i])
                    .append(' ')
                    .append(IpAddress.ofIpv4(Frames.number(report, 12 + 8 * i)))
                    .append(' ');
        }
        return text.toString().strip();
    }

    private void query(IpAddress group, int tenths, int length) {
        byte[] query = new byte[length];
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
}
