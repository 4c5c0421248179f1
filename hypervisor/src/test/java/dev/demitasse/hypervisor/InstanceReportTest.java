package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a guest tells of its network, which may be anything. */
final class InstanceReportTest {
    @Test
    void interfaces_connections_and_counters_are_read() {
        InstanceReport report = InstanceReport.parse(Stream.of(
                "demi listening 80",
                "demi report interface lo up 65535 127.0.0.1/8 ::1/128",
                "demi report interface eth0 down 1500",
                "demi report connection 10.0.2.15:80 10.0.2.2:4711 ESTABLISHED 1500000 14480 1448 3 1448 5000 6",
                "demi report connection [fd77::2]:80 [fe80::1%2]:9 TIME_WAIT 0 0 0 0 0 0 0",
                "demi report counter tcpInSegs 17",
                "demi report end"));
        assertThat(report.interfaces())
                .containsExactly(
                        new InstanceReport.Interface("lo", true, 65_535, List.of("127.0.0.1/8", "::1/128")),
                        new InstanceReport.Interface("eth0", false, 1500, List.of()));
        assertThat(report.connections())
                .containsExactly(
                        new InstanceReport.Connection(
                                "10.0.2.15:80", "10.0.2.2:4711", "ESTABLISHED", 1500, 14_480, 1448, 3, 1448, 5000, 6),
                        new InstanceReport.Connection(
                                "[fd77::2]:80", "[fe80::1%2]:9", "TIME_WAIT", 0, 0, 0, 0, 0, 0, 0));
        assertThat(report.counters()).containsOnlyKeys("tcpInSegs").containsEntry("tcpInSegs", 17L);
    }

    @Test
    void lines_that_cannot_be_understood_are_left_out() {
        InstanceReport report = InstanceReport.parse(Stream.of(
                "demi report",
                "demi report ",
                "demi report interface",
                "demi report interface lo up many",
                "demi report interface l\u001b[31mo up 1500",
                "demi report connection a b c 1 2 3",
                "demi report connection a b c 1 2 3 4 5 6 x",
                "demi report counter tcpInSegs",
                "demi report counter tcpInSegs -1",
                "demi report counter tcpInSegs 99999999999999999999",
                "demi report counter " + "x".repeat(100) + " 1",
                "demi report weather fine"));
        assertThat(report).isEqualTo(InstanceReport.parse(Stream.of()));
    }
}
