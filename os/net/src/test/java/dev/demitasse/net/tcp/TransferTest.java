package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Counters;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.simulation.BulkTransfer;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole transfers between two stacks over links with faults. */
class TransferTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Endpoint SERVER = new Endpoint(IpAddress.parse("10.0.0.2"), 80);
    private static final Endpoint SERVER_6 = new Endpoint(IpAddress.parse("2001:db8::2"), 80);

    @Test
    void a_perfect_link_carries_all_bytes_without_retransmission() {
        Simulation simulation = new Simulation(1);
        Link link = new Link(simulation, 1500).delay(1_000_000, 0);
        Host client = new Host(simulation, link.end(0)).address("10.0.0.1/24");
        Host server = new Host(simulation, link.end(1)).address("10.0.0.2/24");

        BulkTransfer transfer = new BulkTransfer(client, server, SERVER, 1 << 20, 1 << 20, 8192, 1);

        assertThat(simulation.run(60 * SECOND, transfer::done))
                .as(transfer.toString())
                .isTrue();
        assertThat(client.stack().counters().tcpRetransSegs).isZero();
        assertThat(server.stack().counters().tcpRetransSegs).isZero();
    }

    @Test
    void a_perfect_link_carries_all_bytes_over_ipv6_without_retransmission() {
        Simulation simulation = new Simulation(1);
        Link link = new Link(simulation, 1500).delay(1_000_000, 0);
        Host client = new Host(simulation, link.end(0)).address("2001:db8::1/64");
        Host server = new Host(simulation, link.end(1)).address("2001:db8::2/64");
        simulation.run(2 * SECOND);

        BulkTransfer transfer = new BulkTransfer(client, server, SERVER_6, 1 << 20, 1 << 20, 8192, 1);

        assertThat(simulation.run(60 * SECOND, transfer::done))
                .as(transfer.toString())
                .isTrue();
        assertThat(client.stack().counters().tcpRetransSegs).isZero();
        assertThat(server.stack().counters().tcpRetransSegs).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.", "2001:db8::"})
    void devices_that_cut_and_join_segments_carry_all_bytes_in_few_packets(String network) {
        Simulation simulation = new Simulation(1);
        Link link = new Link(simulation, 1500).delay(1_000_000, 0).rate(1_000_000_000, 100_000);
        link.segmentation(0, 100_000).segmentation(1, 100_000);
        String length = network.endsWith(":") ? "/64" : "/24";
        Host client = new Host(simulation, link.end(0)).address(network + 1 + length);
        Host server = new Host(simulation, link.end(1)).address(network + 2 + length);
        simulation.run(2 * SECOND);

        Endpoint at = new Endpoint(IpAddress.parse(network + 2), 80);
        BulkTransfer transfer = new BulkTransfer(client, server, at, 4 << 20, 4 << 20, 65_536, 1);

        assertThat(simulation.run(60 * SECOND, transfer::done))
                .as(transfer.toString())
                .isTrue();
        for (Host host : List.of(client, server)) {
            Counters counters = host.stack().counters();
            assertThat(counters.tcpRetransSegs).isZero();
            assertThat(counters.tcpOutSegs).isGreaterThan((4 << 20) / 1460);
            assertThat(counters.tcpInSegs).isGreaterThan((4 << 20) / 1460);
            assertThat(counters.ipOutRequests).isLessThan(counters.tcpOutSegs / 4);
            assertThat(counters.ipInReceives).isLessThan(counters.tcpInSegs / 4);
        }
    }

    /** Each world is of one thread; several run side by side. */
    @Test
    void ten_thousand_random_worlds_lose_no_byte() {
        int worlds = Integer.getInteger("demitasse.net.worlds", 10_000);
        long passed = new Random(20261124)
                .longs(worlds)
                .parallel()
                .peek(TransferTest::mustLoseNothing)
                .mapToObj(seed -> seed)
                .toList()
                .size();
        assertThat(passed).isEqualTo(worlds);
    }

    private static void mustLoseNothing(long seed) {
        try {
            new RandomWorld(seed).run(0);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + "L\n" + replay(seed), e);
        }
    }

    /** The last frames of a world that failed. */
    private static String replay(long seed) {
        try {
            new RandomWorld(seed).run(120);
            return "passes when replayed";
        } catch (RuntimeException | AssertionError e) {
            return String.valueOf(e.getMessage());
        }
    }
}
