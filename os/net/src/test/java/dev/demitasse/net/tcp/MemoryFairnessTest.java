package dev.demitasse.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.TcpConnection;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How connections share a server's memory when there is too little for all. */
class MemoryFairnessTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long BUDGET = 1 << 20;

    private final Simulation simulation = new Simulation(4);
    private final Link link = new Link(simulation, 1500).delay(10_000_000, 0).rate(100_000_000, 200);
    private final Host client = new Host(simulation, link.end(0), 64 << 20).address("10.0.0.1/24");
    private final Host server = new Host(simulation, link.end(1), BUDGET).address("10.0.0.2/24");
    private final TcpListener listener = listen();

    private TcpListener listen() {
        TcpSocket bound = server.stack().tcpSocket();
        bound.bind(new Endpoint(IpAddress.ANY_IPV4, 80));
        return bound.listen(128);
    }

    /** A connection's server side reads all that comes, and counts it. */
    private final class Upload {
        final TcpSocket sending = client.stack().tcpSocket();
        final TcpSocket receiving;
        private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
        private final ByteBuffer text = ByteBuffer.allocate(16 << 10);
        long received;
        long toSend;

        Upload() {
            sending.connect(new Endpoint(IpAddress.parse("10.0.0.2"), 80));
            simulation.run(SECOND / 2);
            receiving = listener.accept().orElseThrow();
        }

        /** Sends as much as goes, and reads it at the other end unless it is to lie there. */
        boolean step(boolean reads) {
            boolean did = false;
            while (toSend > 0) {
                int count = sending.write(text.clear().limit((int) Math.min(toSend, text.capacity())));
                if (count <= 0) {
                    break;
                }
                toSend -= count;
                did = true;
            }
            while (reads) {
                int count = receiving.read(buffer.clear());
                if (count <= 0) {
                    break;
                }
                received += count;
                did = true;
            }
            return did;
        }
    }

    private List<Upload> uploads(int number) {
        List<Upload> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            all.add(new Upload());
        }
        return all;
    }

    /** Has the server's side of all these fill its memory, be read, and then say nothing for a while. */
    private void fillAndRead(List<Upload> all) {
        for (Upload each : all) {
            each.toSend = 50_000;
            client.run(() -> each.step(false));
        }
        simulation.run(30 * SECOND);
        long lying = server.stack().connections().stream()
                .mapToLong(TcpConnection::toRead)
                .sum();
        assertThat(lying).as("the memory is full").isGreaterThan(BUDGET / 2);
        for (Upload each : all) {
            server.run(() -> each.step(true));
        }
        simulation.run(60 * SECOND);
        assertThat(all).allSatisfy(each -> assertThat(each.received).isEqualTo(50_000));
    }

    @Test
    void who_is_idle_gives_back_what_others_need() {
        fillAndRead(uploads(40));
        Upload late = new Upload();
        late.toSend = 2 << 20;
        client.run(() -> late.step(false));
        server.run(() -> late.step(true));
        boolean done = simulation.run(3 * SECOND, () -> late.received == 2 << 20);
        assertThat(done)
                .as("received " + late.received + "; with two kilobytes a round trip it would take twenty seconds")
                .isTrue();
    }

    @Test
    void who_does_not_read_does_not_stop_those_who_do() {
        for (Upload hoarder : uploads(40)) {
            hoarder.toSend = 1 << 20;
            client.run(() -> hoarder.step(false));
        }
        simulation.run(30 * SECOND);
        Upload late = new Upload();
        late.toSend = 100_000;
        client.run(() -> late.step(false));
        server.run(() -> late.step(true));
        assertThat(simulation.run(10 * SECOND, () -> late.received == 100_000))
                .as("received " + late.received)
                .isTrue();
    }

    @Test
    void many_that_are_equal_get_equal_shares() {
        link.rate(20_000_000, 100);
        List<Upload> all = uploads(20);
        for (Upload each : all) {
            each.toSend = Long.MAX_VALUE / 2;
            client.run(() -> each.step(false));
            server.run(() -> each.step(true));
        }
        simulation.run(10 * SECOND);
        double sum = 0;
        double squares = 0;
        for (Upload each : all) {
            sum += each.received;
            squares += (double) each.received * each.received;
        }
        assertThat(sum * sum / (all.size() * squares)).as("Jain's index").isGreaterThan(0.8);
    }
}
