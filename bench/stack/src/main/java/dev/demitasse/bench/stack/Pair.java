package dev.demitasse.bench.stack;

import dev.demitasse.machine.Clock;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.simulation.MemoryLink;

/** Two stacks on a link in memory, with one connection between them. Confined to one thread. */
final class Pair {
    /** How much later it is at each round, as on a fast link. */
    private static final long ROUND_NANOS = 10_000;

    private static final long TWO_SECONDS = 2_000_000_000L;

    private static final class Now implements Clock {
        private long nanos = 1_000_000_000L;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public long epochNanos() {
            return nanos;
        }
    }

    final TcpSocket client;
    final TcpSocket server;
    private final Now clock = new Now();
    private final NetworkStack near;
    private final NetworkStack far;

    /**
     * Connects.
     *
     * @param network {@code "10.0.0."} or {@code "2001:db8::"}
     * @param segmenting whether the devices cut and join segments
     */
    Pair(String network, boolean segmenting) {
        MemoryLink link = new MemoryLink(segmenting);
        String prefix = network.endsWith(":") ? "/64" : "/24";
        near = link.stack(0, clock, network + 1 + prefix);
        far = link.stack(1, clock, network + 2 + prefix);
        clock.nanos += TWO_SECONDS; // by then nobody has objected to the addresses
        round();
        TcpSocket listening = far.tcpSocket();
        listening.bind(new Endpoint(IpAddress.ANY_IPV6, 80));
        TcpListener listener = listening.listen(1);
        client = near.tcpSocket();
        client.connect(new Endpoint(IpAddress.parse(network + 2), 80));
        for (int i = 0; i < 5; i++) {
            round();
        }
        server = listener.accept().orElseThrow();
    }

    /** Lets both do what there is to do. */
    void round() {
        clock.nanos += ROUND_NANOS;
        near.poll();
        far.poll();
        near.poll();
    }
}
