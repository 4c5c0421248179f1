package dev.demitasse.net.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.Route;
import dev.demitasse.net.simulation.DhcpServer;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import dev.demitasse.net.wire.DhcpMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The DHCP client against a server of the simulation. */
class DhcpClientTest {
    private static final long SECOND = 1_000_000_000L;
    private static final IpAddress SERVER = IpAddress.parse("10.0.0.1");
    private final Simulation simulation = new Simulation(3);
    private final Link link = new Link(simulation, 1500).delay(1_000_000, 0);
    private final Host client = new Host(simulation, link.end(0));
    private final Host other = new Host(simulation, link.end(1)).address("10.0.0.1/24");
    private final DhcpServer server = new DhcpServer(other, SERVER);
    private final Interface eth0 = client.stack().interfaceNamed("eth0").orElseThrow();

    @Test
    void a_lease_configures_address_route_name_servers_domain_and_mtu() {
        server.mtu(1400);
        List<Boolean> told = new ArrayList<>();
        eth0.setConfigurationListener(i -> told.add(i.configured()));
        eth0.startDhcp("cup");
        assertThat(eth0.configured()).isFalse();
        simulation.run(SECOND);
        assertThat(eth0.addresses()).containsExactly(InterfaceAddress.parse("10.0.0.77/24"));
        assertThat(eth0.mtu()).isEqualTo(1400);
        assertThat(client.stack().routes())
                .contains(Route.byDefault(SERVER, eth0.index()))
                .hasSize(2);
        assertThat(client.stack().resolver().servers()).containsExactly(SERVER, IpAddress.parse("10.0.0.53"));
        assertThat(client.stack().resolver().searchDomains()).containsExactly("example.org");
        assertThat(told).containsExactly(true);
        assertThat(server.received())
                .extracting(DhcpMessage::type)
                .containsExactly(DhcpMessage.DISCOVER, DhcpMessage.REQUEST);
        assertThat(server.received().get(1).serverIdentifier()).contains(SERVER);
        assertThat(server.received().get(1).hostname()).isEqualTo("cup");
    }

    @Test
    void messages_are_sent_again_until_a_server_answers() {
        server.silent(true);
        eth0.startDhcp("");
        simulation.run(60 * SECOND);
        assertThat(server.received()).hasSizeBetween(4, 6);
        server.silent(false);
        simulation.run(70 * SECOND);
        assertThat(eth0.configured()).isTrue();
    }

    @Test
    void a_lossy_link_only_delays() {
        link.faults(0.4, 0.1, 0);
        eth0.startDhcp("");
        assertThat(simulation.run(1000 * SECOND, eth0::configured)).isTrue();
    }

    @Test
    void the_lease_is_renewed_at_half_time_from_its_server_alone() {
        eth0.startDhcp("");
        simulation.run(SECOND);
        simulation.run(48 * SECOND);
        assertThat(server.received()).hasSize(2);
        simulation.run(3 * SECOND);
        assertThat(server.received()).hasSize(3);
        DhcpMessage renewal = server.received().get(2);
        assertThat(renewal.clientAddress()).isEqualTo(IpAddress.parse("10.0.0.77"));
        assertThat(renewal.serverIdentifier()).isEmpty();
        assertThat(renewal.requestedAddress()).isEmpty();
        assertThat(renewal.broadcast()).isFalse();
        simulation.run(500 * SECOND);
        assertThat(eth0.configured()).isTrue();
        assertThat(server.received()).hasSizeBetween(10, 14);
    }

    @Test
    void a_silent_server_leads_to_rebinding_and_then_to_the_end_of_the_lease() {
        eth0.startDhcp("");
        simulation.run(SECOND);
        server.silent(true);
        simulation.run(90 * SECOND);
        assertThat(eth0.configured()).isTrue();
        assertThat(server.received().getLast().clientAddress()).isEqualTo(IpAddress.parse("10.0.0.77"));
        simulation.run(10 * SECOND);
        assertThat(eth0.configured()).isFalse();
        assertThat(client.stack().routes()).isEmpty();
        assertThat(client.stack().resolver().servers()).isEmpty();
        simulation.run(10 * SECOND);
        assertThat(server.received().getLast().type()).isEqualTo(DhcpMessage.DISCOVER);
        server.silent(false);
        simulation.run(70 * SECOND);
        assertThat(eth0.configured()).isTrue();
    }

    @Test
    void nak_ends_the_lease_and_begins_anew() {
        eth0.startDhcp("");
        simulation.run(SECOND);
        server.refuse(true);
        simulation.run(51 * SECOND);
        assertThat(eth0.configured()).isFalse();
        server.refuse(false);
        server.offer(IpAddress.parse("10.0.0.88"));
        simulation.run(70 * SECOND);
        assertThat(eth0.addresses()).containsExactly(InterfaceAddress.parse("10.0.0.88/24"));
    }

    @Test
    void an_infinite_lease_is_never_renewed() {
        server.lease(0xffff_ffffL);
        eth0.startDhcp("");
        simulation.run(100_000 * SECOND);
        assertThat(server.received()).hasSize(2);
        assertThat(eth0.configured()).isTrue();
    }

    @Test
    void stopping_gives_the_lease_back() {
        eth0.startDhcp("");
        simulation.run(SECOND);
        eth0.stopDhcp();
        simulation.run(SECOND);
        assertThat(server.received().getLast().type()).isEqualTo(DhcpMessage.RELEASE);
        assertThat(eth0.configured()).isFalse();
        simulation.run(200 * SECOND);
        assertThat(server.received()).hasSize(3);
    }

    @Test
    void loopback_refuses() {
        assertThatThrownBy(() -> client.stack().interfaces().getFirst().startDhcp(""))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("DHCP on lo");
    }
}
