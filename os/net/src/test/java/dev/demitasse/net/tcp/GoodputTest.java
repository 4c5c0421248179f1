package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.CongestionAlgorithm;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.LossDetection;
import dev.demitasse.net.TcpPolicy;
import dev.demitasse.net.simulation.BulkTransfer;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import org.junit.jupiter.api.Test;

/** How much of a link a bulk transfer gets. */
class GoodputTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final Endpoint SERVER = new Endpoint(IpAddress.parse("10.0.0.2"), 80);
    private static final int SEEDS = 4;

    /** Bits of user data a second over {@code seconds}, the average of some seeds, on a link of 100 Mbit/s and 50 ms. */
    private static double goodput(TcpPolicy policy, double loss, int seconds) {
        long bytes = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            Simulation simulation = new Simulation(seed);
            Link link = new Link(simulation, 1500, 4096, true)
                    .delay(25 * MILLISECOND, 0)
                    .rate(100_000_000, 500)
                    .faults(loss, 0, 0);
            Host client = new Host(simulation, link.end(0), 64 << 20, policy).address("10.0.0.1/24");
            Host server = new Host(simulation, link.end(1), 64 << 20, policy).address("10.0.0.2/24");
            BulkTransfer transfer = new BulkTransfer(client, server, SERVER, 1L << 40, 0, 64 << 10, seed);
            simulation.run(seconds * SECOND, transfer::done);
            bytes += transfer.received();
        }
        return bytes * 8.0 / seconds / SEEDS;
    }

    @Test
    void a_clean_link_is_filled() {
        assertThat(goodput(TcpPolicy.DEFAULT, 0, 10)).isGreaterThan(80e6);
    }

    @Test
    void cubic_gets_more_than_new_reno_out_of_a_link_that_loses_one_segment_of_a_hundred() {
        double cubic = goodput(TcpPolicy.DEFAULT, 0.01, 30);
        double reno = goodput(TcpPolicy.DEFAULT.withCongestionControl(CongestionAlgorithm.NEW_RENO), 0.01, 30);
        double byCount =
                goodput(TcpPolicy.DEFAULT.withLossDetection(LossDetection.DUPLICATE_ACKNOWLEDGMENTS), 0.01, 30);
        System.out.printf(
                "goodput at 1 %% loss: CUBIC with RACK %.2f, CUBIC with RFC 6675 %.2f, NewReno with RACK %.2f Mbit/s%n",
                cubic / 1e6, byCount / 1e6, reno / 1e6);
        assertThat(cubic).isGreaterThan(reno);
    }
}
