package dev.demitasse.net.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Resolution;
import dev.demitasse.net.Resolver;
import dev.demitasse.net.simulation.DnsServer;
import dev.demitasse.net.simulation.Host;
import dev.demitasse.net.simulation.Link;
import dev.demitasse.net.simulation.Simulation;
import dev.demitasse.net.wire.DnsMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The resolver against a DNS server of the simulation. */
class DnsResolverTest {
    private static final long SECOND = 1_000_000_000L;
    private final Simulation simulation = new Simulation(3);
    private final Link link = new Link(simulation, 1500).delay(1_000_000, 0);
    private final Host client = new Host(simulation, link.end(0)).address("10.0.0.1/24");
    private final Host other = new Host(simulation, link.end(1)).address("10.0.0.2/24");
    private final DnsServer server = new DnsServer(other);
    private final Resolver resolver = client.stack().resolver();

    DnsResolverTest() {
        resolver.setServers(List.of(IpAddress.parse("10.0.0.2")));
    }

    private Resolution resolve(String name) {
        Resolver.Lookup lookup = resolver.lookup(name);
        simulation.run(60 * SECOND, () -> !(lookup.resolution() instanceof Resolution.Pending));
        return lookup.resolution();
    }

    private static Resolution addresses(String... texts) {
        List<IpAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            addresses.add(IpAddress.parse(text));
        }
        return new Resolution.Addresses(addresses);
    }

    @Test
    void a_name_resolves_to_all_its_addresses_and_the_listener_is_told_once() {
        server.address("www.example.org", "192.0.2.1", 60).address("www.example.org", "192.0.2.2", 60);
        Resolver.Lookup lookup = resolver.lookup("WWW.example.org");
        List<Resolution> told = new ArrayList<>();
        lookup.setListener(l -> told.add(l.resolution()));
        assertThat(told).isEmpty();
        simulation.run(SECOND);
        assertThat(told).containsExactly(addresses("192.0.2.1", "192.0.2.2"));
        lookup.setListener(l -> told.add(l.resolution()));
        assertThat(told).hasSize(2);
    }

    @Test
    void what_needs_no_server_is_answered_at_once() {
        assertThat(resolver.lookup("192.0.2.9").resolution()).isEqualTo(addresses("192.0.2.9"));
        assertThat(resolver.lookup("::1").resolution()).isEqualTo(addresses("::1"));
        assertThat(resolver.lookup("localhost").resolution()).isEqualTo(addresses("127.0.0.1", "::1"));
        assertThat(resolver.lookup("a.localhost.").resolution()).isEqualTo(addresses("127.0.0.1", "::1"));
        resolver.addHost("Db", IpAddress.parse("10.0.0.9"));
        assertThat(resolver.lookup("db").resolution()).isEqualTo(addresses("10.0.0.9"));
        assertThat(resolver.lookup(IpAddress.parse("10.0.0.9")).resolution()).isEqualTo(new Resolution.Name("db"));
        for (String bad : new String[] {"", ".", "a..b", "1.2.3", "x".repeat(64), "a.".repeat(130) + "a"}) {
            assertThat(resolver.lookup(bad).resolution()).as(bad).isEqualTo(new Resolution.NotFound());
        }
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void answers_are_cached_until_their_time_is_over() {
        server.address("a.example", "192.0.2.1", 10);
        resolve("a.example");
        assertThat(resolver.lookup("A.EXAMPLE").resolution()).isEqualTo(addresses("192.0.2.1"));
        assertThat(server.asked()).hasSize(1);
        simulation.run(11 * SECOND);
        assertThat(resolve("a.example")).isEqualTo(addresses("192.0.2.1"));
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void denials_are_cached_too() {
        assertThat(resolve("nowhere.example")).isEqualTo(new Resolution.NotFound());
        assertThat(resolve("nowhere.example")).isEqualTo(new Resolution.NotFound());
        assertThat(server.asked()).hasSize(1);
        simulation.run(61 * SECOND);
        resolve("nowhere.example");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void aliases_are_followed() {
        server.alias("a.example", "b.example", 60).alias("b.example", "c.example", 60);
        server.address("c.example", "192.0.2.3", 60);
        assertThat(resolve("a.example")).isEqualTo(addresses("192.0.2.3"));
    }

    @Test
    void aliases_in_a_circle_end_in_failure() {
        server.alias("x.example", "y.example", 60);
        server.alias("y.example", "x.example", 60);
        assertThat(resolve("x.example")).isInstanceOf(Resolution.Failed.class);
    }

    @Test
    void a_truncated_answer_is_asked_for_over_tcp() {
        for (int i = 1; i <= 50; i++) {
            server.address("many.example", "192.0.2." + i, 60);
        }
        server.truncate(true);
        Resolution resolution = resolve("many.example");
        assertThat(resolution)
                .isInstanceOfSatisfying(
                        Resolution.Addresses.class,
                        a -> assertThat(a.addresses()).hasSize(50));
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void a_lossy_link_only_delays() {
        link.faults(0.3, 0.1, 0.1);
        for (int i = 0; i < 20; i++) {
            server.address("h" + i + ".example", "192.0.2." + i, 60);
            Resolution resolution = resolve("h" + i + ".example");
            assertThat(resolution).isNotInstanceOf(Resolution.Pending.class);
        }
    }

    @Test
    void silence_and_refusal_go_to_the_next_server_and_end_in_failure() {
        server.address("a.example", "192.0.2.1", 60);
        resolver.setServers(List.of(IpAddress.parse("10.0.0.99"), IpAddress.parse("10.0.0.2")));
        assertThat(resolve("a.example")).isEqualTo(addresses("192.0.2.1"));
        resolver.setServers(List.of(IpAddress.parse("10.0.0.2")));
        server.failWith(2);
        assertThat(resolve("b.example")).isEqualTo(new Resolution.Failed("the DNS server answered with code 2"));
        server.silent(true);
        assertThat(resolve("c.example")).isEqualTo(new Resolution.Failed("no DNS server answered in time"));
        resolver.setServers(List.of());
        assertThat(resolve("d.example")).isEqualTo(new Resolution.Failed("no DNS server is configured"));
    }

    @Test
    void answers_with_a_wrong_id_are_ignored() {
        server.address("a.example", "192.0.2.1", 60);
        server.forge(20);
        assertThat(resolve("a.example")).isEqualTo(addresses("192.0.2.1"));
    }

    @Test
    void short_names_are_completed_from_the_search_list() {
        resolver.setSearchDomains(List.of("one.example", "two.example"));
        server.address("host.two.example", "192.0.2.2", 60).address("plain", "192.0.2.3", 60);
        assertThat(resolve("host")).isEqualTo(addresses("192.0.2.2"));
        assertThat(resolve("plain")).isEqualTo(addresses("192.0.2.3"));
        server.asked().clear();
        assertThat(resolve("host.")).isEqualTo(new Resolution.NotFound());
        assertThat(server.asked()).extracting(DnsMessage.Question::name).containsExactly("host");
    }

    @Test
    void an_address_resolves_to_its_name() {
        server.record(
                new DnsMessage.Answer("7.2.0.192.in-addr.arpa", DnsMessage.TYPE_PTR, 60, new byte[0], "seven.example"));
        Resolver.Lookup lookup = resolver.lookup(IpAddress.parse("192.0.2.7"));
        simulation.run(SECOND);
        assertThat(lookup.resolution()).isEqualTo(new Resolution.Name("seven.example"));
    }

    @Test
    void a_cancelled_lookup_says_nothing_more() {
        server.address("a.example", "192.0.2.1", 60);
        Resolver.Lookup lookup = resolver.lookup("a.example");
        List<Resolution> told = new ArrayList<>();
        lookup.setListener(l -> told.add(l.resolution()));
        lookup.cancel();
        simulation.run(20 * SECOND);
        assertThat(told).isEmpty();
        assertThat(lookup.resolution()).isInstanceOf(Resolution.Pending.class);
    }

    // ------------------------------------------------------------ both families

    @Test
    void both_families_are_asked_for_at_once_where_ipv6_reaches_further_than_the_link() {
        server.address("both.example", "2001:db8::7", 60).address("both.example", "192.0.2.7", 60);
        assertThat(resolve("both.example")).isEqualTo(addresses("192.0.2.7"));
        client.address("2001:db8::1/64");
        assertThat(resolve("both.example")).isEqualTo(addresses("192.0.2.7", "2001:db8::7"));
        server.address("six.example", "2001:db8::8", 60);
        assertThat(resolve("six.example")).isEqualTo(addresses("2001:db8::8"));
        assertThat(resolve("none.example")).isEqualTo(new Resolution.NotFound());
    }

    @Test
    void a_server_that_says_nothing_about_ipv6_costs_half_a_second() {
        client.address("2001:db8::1/64");
        server.address("four.example", "192.0.2.4", 60);
        server.silentAbout(DnsMessage.TYPE_AAAA);
        Resolver.Lookup lookup = resolver.lookup("four.example");
        long before = simulation.nanoTime();
        simulation.run(60 * SECOND, () -> !(lookup.resolution() instanceof Resolution.Pending));
        assertThat(lookup.resolution()).isEqualTo(addresses("192.0.2.4"));
        assertThat(simulation.nanoTime() - before).isLessThan(SECOND);
    }

    @Test
    void the_search_list_goes_on_only_when_a_name_has_no_address_of_either_family() {
        client.address("2001:db8::1/64");
        resolver.setSearchDomains(List.of("first.example", "second.example"));
        server.address("host.first.example", "2001:db8::9", 60).address("host.second.example", "192.0.2.9", 60);
        assertThat(resolve("host")).isEqualTo(addresses("2001:db8::9"));
        server.address("other.second.example", "192.0.2.8", 60);
        assertThat(resolve("other")).isEqualTo(addresses("192.0.2.8"));
    }

    @Test
    void an_answer_whose_name_is_in_another_case_is_not_believed_at_first() {
        server.address("a-long-enough-name.example", "192.0.2.1", 60);
        server.foldsCase(true);
        long before = simulation.nanoTime();
        assertThat(resolve("a-long-enough-name.example"))
                .as("servers that fold the case are understood in the second round")
                .isEqualTo(addresses("192.0.2.1"));
        assertThat(simulation.nanoTime() - before).isGreaterThan(SECOND);
    }
}
