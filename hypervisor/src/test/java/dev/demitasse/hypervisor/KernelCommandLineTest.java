package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KernelCommandLineTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000L, 123);

    @Test
    void packets_are_kept_only_where_that_is_asked_for() {
        var configuration = new BootConfiguration(List.of(), Map.of(), Map.of(), Optional.empty(), 256);
        assertThat(KernelCommandLine.of(configuration, new Network.None(), Instant.EPOCH))
                .endsWith(" demi.last-packets=256");
        assertThat(KernelCommandLine.of(BootConfiguration.empty(), new Network.None(), Instant.EPOCH))
                .doesNotContain("last-packets");
    }

    @Test
    void everything_has_its_token() {
        var configuration = new BootConfiguration(
                List.of("a b", ""), Map.of("GREETING", "hi"), Map.of("user.dir", "/"), Optional.of("box"));
        assertThat(KernelCommandLine.of(configuration, new Network.User(List.of()), NOW))
                .isEqualTo("demi.clock=1790000000000000123"
                        + " demi.ip=10.0.2.15/24 demi.gateway=10.0.2.2 demi.dns=10.0.2.3"
                        + " demi.hostname=box demi.more=fw_cfg");
        assertThat(KernelCommandLine.file(configuration))
                .isEqualTo("demi.env=GREETING=hi demi.prop=user.dir=/ demi.arg=a%20b demi.arg=");
        assertThat(KernelCommandLine.ofProcess(configuration, new Network.None(), 1 << 20, Map.of()))
                .isEqualTo("demi.memory=1048576"
                        + " demi.hostname=box demi.env=GREETING=hi demi.prop=user.dir=/ demi.arg=a%20b demi.arg=");
    }

    @Test
    void who_tells_the_application_nothing_has_no_file() {
        assertThat(KernelCommandLine.file(BootConfiguration.empty())).isEmpty();
        assertThat(KernelCommandLine.of(BootConfiguration.empty(), new Network.None(), NOW))
                .doesNotContain("more");
    }

    @Test
    void a_process_has_tokens_of_its_own_and_no_clock() {
        assertThat(KernelCommandLine.ofProcess(
                        BootConfiguration.empty(), new Network.None(), 1 << 20, Map.of("net-socket", "/a b")))
                .isEqualTo("demi.memory=1048576 demi.net-socket=/a%20b");
    }

    @Test
    void a_tap_may_leave_the_address_to_dhcp() {
        var network = new Network.Tap("tap0", new Addressing.Dhcp());
        assertThat(KernelCommandLine.of(BootConfiguration.empty(), network, NOW))
                .endsWith(" demi.ip=dhcp");
    }

    @Test
    void an_ipv6_address_comes_besides_that_of_ipv4() {
        var addressing = new Addressing.WithIpv6(new Addressing.Dhcp(), "fd77::2/64", Optional.of("fd77::1"));
        assertThat(KernelCommandLine.of(BootConfiguration.empty(), new Network.Tap("tap0", addressing), NOW))
                .endsWith(" demi.ip=dhcp demi.ip6=fd77::2/64 demi.gateway6=fd77::1");
    }

    @Test
    void values_are_percent_encoded_utf8() {
        assertThat(KernelCommandLine.encode("100% \"é\"\n")).isEqualTo("100%25%20%22%C3%A9%22%0A");
        assertThat(KernelCommandLine.encode("http://10.0.2.2:8080/x=y")).isEqualTo("http://10.0.2.2:8080/x=y");
    }

    @Test
    void more_than_a_process_could_be_told_is_refused_for_machines_as_well() {
        var fits = new BootConfiguration(List.of("x".repeat(100_000)), Map.of(), Map.of(), Optional.empty());
        assertThat(KernelCommandLine.file(fits)).hasSizeGreaterThan(100_000);
        var configuration = new BootConfiguration(List.of("x".repeat(140_000)), Map.of(), Map.of(), Optional.empty());
        assertThatThrownBy(() -> KernelCommandLine.of(configuration, new Network.None(), NOW))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("131,008 fit");
    }
}
