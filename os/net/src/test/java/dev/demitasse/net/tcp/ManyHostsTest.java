package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.simulation.BulkTransfer;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import dev.demitasse.net.simulation.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hosts behind a switch, each over a wire with faults of its own, and many connections among them at once. */
class ManyHostsTest {
    private static final long SECOND = 1_000_000_000L;

    /** By then TIME-WAIT is over. */
    private static final long AFTERWARDS = 200 * SECOND;

    @Test
    void a_hundred_networks_of_many_hosts_lose_no_byte_and_leave_nothing_behind() {
        int worlds = Integer.getInteger("demitasse.net.networks", 100);
        for (long seed : new Random(20261130).longs(worlds).toArray()) {
            try {
                run(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + "L: " + e.getMessage(), e);
            }
        }
    }

    private static void run(long seed) {
        Simulation simulation = new Simulation(seed);
        Random random = new Random(seed ^ 0x88);
        boolean six = random.nextInt(3) == 0;
        String network = six ? "2001:db8::" : "10.0.0.";
        Switch hub = new Switch(simulation, 1500);
        List<Host> hosts = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        int count = 3 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Link link = faulty(hub.connect(), random);
            long budget = random.nextInt(4) == 0 ? 64 << 10 : 8 << 20;
            links.add(link);
            hosts.add(new Host(simulation, link.end(0), budget).address(network + (i + 1) + (six ? "/64" : "/24")));
        }
        simulation.run(2 * SECOND);
        List<BulkTransfer> transfers = new ArrayList<>();
        int connections = 2 + random.nextInt(2 * count);
        for (int i = 0; i < connections; i++) {
            int from = random.nextInt(count);
            int to = (from + 1 + random.nextInt(count - 1)) % count;
            transfers.add(new BulkTransfer(
                    hosts.get(from),
                    hosts.get(to),
                    new Endpoint(IpAddress.parse(network + (to + 1)), 1000 + i),
                    random.nextInt(60_000),
                    random.nextInt(60_000),
                    1 + random.nextInt(8000),
                    seed + i));
        }
        if (random.nextInt(3) == 0) {
            cutForAWhile(simulation, transfers, links.get(random.nextInt(count)), random);
        }
        assertThat(simulation.run(3600 * SECOND, () -> transfers.stream().allMatch(BulkTransfer::done)))
                .as(transfers.toString())
                .isTrue();
        simulation.run(AFTERWARDS);
        hosts.forEach(Host::checkNothingHeld);
    }

    private static Link faulty(Link link, Random random) {
        link.sparingResolution()
                .delay(random.nextInt(20_000_000), random.nextInt(4) == 0 ? random.nextInt(5_000_000) : 0)
                .faults(random.nextDouble() * 0.04, random.nextDouble() * 0.02, random.nextDouble() * 0.01);
        if (random.nextBoolean()) {
            link.rate(2_000_000 + random.nextInt(100_000_000), 20 + random.nextInt(200));
        }
        if (random.nextInt(3) == 0) {
            link.reordering(random.nextDouble() * 0.2, random.nextInt(10_000_000));
        }
        return link;
    }

    /** One host is away for up to a minute, once all connections are there. */
    private static void cutForAWhile(Simulation simulation, List<BulkTransfer> transfers, Link link, Random random) {
        long length = (long) (random.nextDouble() * 60 * SECOND);
        simulation.after(SECOND, () -> {
            if (transfers.stream().allMatch(BulkTransfer::established)) {
                link.cut(true);
                simulation.after(length, () -> link.cut(false));
            }
        });
    }
}
