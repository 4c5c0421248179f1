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
import dev.demitasse.net.simulation.SegmentWatch;
import dev.demitasse.net.simulation.Simulation;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** Two hosts, a link with faults, and a transfer both ways, all of it as a seed says. Confined to one thread. */
final class RandomWorld {
    private static final long SECOND = 1_000_000_000L;
    /** By then TIME-WAIT is over. */
    private static final long AFTERWARDS = 200 * SECOND;

    private static final Endpoint SERVER = new Endpoint(IpAddress.parse("10.0.0.2"), 80);
    private static final Endpoint SERVER_6 = new Endpoint(IpAddress.parse("2001:db8::2"), 80);

    private final long seed;
    private final Consumer<Link> sabotage;

    RandomWorld(long seed) {
        this(seed, link -> {});
    }

    /** One whose link does something besides. */
    RandomWorld(long seed, Consumer<Link> sabotage) {
        this.seed = seed;
        this.sabotage = sabotage;
    }

    /**
     * Runs it to its end.
     *
     * @param traceLength how many of its last frames a failure shows
     * @return what names every frame of it, with its time and its fate
     * @throws AssertionError when a byte is wrong or the end does not come
     */
    long run(int traceLength) {
        Simulation simulation = new Simulation(seed);
        SegmentWatch watch = new SegmentWatch();
        Random random = new Random(seed ^ 0x77);
        boolean six = random.nextInt(3) == 0;
        int least = six ? 1280 : 576;
        int mtu = least + random.nextInt(1500 - least + 1);
        Link link = new Link(simulation, mtu, 64 + random.nextInt(256), random.nextBoolean());
        link.trace(traceLength)
                .watch(watch)
                .sparingResolution()
                .delay(random.nextInt(50_000_000), random.nextInt(4) == 0 ? random.nextInt(10_000_000) : 0);
        double loss = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.1;
        link.faults(loss, random.nextDouble() * 0.02, random.nextDouble() * 0.02);
        if (random.nextBoolean()) {
            link.rate(1_000_000 + random.nextInt(100_000_000), 20 + random.nextInt(200));
        }
        Set<Integer> stripped = new HashSet<>();
        for (int kind : new int[] {2, 3, 4, 8}) {
            if (random.nextInt(5) == 0) {
                stripped.add(kind);
            }
        }
        link.stripOptions(stripped);
        long budget = random.nextInt(5) == 0 ? 64 << 10 : 8 << 20;
        if (random.nextInt(3) == 0) {
            link.marks(random.nextDouble() * 0.2);
        }
        if (random.nextInt(3) == 0) {
            link.reordering(random.nextDouble() * 0.3, random.nextInt(20_000_000));
        }
        segment(link, new Random(seed ^ 0x60));
        sabotage.accept(link);
        Host client = new Host(simulation, link.end(0), budget, policy(random))
                .address(six ? "2001:db8::1/64" : "10.0.0.1/24");
        Host server = new Host(simulation, link.end(1), budget, policy(random))
                .address(six ? "2001:db8::2/64" : "10.0.0.2/24");
        BulkTransfer transfer = new BulkTransfer(
                client,
                server,
                six ? SERVER_6 : SERVER,
                random.nextInt(60_000),
                random.nextInt(3) == 0 ? random.nextInt(200_000) : random.nextInt(5_000),
                1 + random.nextInt(20_000),
                seed);
        if (random.nextInt(8) == 0) {
            transfer.readSlowly(random.nextInt(200_000_000));
        }
        if (random.nextInt(10) == 0) {
            int narrow = least + 14 + random.nextInt(mtu - least + 1);
            link.filter(frame -> frame.length <= narrow); // and no router says so
        }
        if (random.nextInt(10) == 0) {
            cutForAWhile(simulation, link, transfer, random);
        }
        setBuffer(transfer, SocketOption.RECEIVE_BUFFER, random);
        setBuffer(transfer, SocketOption.SEND_BUFFER, random);
        try {
            assertThat(simulation.run(3600 * SECOND, transfer::done)).isTrue();
            assertThat(watch.segments()).isPositive();
            if ((seed & 7) == 0) { // for the time that it takes
                simulation.run(AFTERWARDS);
                client.checkNothingHeld();
                server.checkNothingHeld();
            }
        } catch (RuntimeException | AssertionError e) {
            String captures = traceLength == 0
                    ? ""
                    : client.writeCapture(seed + "-client") + " and " + server.writeCapture(seed + "-server") + "\n";
            throw new AssertionError(transfer + "\n" + captures + link.trace() + "\n" + e.getMessage(), e);
        }
        return link.fingerprint();
    }

    /** In a third of the worlds one device or both cut and join segments. */
    private static void segment(Link link, Random random) {
        boolean some = random.nextInt(3) == 0;
        int which = random.nextInt(3);
        for (int end = 0; end < 2; end++) {
            long hold = random.nextBoolean() ? 0 : random.nextInt(5_000_000);
            if (some && (which == 2 || which == end)) {
                link.segmentation(end, hold);
            }
        }
    }

    private static TcpPolicy policy(Random random) {
        return new TcpPolicy(
                CongestionAlgorithm.values()[random.nextInt(2)],
                LossDetection.values()[random.nextInt(2)],
                random.nextBoolean());
    }

    private static void setBuffer(BulkTransfer transfer, SocketOption option, Random random) {
        if (random.nextInt(6) == 0) {
            transfer.clientSocket().setOption(option, 2048 + random.nextInt(20_000));
        }
    }

    /** A partition of up to a minute, once the connection is there. */
    private static void cutForAWhile(Simulation simulation, Link link, BulkTransfer transfer, Random random) {
        long length = (long) (random.nextDouble() * 60 * SECOND);
        simulation.after((long) (random.nextDouble() * 2 * SECOND), () -> {
            if (transfer.established()) {
                link.cut(true);
                simulation.after(length, () -> link.cut(false));
            }
        });
    }
}
