package dev.demitasse.net.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.simulation.DhcpServer;
import dev.demitasse.net.simulation.FarEnd;
import dev.demitasse.net.simulation.Frames;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import dev.demitasse.net.wire.DhcpMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may use an address: RFC 5227, and RFC 3927 where nobody gives any. */
class AddressConflictTest {
    private static final long SECOND = 1_000_000_000L;
    private static final IpAddress OWN = IpAddress.parse("10.0.0.1");

    /** An ARP packet that the stack has sent. */
    private record Arp(long time, int operation, IpAddress sender, IpAddress target) {
        boolean announces(IpAddress address) {
            return operation == 1 && sender.equals(address) && target.equals(address);
        }

        boolean probes(IpAddress address) {
            return operation == 1 && sender.isAny() && target.equals(address);
        }
    }

    private final Simulation simulation = new Simulation(11);
    private final List<Arp> sent = new ArrayList<>();
    private final FarEnd wire = new FarEnd(1500, frame -> {})
            .watchArp(frame -> sent.add(new Arp(
                    simulation.nanoTime(),
                    frame[21],
                    IpAddress.ofIpv4(Frames.number(frame, 28)),
                    IpAddress.ofIpv4(Frames.number(frame, 38)))));
    private final NetworkStack stack = new Host(simulation, wire.device()).stack();
    private final Interface eth0 = stack.interfaceNamed("eth0").orElseThrow();

    /** An ARP request of another host. */
    private void request(String sender, IpAddress target) {
        byte[] frame = new byte[42];
        System.arraycopy(new byte[] {-1, -1, -1, -1, -1, -1, 2, 0, 0, 0, 0, 9, 8, 6}, 0, frame, 0, 14);
        System.arraycopy(new byte[] {0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 9}, 0, frame, 14, 14);
        System.arraycopy(IpAddress.parse(sender).bytes(), 0, frame, 28, 4);
        System.arraycopy(target.bytes(), 0, frame, 38, 4);
        wire.device().arrive(frame);
        simulation.run(1);
    }

    @Test
    void an_address_set_by_hand_is_used_at_once_and_announced_twice() {
        eth0.addAddress(InterfaceAddress.parse("10.0.0.1/24"));
        simulation.run(10 * SECOND);
        assertThat(sent).hasSize(2).allMatch(arp -> arp.announces(OWN));
        assertThat(sent.get(1).time - sent.get(0).time).isEqualTo(2 * SECOND);
    }

    @Test
    void an_address_set_by_hand_is_defended_but_not_more_than_every_ten_seconds_and_never_given_up() {
        eth0.addAddress(InterfaceAddress.parse("10.0.0.1/24"));
        simulation.run(10 * SECOND);
        sent.clear();
        for (int i = 0; i < 21; i++) {
            request("10.0.0.1", IpAddress.parse("10.0.0.1"));
            simulation.run(SECOND);
        }
        assertThat(sent).hasSize(3).allMatch(arp -> arp.announces(OWN));
        assertThat(eth0.configured()).isTrue();
        assertThat(stack.counters().arpConflicts).isEqualTo(21);
    }

