package dev.demitasse.net.ntp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.WallClock;
import dev.demitasse.net.simulation.DhcpServer;
import dev.demitasse.net.simulation.DnsServer;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import dev.demitasse.net.wire.NtpMessage;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** SNTP (RFC 5905 section 14) against servers that are right, wrong, refuse, or say nothing. */
class TimeClientTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;

    /** The first question waits until the server's hardware address is known: half of that time is its error. */
    private static final Offset<Long> FIRST = within(25 * MILLISECOND);

    private static final String ADDRESS = "10.0.0.2";

    private final Simulation simulation = new Simulation(21);
    private final Link link = new Link(simulation, 1500).delay(20 * MILLISECOND, 0);
    private final Host client = new Host(simulation, link.end(0)).address("10.0.0.1/24");
    private final Host far = new Host(simulation, link.end(1)).address(ADDRESS + "/24");
    private final TimeServer server = new TimeServer(far);
    private final List<Long> steps = new ArrayList<>();
    private final List<Long> slews = new ArrayList<>();
    private final WallClock clock = new WallClock() {
        @Override
        public void step(long nanos) {
            steps.add(nanos);
        }

        @Override
        public void slew(long nanos) {
            slews.add(nanos);
        }
    };

    private void keepTime(String... servers) {
        client.stack().keepTime(List.of(servers), clock);
    }

    @Test
    void the_first_answer_steps_the_clock_and_later_ones_slew_it() {
        server.ahead(-3600 * SECOND);
        keepTime(ADDRESS);
        simulation.run(10 * SECOND);
        assertThat(steps).singleElement().satisfies(step -> assertThat(step).isCloseTo(-3600 * SECOND, FIRST));
        // The world's clock is not moved by our being told so: seen from there the server is right from now on.
        server.ahead(30 * MILLISECOND);
        simulation.run(80 * SECOND);
        assertThat(steps).hasSize(1);
        assertThat(slews)
                .singleElement()
                .satisfies(slew -> assertThat(slew).isCloseTo(30 * MILLISECOND, within(MILLISECOND)));
    }

    @Test
    void the_way_there_and_back_is_allowed_for() {
        link.delay(200 * MILLISECOND, 0);
        server.ahead(100 * MILLISECOND);
        keepTime(ADDRESS);
        simulation.run(80 * SECOND);
        assertThat(slews)
                .singleElement()
                .satisfies(slew -> assertThat(slew).isCloseTo(100 * MILLISECOND, within(MILLISECOND)));
    }

    @Test
    void it_asks_every_minute_at_first_and_then_every_four() {
        keepTime(ADDRESS);
        simulation.run(3600 * SECOND);
        List<Long> asked = server.asked();
        assertThat(asked).hasSizeBetween(15, 20);
        for (int i = 1; i < asked.size(); i++) {
            long expected = i <= 5 ? 64 * SECOND : 256 * SECOND;
            assertThat(asked.get(i) - asked.get(i - 1))
                    .as("pause %d", i)
                    .isBetween(expected * 89 / 100, expected * 111 / 100);
        }
    }

    @Test
    void an_answer_that_is_far_off_is_believed_when_the_third_in_a_row_says_so() {
        keepTime(ADDRESS);
        simulation.run(10 * SECOND);
        server.ahead(7 * SECOND);
        simulation.run(160 * SECOND);
        assertThat(steps).hasSize(1);
        simulation.run(80 * SECOND);
        assertThat(steps).hasSize(2);
        assertThat(steps.get(1)).isCloseTo(7 * SECOND, within(MILLISECOND));
        assertThat(slews).isEmpty();
    }

    @Test
    void one_that_is_far_off_now_and_then_changes_nothing() {
        keepTime(ADDRESS);
        simulation.run(10 * SECOND);
        for (int i = 0; i < 20; i++) {
            server.ahead(i % 3 == 0 ? 0 : SECOND);
            int before = server.asked().size();
            simulation.run(600 * SECOND, () -> server.asked().size() > before);
            simulation.run(SECOND);
        }
        assertThat(steps).hasSize(1);
        assertThat(slews)
                .hasSizeBetween(5, 8)
                .allSatisfy(slew -> assertThat(slew).isCloseTo(0L, within(MILLISECOND)));
    }

    @Test
    void answers_to_questions_that_were_not_asked_are_ignored() {
        server.change(honest -> new NtpMessage(
                0, 4, NtpMessage.SERVER, 2, 0, honest.origin() + 1, honest.receive(), honest.transmit()));
        keepTime(ADDRESS);
        simulation.run(10 * SECOND);
        server.change(honest ->
                new NtpMessage(0, 4, NtpMessage.CLIENT, 2, 0, honest.origin(), honest.receive(), honest.transmit()));
        simulation.run(3600 * SECOND);
        assertThat(server.asked()).hasSizeGreaterThan(3);
        assertThat(steps).isEmpty();
    }

    @Test
    void a_question_tells_nothing_and_no_two_are_alike() {
        List<Long> seen = new ArrayList<>();
        server.change(honest -> {
            seen.add(honest.origin());
            return honest;
        });
        keepTime(ADDRESS);
        simulation.run(300 * SECOND);
        assertThat(seen).hasSizeGreaterThan(3).doesNotHaveDuplicates();
    }

    @Test
    void what_a_server_says_that_is_not_set_itself_is_not_used() {
        server.change(honest -> new NtpMessage(
                NtpMessage.UNSYNCHRONIZED,
                4,
                NtpMessage.SERVER,
                2,
                0,
                honest.origin(),
                honest.receive(),
                honest.transmit()));
        keepTime(ADDRESS);
        simulation.run(10 * SECOND);
        assertThat(steps).isEmpty();
        server.change(honest ->
                new NtpMessage(0, 4, NtpMessage.SERVER, 16, 0, honest.origin(), honest.receive(), honest.transmit()));
        simulation.run(20 * SECOND);
        assertThat(steps).isEmpty();
        server.change(honest -> honest);
        simulation.run(60 * SECOND);
        assertThat(steps).hasSize(1);
    }

    @Test
    void the_next_server_is_asked_when_the_first_is_not_there() {
        keepTime("10.0.0.77", ADDRESS);
        simulation.run(30 * SECOND);
        assertThat(steps).hasSize(1);
    }

    @Test
    void an_answer_that_was_long_on_its_way_is_not_used() {
        link.delay(600 * MILLISECOND, 0);
        keepTime(ADDRESS);
        simulation.run(300 * SECOND);
        assertThat(server.asked()).isNotEmpty();
        assertThat(steps).isEmpty();
    }

    @Test
    void a_server_that_denies_is_not_asked_again() {
        server.change(honest -> new NtpMessage(
                3, 4, NtpMessage.SERVER, 0, 0x4445_4e59, honest.origin(), honest.receive(), honest.transmit()));
        keepTime(ADDRESS);
        simulation.run(100_000 * SECOND);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void one_that_finds_it_too_much_is_left_alone_for_a_quarter_of_an_hour() {
        server.change(honest -> new NtpMessage(
                3, 4, NtpMessage.SERVER, 0, 0x5241_5445, honest.origin(), honest.receive(), honest.transmit()));
        keepTime(ADDRESS);
        simulation.run(900 * SECOND);
        assertThat(server.asked()).hasSize(1);
        server.change(honest -> honest);
        simulation.run(300 * SECOND);
        assertThat(steps).hasSize(1);
    }

    @Test
    void who_does_not_answer_is_asked_ever_more_rarely() {
        server.silent(true);
        keepTime(ADDRESS);
        simulation.run(7200 * SECOND);
        List<Long> asked = server.asked();
        assertThat(asked).hasSizeBetween(8, 14);
        assertThat(asked.get(1) - asked.get(0)).isGreaterThan(14 * SECOND);
        assertThat(asked.getLast() - asked.get(asked.size() - 2)).isGreaterThan(900 * SECOND);
        server.silent(false);
        simulation.run(1200 * SECOND);
        assertThat(steps).hasSize(1);
    }

    @Test
    void a_host_without_an_address_yet_asks_soon_after_it_has_one() {
        Link other = new Link(simulation, 1500).delay(MILLISECOND, 0);
        Host late = new Host(simulation, other.end(0));
        TimeServer there = new TimeServer(new Host(simulation, other.end(1)).address(ADDRESS + "/24"));
        late.stack().keepTime(List.of(ADDRESS), clock);
        simulation.run(2 * SECOND);
        assertThat(there.asked()).isEmpty();
        late.address("10.0.0.1/24");
        simulation.run(4 * SECOND);
        assertThat(steps).hasSize(1);
    }

    @Test
    void servers_have_names() {
        new DnsServer(far).address("time.example.org", ADDRESS, 60);
        client.stack().resolver().setServers(List.of(IpAddress.parse(ADDRESS)));
        keepTime("time.example.org");
        simulation.run(10 * SECOND);
        assertThat(steps).hasSize(1);
    }

    @Test
    void dhcp_tells_servers_where_that_is_asked_for() {
        Link other = new Link(simulation, 1500).delay(MILLISECOND, 0);
        Host leasing = new Host(simulation, other.end(0));
        Host serving = new Host(simulation, other.end(1)).address(ADDRESS + "/24");
        TimeServer there = new TimeServer(serving);
        new DhcpServer(serving, IpAddress.parse(ADDRESS)).timeServers(List.of(IpAddress.parse(ADDRESS)));
        leasing.stack().keepTime(List.of(), clock);
        leasing.stack().interfaceNamed("eth0").orElseThrow().startDhcp("");
        simulation.run(10 * SECOND);
        assertThat(there.asked()).hasSize(1);
        assertThat(steps).hasSize(1);
    }

    @Test
    void nobody_is_asked_unless_that_is_wanted() {
        simulation.run(1000 * SECOND);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void a_message_is_read_as_it_was_written_in_either_era() {
        assertThat(NtpMessage.epochNanos(NtpMessage.ofEpochNanos(0))).isZero();
        // RFC 5905 figure 4: the first day of UNIX, and of era 1.
        assertThat(NtpMessage.ofEpochNanos(0) >>> 32).isEqualTo(2_208_988_800L);
        assertThat(NtpMessage.epochNanos(0)).isEqualTo(2_085_978_496L * SECOND);
        for (long nanos :
                new long[] {1_800_000_000_123_456_789L, 2_085_978_495_999_999_999L, 4_000_000_000_000_000_001L}) {
            assertThat(NtpMessage.epochNanos(NtpMessage.ofEpochNanos(nanos))).isBetween(nanos - 1, nanos);
        }
    }
}
