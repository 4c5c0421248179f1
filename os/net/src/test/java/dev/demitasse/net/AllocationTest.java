package dev.demitasse.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.demitasse.machine.Clock;
import dev.demitasse.net.simulation.MemoryLink;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In steady state the packet path allocates nothing: counted, not hoped. */
class AllocationTest {
    private static final int SEGMENTS = 20_000;

    /** Less than one small object for a hundred segments is none for each. */
    private static final long NOISE = SEGMENTS / 100 * 16;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private MemoryLink link = new MemoryLink();
    private long now = 1_000_000_000L;
    private NetworkStack a;
    private NetworkStack b;

    private final Clock clock = new Clock() {
        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public long epochNanos() {
            return now;
        }
    };

    AllocationTest() {
        a = link.stack(0, clock, "10.0.0.1/24", "2001:db8::1/64");
        b = link.stack(1, clock, "10.0.0.2/24", "2001:db8::2/64");
    }

    /** As if duplicates of the addresses had been looked for in vain. */
    private void settle() {
        now += 2_000_000_000L;
        poll();
        poll();
    }

    private void poll() {
        now += 10_000;
        a.poll();
        b.poll();
        a.poll();
    }

    private long allocated() {
        return threads.getCurrentThreadAllocatedBytes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2", "2001:db8::2"})
    void bulk_tcp_allocates_nothing_per_segment(String address) {
        settle();
        TcpSocket listening = b.tcpSocket();
        listening.bind(new Endpoint(IpAddress.ANY_IPV6, 80));
        TcpListener listener = listening.listen(1);
        TcpSocket client = a.tcpSocket();
        client.connect(new Endpoint(IpAddress.parse(address), 80));
        for (int i = 0; i < 5; i++) {
            poll();
        }
        TcpSocket server = listener.accept().orElseThrow();
        ByteBuffer out = ByteBuffer.allocate(64 << 10);
        ByteBuffer in = ByteBuffer.allocate(64 << 10);
        transfer(client, server, out, in, 40L * SEGMENTS * 1448 / 20);
        long segmentsBefore = a.counters().tcpOutSegs;
        long before = allocated();
        transfer(client, server, out, in, SEGMENTS * 1448L);
        long after = allocated();
        assertThat(a.counters().tcpOutSegs - segmentsBefore).isGreaterThanOrEqualTo(SEGMENTS);
        assertThat(a.counters().tcpRetransSegs).isZero();
        assertThat(after - before).isLessThan(NOISE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2", "2001:db8::2"})
    void bulk_tcp_over_devices_that_cut_and_join_segments_allocates_nothing(String address) {
        link = new MemoryLink(true);
        a = link.stack(0, clock, "10.0.0.1/24", "2001:db8::1/64");
        b = link.stack(1, clock, "10.0.0.2/24", "2001:db8::2/64");
        bulk_tcp_allocates_nothing_per_segment(address);
        assertThat(a.counters().ipOutRequests).isLessThan(a.counters().tcpOutSegs / 10);
        assertThat(b.counters().ipOutRequests).isLessThan(a.counters().tcpOutSegs / 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2", "2001:db8::2"})
    void loss_recovery_allocates_nothing_per_segment(String address) {
        settle();
        TcpSocket listening = b.tcpSocket();
        listening.bind(new Endpoint(IpAddress.ANY_IPV6, 80));
        TcpListener listener = listening.listen(1);
        TcpSocket client = a.tcpSocket();
        client.connect(new Endpoint(IpAddress.parse(address), 80));
        for (int i = 0; i < 5; i++) {
            poll();
        }
        TcpSocket server = listener.accept().orElseThrow();
        link.loseEvery(50);
        ByteBuffer out = ByteBuffer.allocate(64 << 10);
        ByteBuffer in = ByteBuffer.allocate(64 << 10);
        transfer(client, server, out, in, 5L * SEGMENTS * 1448 / 20);
        long before = allocated();
        transfer(client, server, out, in, SEGMENTS * 1448L);
        long after = allocated();
        assertThat(a.counters().tcpFastRetransmits).isGreaterThan(100);
        assertThat(a.counters().tcpRetransSegs).isGreaterThan(SEGMENTS / 50);
        assertThat(after - before).isLessThan(NOISE);
    }

    private void transfer(TcpSocket client, TcpSocket server, ByteBuffer out, ByteBuffer in, long bytes) {
        long received = 0;
        while (received < bytes) {
            client.write(out.clear());
            poll();
            int count = server.read(in.clear());
            received += Math.max(0, count);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2", "2001:db8::2"})
    void requests_and_answers_over_tcp_allocate_nothing(String address) {
        settle();
        TcpSocket listening = b.tcpSocket();
        listening.bind(new Endpoint(IpAddress.ANY_IPV6, 80));
        TcpListener listener = listening.listen(1);
        TcpSocket client = a.tcpSocket();
        client.connect(new Endpoint(IpAddress.parse(address), 80));
        for (int i = 0; i < 5; i++) {
            poll();
        }
        TcpSocket server = listener.accept().orElseThrow();
        ByteBuffer buffer = ByteBuffer.allocateDirect(100);
        pingPong(client, server, buffer, SEGMENTS / 4);
        long before = allocated();
        pingPong(client, server, buffer, SEGMENTS / 2);
        assertThat(allocated() - before).isLessThan(NOISE);
    }

    private void pingPong(TcpSocket client, TcpSocket server, ByteBuffer buffer, int rounds) {
        for (int i = 0; i < rounds; i++) {
            client.write(buffer.clear());
            poll();
            assertThatCount(server.read(buffer.clear()));
            server.write(buffer.clear());
            poll();
            assertThatCount(client.read(buffer.clear()));
        }
    }

    private static void assertThatCount(int count) {
        if (count != 100) {
            throw new AssertionError("read " + count + " bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2", "2001:db8::2"})
    void datagrams_allocate_nothing(String address) {
        settle();
        UdpSocket server = b.udpSocket();
        server.bind(new Endpoint(IpAddress.ANY_IPV6, 7));
        UdpSocket client = a.udpSocket();
        Endpoint target = new Endpoint(IpAddress.parse(address), 7);
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        DatagramSource source = new DatagramSource();
        client.send(buffer.clear(), target); // which finds the hardware addresses
        poll();
        poll();
        server.receive(buffer.clear(), source);
        exchange(client, server, target, buffer, source, SEGMENTS / 4);
        long before = allocated();
        exchange(client, server, target, buffer, source, SEGMENTS);
        assertThat(allocated() - before).isLessThan(NOISE);
    }

    private void exchange(
            UdpSocket client, UdpSocket server, Endpoint target, ByteBuffer buffer, DatagramSource source, int count) {
        for (int i = 0; i < count; i++) {
            client.send(buffer.clear(), target);
            poll();
            if (server.receive(buffer.clear(), source) != 1000) {
                throw new AssertionError("datagram " + i + " is missing");
            }
        }
    }
}