    @Test
    void a_probe_of_another_host_for_our_address_is_answered_so_that_it_learns() {
        eth0.addAddress(InterfaceAddress.parse("10.0.0.1/24"));
        simulation.run(10 * SECOND);
        sent.clear();
        request("0.0.0.0", OWN);
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().operation).isEqualTo(2);
        assertThat(sent.getFirst().sender).isEqualTo(OWN);
    }

    @Test
    void without_a_server_the_interface_gets_a_link_local_address_that_it_has_asked_for_three_times() {
        eth0.startDhcp("");
        simulation.run(30 * SECOND);
        assertThat(eth0.addresses()).hasSize(1);
        InterfaceAddress got = eth0.addresses().getFirst();
        assertThat(got.toString()).startsWith("169.254.").endsWith("/16");
        assertThat(sent).hasSize(5);
        assertThat(sent.subList(0, 3)).allMatch(arp -> arp.probes(got.address()));
        assertThat(sent.subList(3, 5)).allMatch(arp -> arp.announces(got.address()));
        for (int i = 1; i < 3; i++) {
            assertThat(sent.get(i).time - sent.get(i - 1).time).isBetween(SECOND, 2 * SECOND);
        }
        assertThat(sent.get(3).time - sent.get(2).time).isEqualTo(2 * SECOND);
    }

    @Test
    void a_link_local_address_that_somebody_has_or_wants_is_not_taken() {
        eth0.startDhcp("");
        simulation.run(60 * SECOND, () -> !sent.isEmpty());
        IpAddress first = sent.getLast().target;
        request(first.toString(), IpAddress.parse("169.254.7.7"));
        simulation.run(2 * SECOND, () -> !sent.getLast().target.equals(first));
        IpAddress second = sent.getLast().target;
        assertThat(second).isNotEqualTo(first);
        request("0.0.0.0", second);
        simulation.run(20 * SECOND);
        assertThat(eth0.addresses()).hasSize(1);
        assertThat(eth0.addresses().getFirst().address()).isNotIn(first, second);
    }

    @Test
    void after_ten_conflicts_there_is_one_attempt_a_minute() {
        eth0.startDhcp("");
        long end = simulation.nanoTime() + 300 * SECOND;
        int conflicts = 0;
        while (simulation.nanoTime() < end) {
            int before = sent.size();
            simulation.run(SECOND, () -> sent.size() > before);
            if (sent.size() > before) {
                conflicts++;
                request(sent.getLast().target.toString(), OWN);
            }
        }
        assertThat(conflicts).isBetween(11, 16);
        assertThat(eth0.configured()).isFalse();
    }

    @Test
    void a_link_local_address_is_given_up_at_the_second_conflict_within_ten_seconds() {
        eth0.startDhcp("");
        simulation.run(30 * SECOND);
        IpAddress first = eth0.addresses().getFirst().address();
        request(first.toString(), first);
        assertThat(sent.getLast().announces(first)).as("defended once").isTrue();
        request(first.toString(), first);
        assertThat(eth0.configured()).isFalse();
        simulation.run(20 * SECOND);
        assertThat(eth0.addresses().getFirst().address()).isNotEqualTo(first);
    }

    @Test
    void a_lease_replaces_the_link_local_address() {
        Link link = new Link(simulation, 1500).delay(1_000_000, 0);
        Host client = new Host(simulation, link.end(0));
        Host other = new Host(simulation, link.end(1)).address("10.0.0.1/24");
        DhcpServer server = new DhcpServer(other, OWN);
        server.silent(true);
        Interface interfaceOfClient = client.stack().interfaceNamed("eth0").orElseThrow();
        interfaceOfClient.startDhcp("");
        simulation.run(40 * SECOND);
        assertThat(interfaceOfClient.addresses().toString()).contains("169.254.");
        server.silent(false);
        simulation.run(70 * SECOND);
        assertThat(interfaceOfClient.addresses()).containsExactly(InterfaceAddress.parse("10.0.0.77/24"));
    }

    @Test
    void a_leased_address_that_another_host_insists_on_is_declined() {
        Link link = new Link(simulation, 1500).delay(1_000_000, 0);
        Host client = new Host(simulation, link.end(0));
        Host other = new Host(simulation, link.end(1)).address("10.0.0.1/24");
        DhcpServer server = new DhcpServer(other, OWN);
        Interface leased = client.stack().interfaceNamed("eth0").orElseThrow();
        leased.startDhcp("");
        simulation.run(SECOND);
        assertThat(leased.configured()).isTrue();
        other.address("10.0.0.77/24"); // announces itself twice: one is defended against, the next decides
        simulation.run(3 * SECOND);
        assertThat(leased.configured()).isFalse();
        DhcpMessage last = server.received().getLast();
        assertThat(last.type()).isEqualTo(DhcpMessage.DECLINE);
        assertThat(last.requestedAddress()).contains(IpAddress.parse("10.0.0.77"));
        assertThat(last.serverIdentifier()).contains(OWN);
        server.offer(IpAddress.parse("10.0.0.78"));
        simulation.run(20 * SECOND);
        assertThat(leased.addresses()).containsExactly(InterfaceAddress.parse("10.0.0.78/24"));
    }

    @Test
    void with_probing_a_leased_address_is_used_only_when_nobody_has_it() {
        Link link = new Link(simulation, 1500).delay(1_000_000, 0);
        Host client = Host.probing(simulation, link.end(0));
        Host other = new Host(simulation, link.end(1)).address("10.0.0.1/24").address("10.0.0.77/24");
        DhcpServer server = new DhcpServer(other, OWN);
        Interface leased = client.stack().interfaceNamed("eth0").orElseThrow();
        leased.startDhcp("");
        simulation.run(8 * SECOND);
        assertThat(leased.configured()).isFalse();
        assertThat(server.received().getLast().type()).isEqualTo(DhcpMessage.DECLINE);
        server.offer(IpAddress.parse("10.0.0.78"));
        simulation.run(6 * SECOND);
        assertThat(leased.configured()).as("ten seconds later at the earliest").isFalse();
        simulation.run(20 * SECOND);
        assertThat(leased.addresses()).containsExactly(InterfaceAddress.parse("10.0.0.78/24"));
    }
}
