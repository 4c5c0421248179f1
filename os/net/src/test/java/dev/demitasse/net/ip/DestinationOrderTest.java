package dev.demitasse.net.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.Route;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Ipv6Peer;
import dev.demitasse.net.simulation.Simulation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In what order addresses are tried (RFC 6724 section 6), with examples of its section 10.2. */
class DestinationOrderTest {
    private static final String NOTHING = "";

    private static NetworkStack stack(String own) {
        Simulation simulation = new Simulation(3);
        NetworkStack stack = new Host(simulation, new Ipv6Peer(simulation).device()).stack();
        Interface eth0 = stack.interfaceNamed("eth0").orElseThrow();
        boolean six = false;
        for (String text : own.isEmpty() ? new String[0] : own.split(", ")) {
            IpAddress address = IpAddress.parse(text);
            six |= !address.isIpv4() && !address.isLinkLocal();
            eth0.addAddress(new InterfaceAddress(address, address.isIpv4() ? 24 : 64));
            if (address.isIpv4()) {
                int router = address.ipv4() & -1 << 8 | 0xfe;
                stack.addRoute(Route.byDefault(IpAddress.ofIpv4(router), 2));
            }
        }
        if (six) {
            stack.addRoute(Route.byDefault(Ipv6Peer.LINK_LOCAL, 2));
        }
        return stack;
    }

    private static List<IpAddress> addresses(String texts) {
        return Arrays.stream(texts.split(", ")).map(IpAddress::parse).toList();
    }

    @ParameterizedTest
    @CsvSource({
        // Section 10.2, those that do not need mobile nodes, temporary addresses or tunnels.
        "'2001:db8:1::2, 169.254.13.78', '2001:db8:1::1, 198.51.100.121', rule 2: the matching scope",
        "'fe80::1, 198.51.100.117', '198.51.100.121, 2001:db8:1::1', rule 1: IPv6 leads nowhere",
        "'2001:db8:1::2, 10.1.2.4', '2001:db8:1::1, 10.1.2.3', rule 6: higher precedence",
        "2001:db8:1::2, 'fe80::1, 2001:db8:1::1', rule 8: the smaller scope",
        "2001:db8:3f44::2, '2001:db8:3f44::1, 2001:db8:3ffe::1', rule 9: the longest prefix",
        "'2002:c633:6401::2, 2001:db8::2', '2001:db8:1::1, 2002:c633:6401::1', rule 6: 6to4 comes after what is native",
        "'2002:c633:6401::2, fe80::2', '2002:c633:6401::1, 2001:db8:1::1', rule 5: the matching label",
        // And what else hosts meet.
        "'fd00:1::2, 10.1.2.4', '10.1.2.3, 2001:db8:1::1', rule 5: local addresses do not lead to global ones",
        "'fd00:1::2, 10.1.2.4', '10.1.2.3, fd00:1::9', rule 6: after IPv4, as the table has it",
        "'', '::1, 127.0.0.1, 2001:db8:1::1', 'rule 6, and rule 1: without a network there are only ourselves'",
    })
    void the_best_destination_comes_first(String own, String expected, String why) {
        NetworkStack stack = stack(own == null ? NOTHING : own);
        List<IpAddress> ordered = addresses(expected);
        assertThat(stack.inOrder(ordered)).as(why).isEqualTo(ordered);
        assertThat(stack.inOrder(ordered.reversed())).as(why).isEqualTo(ordered);
    }

    /** Rule 9 would send all hosts of a network to the same one of many servers. */
    @Test
    void equal_addresses_of_ipv4_stay_in_the_order_in_which_the_server_had_them() {
        NetworkStack stack = stack("10.1.2.4");
        for (String order : new String[] {"10.1.2.3, 192.0.2.1, 198.51.100.9", "198.51.100.9, 192.0.2.1, 10.1.2.3"}) {
            assertThat(stack.inOrder(addresses(order))).isEqualTo(addresses(order));
        }
    }

    /** Whatever the addresses: none is lost, and neither their order nor that they were sorted before matters. */
    @Test
    void the_order_is_one_order() {
        Random random = new Random(4);
        String[] prefixes = {
            "2001:db8:%x::%x",
            "2002:%x::%x",
            "2001::%x:%x",
            "fd00::%x:%x",
            "fec0::%x:%x",
            "fe80::%x:%x",
            "ff05::%x:%x",
            "::%x:%x",
            "3ffe:%x::%x"
        };
        for (int world = 0; world < 300; world++) {
            List<String> own = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                own.add(
                        random.nextInt(3) == 0
                                ? "10.0.%d.%d".formatted(random.nextInt(4), 1 + random.nextInt(200))
                                : prefixes[random.nextInt(6)].formatted(random.nextInt(1, 9), random.nextInt(1, 99)));
            }
            NetworkStack stack = stack(String.join(", ", own));
            List<IpAddress> destinations = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                IpAddress next = random.nextInt(3) == 0
                        ? IpAddress.ofIpv4(random.nextInt())
                        : IpAddress.parse(prefixes[random.nextInt(prefixes.length)].formatted(
                                random.nextInt(1, 9), random.nextInt(1, 0xffff)));
                if (!destinations.contains(next)) {
                    destinations.add(next);
                }
            }
            List<IpAddress> once = stack.inOrder(destinations);
            assertThat(once).as("from %s", own).containsExactlyInAnyOrderElementsOf(destinations);
            assertThat(stack.inOrder(once)).isEqualTo(once);
            // Of any two the same one comes first as among all, unless the rules know no difference.
            for (int i = 0; i < once.size(); i++) {
                for (int j = i + 1; j < once.size(); j++) {
                    assertThat(stack.inOrder(List.of(once.get(i), once.get(j))))
                            .as("from %s", own)
                            .containsExactly(once.get(i), once.get(j));
                }
            }
            Collections.shuffle(destinations, random);
            List<IpAddress> again = stack.inOrder(destinations);
            assertThat(again.stream().map(IpAddress::isIpv4))
                    .containsExactlyElementsOf(
                            once.stream().map(IpAddress::isIpv4).toList());
        }
    }
}
