package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Namespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance on a tap interface, in a network namespace of its own. Needs root, {@code ip} and {@code /dev/net/tun}. */
final class TapTest {
    @TempDir
    private static Path temporary;

    private final Namespace namespace = Namespace.open();
    private final Demi demi = namespace.demi(Demi.shared());

    @BeforeEach
    void connect() {
        assertThat(Files.exists(Path.of("/dev/net/tun")))
                .as("/dev/net/tun, without which there are no tap interfaces: modprobe tun, or let the container have"
                        + " it")
                .isTrue();
        connect(new String[0]);
    }

    private void connect(String... flags) {
        namespace.run(Stream.concat(Stream.of("ip", "tuntap", "add", "dev", "tap0", "mode", "tap"), Stream.of(flags))
                .toArray(String[]::new));
        namespace.run("ip", "address", "add", "10.77.0.1/24", "dev", "tap0");
        namespace.run("ip", "address", "add", "fd77::1/64", "dev", "tap0", "nodad");
        namespace.run("ip", "link", "set", "tap0", "up");
    }

    @AfterEach
    void disconnect() {
        namespace.close();
    }

    @Test
    void the_guest_answers_at_its_own_address() throws Exception {
        try (var server = onTap(Demi.example("hello-http"))) {
            server.awaitOutput("Listening on port 8080");
            greets("10.77.0.2");
            server.interrupt();
            assertThat(server.await(Duration.ofSeconds(15)).status()).isZero();
        }
    }

    @Test
    void linux_and_the_guest_speak_ipv6_with_each_other() throws Exception {
        try (var server = onTap("--ip", "fd77::2/64", Demi.example("hello-http"))) {
            server.awaitOutput("Listening on port 8080");
            greets("[fd77::2]");
            assertThat(namespace.run("ip", "-6", "neighbour", "show", "dev", "tap0"))
                    .as("what Linux makes of the guest's advertisements")
                    .containsPattern("fd77::2 lladdr [0-9a-f:]+ (REACHABLE|DELAY|STALE)");
            greets("10.77.0.2");
        }
    }

    @ParameterizedTest
    @CsvSource({"qemu, 10.77.0.2, 16", "qemu, fd77::2, 16", "process, 10.77.0.2, 100", "process, fd77::2, 100"})
    void a_long_stream_both_ways_arrives_as_it_was_sent_in_packets_longer_than_the_mtu(
            String target, String address, int megabytes) throws Exception {
        try (var server = echo(target)) {
            server.awaitOutput("Echoing on port 7777");
            long bytes = megabytes * 1_000_000L;
            arrivesAsItWasSent(address, bytes);
            // Linux counts what crosses the interface: as a long packet where the guest let Linux cut it, or cut it
            // itself.
            assertThat(bytes / counted("rx_packets"))
                    .as("bytes in a packet of the guest's")
                    .isGreaterThan(2000);
            assertThat(bytes / counted("tx_packets"))
                    .as("bytes in a packet of Linux's")
                    .isGreaterThan(2000);
            server.interrupt();
            assertThat(server.await(Duration.ofSeconds(15)).status()).isZero();
        }
    }

    /** Of the connections some are on each of the two pairs of queues that the machine then has. */
    @ParameterizedTest
    @ValueSource(strings = {"qemu", "process"})
    void a_tap_with_several_queues_carries_many_connections(String target) throws Exception {
        namespace.run("ip", "link", "delete", "tap0");
        connect("multi_queue");
        try (var server = echo(target)) {
            server.awaitOutput("Echoing on port 7777");
            for (String address : List.of("10.77.0.2", "fd77::2")) {
                for (int connection = 0; connection < 4; connection++) {
                    arrivesAsItWasSent(address, 1_000_000);
                }
            }
            server.interrupt();
            assertThat(server.await(Duration.ofSeconds(15)).status()).isZero();
        }
    }

    /** Without fences that QEMU keeps (decision 0090) one in some hundred thousand doorbells was lost, and all that followed. */
    @Test
    void a_plain_server_under_load_is_there_afterwards() throws Exception {
        try (var server = onTap(ProbeImage.machine(temporary).toString(), "--", "plain-http")) {
            server.awaitOutput("Listening on port 8080");
            assertThat(namespace.run("wrk", "-t1", "-c16", "-d10s", "http://10.77.0.2:8080/"))
                    .containsPattern("[1-9][0-9]{3,} requests in")
                    .doesNotContain("Socket errors", "Non-2xx");
            greets("10.77.0.2");
        }
    }

    @Test
    void what_qemu_cannot_capture_is_said_in_one_line() {
        namespace.run("ip", "link", "delete", "tap0");
        connect("multi_queue");
        Demi.Result result = demi.run(
                "run", "--rm", "--network", "tap=tap0", "--pcap", "/tmp/tap0.pcap", Demi.example("hello-http"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("a tap interface with several queues is captured on the interface: tcpdump")
                .doesNotContain("\tat ");
    }

    /** The probe on the tap, which sends back what it gets on port 7777. */
    private Demi.Running echo(String target) throws Exception {
        return onTap("--ip", "fd77::2/64", ProbeImage.of(target, temporary).toString(), "--", "echo");
    }

    /** An image on the tap, at 10.77.0.2. */
    private Demi.Running onTap(String... more) throws Exception {
        return demi.start(Stream.concat(
                        Stream.of("run", "--rm", "--network", "tap=tap0", "--ip", "10.77.0.2/24"), Stream.of(more))
                .toArray(String[]::new));
    }

    private void greets(String host) {
        assertThat(namespace.run("curl", "-sS", "--max-time", "10", "http://" + host + ":8080/"))
                .isEqualTo("Hello, unikernel!\n");
    }

    private void arrivesAsItWasSent(String address, long bytes) {
        String[] hashes = namespace
                .run(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of("target", "test-classes").toAbsolutePath().toString(),
                        EchoedStream.class.getName(),
                        address,
                        "7777",
                        Long.toString(bytes))
                .split("\n");
        assertThat(hashes[1]).isEqualTo(hashes[0]);
    }

    private long counted(String what) {
        return Long.parseLong(
                namespace.run("cat", "/sys/class/net/tap0/statistics/" + what).trim());
    }

    @Test
    void an_interface_that_is_not_there_is_one_line() {
        Demi.Result result = demi.run("run", "--rm", "--network", "tap=tap1", Demi.example("hello-http"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("this host has no network interface tap1")
                .doesNotContain("\tat ");
        assertThat(namespace.run("ip", "link")).doesNotContain("tap1");
    }
}
