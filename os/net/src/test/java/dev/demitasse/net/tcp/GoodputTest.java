package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.CongestionAlgorithm;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.LossDetection;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.TcpPolicy;
import dev.demitasse.net.simulation.BulkTransfer;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How much of a link a bulk transfer gets. */
class GoodputTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final Endpoint SERVER = new Endpoint(IpAddress.parse("10.0.0.2"), 80);
    private static final int RATE = 100_000_000;
    private static final int[] BUFFERS = {4, 16, 64, 256, 1024};
    private static final double[] LOSSES = {0, 0.001, 0.01, 0.03, 0.1};

    /** A link of 100 Mbit/s with a round trip in milliseconds, and what a test varies. */
    private record World(int roundTrip, double loss, TcpPolicy policy, int bufferKilobytes) {
        World(double loss, TcpPolicy policy) {
            this(50, loss, policy, 0);
        }

        /** Mbit/s of user data over so many seconds, the average of some seeds. */
        double goodput(int seconds, int seeds) {
            long bytes = 0;
            for (int seed = 1; seed <= seeds; seed++) {
                bytes += transfer(seconds, seed);
            }
            return bytes * 8.0 / seconds / seeds / 1e6;
        }

        private long transfer(int seconds, int seed) {
            Simulation simulation = new Simulation(seed);
            Link link = new Link(simulation, 1500, 4096, true)
                    .delay(roundTrip * MILLISECOND / 2, 0)
                    .rate(RATE, 500)
                    .faults(loss, 0, 0);
            Host client = new Host(simulation, link.end(0), 64 << 20, policy).address("10.0.0.1/24");
            Host server = new Host(simulation, link.end(1), 64 << 20, policy).address("10.0.0.2/24");
            BulkTransfer transfer = new BulkTransfer(client, server, SERVER, 1L << 40, 0, 64 << 10, seed);
            if (bufferKilobytes > 0) {
                transfer.clientSocket().setOption(SocketOption.SEND_BUFFER, bufferKilobytes << 10);
            }
            simulation.run(seconds * SECOND, transfer::done);
            return transfer.received();
        }
    }

    @Test
    void a_clean_link_is_filled() {
        assertThat(new World(0, TcpPolicy.DEFAULT).goodput(8, 1)).isGreaterThan(80);
    }

    /** Who only receives has measured a round trip in the handshake, and cannot measure another by what it sends. */
    @Test
    void a_path_that_becomes_longer_after_the_handshake_is_filled_too() {
        Simulation simulation = new Simulation(1);
        Link link =
                new Link(simulation, 1500, 4096, true).delay(MILLISECOND / 4, 0).rate(RATE, 500);
        Host client = new Host(simulation, link.end(0), 64 << 20).address("10.0.0.1/24");
        Host server = new Host(simulation, link.end(1), 64 << 20).address("10.0.0.2/24");
        BulkTransfer transfer = new BulkTransfer(client, server, SERVER, 1L << 40, 0, 64 << 10, 1);
        simulation.run(SECOND, () -> transfer.received() > 0);
        link.delay(25 * MILLISECOND, 0);
        simulation.run(2 * SECOND);
        long before = transfer.received();
        simulation.run(8 * SECOND);
        assertThat((transfer.received() - before) * 8.0 / 8 / 1e6).isGreaterThan(80);
    }

    @Test
    void cubic_gets_more_than_new_reno_out_of_a_link_that_loses_one_segment_of_a_hundred() {
        TcpPolicy byCount = TcpPolicy.DEFAULT.withLossDetection(LossDetection.DUPLICATE_ACKNOWLEDGMENTS);
        TcpPolicy newReno = TcpPolicy.DEFAULT.withCongestionControl(CongestionAlgorithm.NEW_RENO);
        double cubic = new World(0.01, TcpPolicy.DEFAULT).goodput(60, 4);
        double counting = new World(0.01, byCount).goodput(60, 4);
        double reno = new World(0.01, newReno).goodput(60, 4);
        System.out.printf(
                "goodput at 50 ms and 1 %% loss: CUBIC with RACK %.2f, CUBIC with RFC 6675 %.2f, NewReno with RACK %.2f Mbit/s%n",
                cubic, counting, reno);
        assertThat(cubic).isGreaterThan(reno * 1.05).isGreaterThan(counting * 0.9);
        double mathis =
                1448 * 8 / 0.05 * Math.sqrt(1.5 / 0.01) / 1e6; // MSS / RTT * sqrt(3 / 2p), Reno without timeouts
        assertThat(reno).as("timeouts would show here").isGreaterThan(mathis * 0.85);
    }

    /** The matrix of smoltcp's network simulation: no cell may move by more than a fifth unseen. */
    @Test
    void throughput_over_send_buffer_and_loss_is_what_the_snapshot_says() throws IOException, URISyntaxException {
        StringBuilder table = new StringBuilder("buffer/loss");
        for (double loss : LOSSES) {
            table.append(String.format(" %7.1f%%", loss * 100));
        }
        for (int buffer : BUFFERS) {
            table.append(String.format("%n%6d KiB  ", buffer));
            for (double loss : LOSSES) {
                double got =
                        new World(20, loss, TcpPolicy.DEFAULT, buffer).goodput(loss == 0 ? 4 : 15, loss == 0 ? 1 : 3);
                table.append(String.format(" %8.3f", got));
            }
        }
        table.append(System.lineSeparator());
        Path snapshot = Path.of(Objects.requireNonNull(GoodputTest.class.getResource("/throughput.txt"))
                .toURI());
        if (Boolean.getBoolean("demitasse.net.snapshot")) {
            Files.writeString(Path.of("src/test/resources/throughput.txt"), table);
        }
        List<String> before = Files.readAllLines(snapshot);
        List<String> now = table.toString().lines().toList();
        assertThat(now).hasSameSizeAs(before);
        for (int row = 1; row < now.size(); row++) {
            String[] expected = before.get(row).strip().split(" +");
            String[] got = now.get(row).strip().split(" +");
            for (int cell = 2; cell < got.length; cell++) {
                double ratio = Double.parseDouble(got[cell]) / Double.parseDouble(expected[cell]);
                assertThat(ratio)
                        .as(
                                "row %d: %s, was %s; -Ddemitasse.net.snapshot=true rewrites it%n%s",
                                row, got[cell], expected[cell], table)
                        .isBetween(0.8, 1.25);
            }
        }
    }
}
