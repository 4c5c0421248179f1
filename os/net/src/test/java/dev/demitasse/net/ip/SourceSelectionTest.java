package dev.demitasse.net.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.Route;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Ipv6Peer;
import dev.demitasse.net.simulation.Simulation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which address is sent from (RFC 6724 section 5), with examples of its section 10.1. */
class SourceSelectionTest {
    @ParameterizedTest
    @CsvSource({
        "2001:db8:1::1, 2001:db8:3::1, 2001:db8:3::1, rule 2: the appropriate scope",
        "ff05::1, 2001:db8:3::1, 2001:db8:3::1, rule 2: link-local reaches no site",
        "ff02::1, 2001:db8:3::1, fe80, rule 2: the smaller scope that reaches",
        "2001:db8:1::1, '2001:db8:1::1, 2001:db8:3::1', 2001:db8:1::1, rule 1: the same address",
        "2001:db8:1::5, '2001:db8:3::1, 2001:db8:1::2', 2001:db8:1::2, rule 8: the longest prefix",
        "2002:c633:6401::1, '2001:db8:1::2, 2002:c633:6401::d5e3', 2002:c633:6401::d5e3, rule 6: the same label",
        "fd00:1::9, '2001:db8:1::2, fd00:2::7', fd00:2::7, rule 6: local addresses for local ones",
        "2001:db8:9::9, 'fd00:2::7, 2001:db8:1::2', 2001:db8:1::2, rule 6: global addresses for global ones",
        "2001:db8:9::9, 'fec0::7, fd00::1', fd00::1, rule 2: the scope that reaches, although neither is fit",
    })
    void the_best_address_is_chosen(String destination, String own, String expected, String why) {
        Simulation simulation = new Simulation(3);
        NetworkStack stack = new Host(simulation, new Ipv6Peer(simulation).device()).stack();
        Interface eth0 = stack.interfaceNamed("eth0").orElseThrow();
        for (String address : own.split(", ")) {
            eth0.addAddress(new InterfaceAddress(IpAddress.parse(address), 64));
        }
        stack.addRoute(Route.byDefault(Ipv6Peer.LINK_LOCAL, 2));
        UdpSocket socket = stack.udpSocket();
        socket.connect(new Endpoint(IpAddress.parse(destination), 9));
        assertThat(socket.local().orElseThrow().address().toString()).as(why).startsWith(expected);
    }
}
