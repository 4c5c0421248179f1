package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Counters;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.simulation.BulkTransfer;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Paths that drop long packets and say nothing (RFC 4821), and others that only seem to. */
class PathMtuSearchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ETHERNET = 14;

    private final Simulation simulation = new Simulation(4821);
    private final Link link = new Link(simulation, 1500).delay(10_000_000, 0).rate(50_000_000, 100);
    private int narrow = Integer.MAX_VALUE;
    private int longest;
    private boolean cut;

    private final Host client =
            new Host(simulation, link.end(0)).address("10.0.0.1/24").address("2001:db8::1/64");
    private final Host server =
            new Host(simulation, link.end(1)).address("10.0.0.2/24").address("2001:db8::2/64");

    PathMtuSearchTest() {
        link.filter(frame -> {
            int size = frame.length - ETHERNET;
            boolean passes = size <= narrow && !cut;
            if (passes && Frames.tcpAt(frame) > 0) {
                longest = Math.max(longest, size);
            }
            return passes;
        });
        simulation.run(3 * SECOND);
    }

    private BulkTransfer transfer(String address, int bytes) {
        return new BulkTransfer(
                client, server, new Endpoint(IpAddress.parse(address), 80), bytes, 1000, 64 << 10, 4821);
    }

    private void finish(BulkTransfer transfer, long limit) {
        assertThat(simulation.run(limit, transfer::done))
                .as(transfer + " and " + client.stack().counters().tcpMtuProbes + " probes")
                .isTrue();
    }

    private Counters counters() {
        return client.stack().counters();
    }

    @Test
    void a_path_that_drops_long_packets_in_silence_stalls_for_three_timeouts_and_is_then_filled_again() {
        narrow = 1400;
        BulkTransfer transfer = transfer("10.0.0.2", 4 << 20);
        finish(transfer, 10 * SECOND);
        assertThat(counters().tcpBlackHoles).isEqualTo(1);
        assertThat(longest).isBetween(1400 - 8, 1400);
        assertThat(counters().tcpMtuProbes).isLessThan(30);
    }

    @Test
    void losing_a_probe_is_no_sign_of_congestion() {
        narrow = 1400;
        finish(transfer("10.0.0.2", 8 << 20), 10 * SECOND);
        assertThat(counters().tcpMtuProbes).isGreaterThan(10);
        assertThat(counters().tcpTimeouts).as("those that raised the suspicion").isEqualTo(3);
        assertThat(counters().tcpFastRetransmits)
                .as("but for the queue's own losses")
                .isLessThan(5);
    }

    @Test
    void over_ipv6_no_path_is_narrower_than_1280_and_the_search_goes_up_from_there() {
        narrow = 1350;
        finish(transfer("2001:db8::2", 4 << 20), 10 * SECOND);
        assertThat(counters().tcpBlackHoles).isEqualTo(1);
        assertThat(longest).isBetween(1350 - 8, 1350);
    }

    @Test
    void a_path_even_narrower_than_the_first_guess_is_passed_too() {
        narrow = 600;
        finish(transfer("10.0.0.2", 1 << 20), 20 * SECOND);
        assertThat(longest).isBetween(600 - 8, 600);
    }

    @Test
    void without_selective_acknowledgements_it_is_found_as_well() {
        link.stripOptions(Set.of(4));
        narrow = 1400;
        finish(transfer("10.0.0.2", 4 << 20), 10 * SECOND);
        assertThat(longest).isBetween(1400 - 8, 1400);
    }

    @Test
    void losses_by_chance_do_not_make_a_size_count_as_too_long() {
        link.faults(0.02, 0, 0);
        narrow = 1400;
        finish(transfer("10.0.0.2", 4 << 20), 60 * SECOND);
        assertThat(longest).isBetween(1400 - 8, 1400);
    }

    @Test
    void after_a_mere_partition_one_probe_brings_back_the_full_size() {
        BulkTransfer transfer = transfer("10.0.0.2", 20 << 20);
        simulation.run(SECOND);
        cut = true;
        simulation.run(10 * SECOND);
        cut = false;
        longest = 0;
        simulation.run(15 * SECOND, () -> longest == 1500);
        assertThat(counters().tcpBlackHoles).isPositive();
        assertThat(longest).isEqualTo(1500);
        assertThat(counters().tcpMtuProbes).isEqualTo(1);
        finish(transfer, 60 * SECOND);
    }

    @Test
    void after_ten_minutes_a_path_that_has_become_wider_is_found_to_be_so() {
        narrow = 1300;
        BulkTransfer transfer = transfer("10.0.0.2", 64 << 20);
        link.rate(400_000, 20);
        simulation.run(120 * SECOND);
        assertThat(longest).isBetween(1300 - 8, 1300);
        narrow = Integer.MAX_VALUE;
        simulation.run(400 * SECOND);
        assertThat(longest).as("at rest").isLessThanOrEqualTo(1300);
        simulation.run(200 * SECOND);
        assertThat(longest).isEqualTo(1500);
        assertThat(transfer.done()).isFalse();
    }

    @Test
    void a_path_that_carries_all_is_never_probed() {
        finish(transfer("10.0.0.2", 4 << 20), 10 * SECOND);
        assertThat(counters().tcpMtuProbes).isZero();
        assertThat(counters().tcpBlackHoles).isZero();
    }
}
