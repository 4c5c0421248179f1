package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application sees of its machine, and what its end looks like from outside. All share one image. */
final class ProbeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path temporary;

    private static final Demi DEMI = Demi.shared();
    private static String image = "";

    @BeforeAll
    static void build() throws Exception {
        image = ProbeImage.machine(temporary).toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 255})
    void the_exit_status_is_the_applications(int status) {
        assertThat(probe("exit", Integer.toString(status)).status()).isEqualTo(status);
    }

    @Test
    void arguments_arrive_as_they_were_given() {
        Demi.Result result = probe("arguments", "", "a b", "100%", "ünï", "--flag");
        assertThat(result.out()).contains("[arguments, , a b, 100%, ünï, --flag]");
    }

    @Test
    void the_clock_is_the_hosts() {
        String now = probe("clock").out().replaceAll("(?s).*now (\\S+).*", "$1");
        assertThat(Instant.parse(now)).isCloseTo(Instant.now(), within(20, ChronoUnit.SECONDS));
    }

    @Test
    void a_class_that_is_found_by_its_name_only_says_what_finds_it() {
        Demi.Result result = probe("by-name", "probe.Families");
        assertThat(result.out() + result.err())
                .contains("ClassNotFoundException: probe.Families: it is on the class path")
                .contains("demi trace")
                .contains("{\"type\": \"probe.Families\"}");
    }

    @Test
    void strings_are_formatted_as_on_HotSpot() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = ProbeJar.write(temporary, "probe.Probe").toString();
        String expected = Tool.run(java, "-cp", jar, "probe.Probe", "format");
        assertThat(expected.lines()).hasSize(10);
        assertThat(probe("format").out().lines().map(String::strip).toList())
                .containsSubsequence(expected.lines().toList());
    }

    /** QEMU's user network has a router that tells the prefix fec0::/64, and leads fec0::2 to the host's own ::1. */
    @Test
    void ipv4_and_ipv6_are_spoken_side_by_side() throws Exception {
        try (var host = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            Thread.ofVirtual().start(() -> {
                try (var guest = host.accept()) {
                    guest.getOutputStream().write("welcome".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Path capture = temporary.resolve("families.pcap");
            Demi.Result result = DEMI.run(
                    "run",
                    "--rm",
                    "--pcap",
                    capture.toString(),
                    image,
                    "--",
                    "families",
                    Integer.toString(host.getLocalPort()));
            assertThat(result.out().lines().map(String::strip))
                    .containsSubsequence(
                            "localhost is [localhost/127.0.0.1, localhost/0:0:0:0:0:0:0:1]",
                            "loopback is localhost/127.0.0.1",
                            "stream from 127.0.0.1",
                            "stream from 0:0:0:0:0:0:0:1")
                    .anyMatch(line -> line.matches("autoconfigured fec0:[0-9a-f:]+%eth0"))
                    .containsSubsequence(
                            "stream from own address true",
                            "bound to 0:0:0:0:0:0:0:0 and 0.0.0.0",
                            "channel read 42",
                            "IPv4 alone refuses IPv6: Connection refused",
                            "datagram 127.0.0.1 from /127.0.0.1",
                            "datagram ::1 from /0:0:0:0:0:0:0:1",
                            "the host says welcome",
                            "done");
            assertThat(result.status()).isZero();
            assertThat(routerSolicitations(Files.readAllBytes(capture)))
                    .as("what --pcap has written")
                    .isPositive();
        }
    }

    @Test
    void names_are_of_ipv4_alone_when_the_application_says_so() {
        assertThat(probe("one-family").out()).contains("localhost is [localhost/127.0.0.1]");
    }

    @Test
    void an_uncaught_exception_prints_its_trace_and_ends_with_status_1() {
        Demi.Result result = probe("throw");
        assertThat(result.out()).contains("java.lang.IllegalStateException: thrown on purpose", "probe.Probe.main");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void a_full_heap_is_an_out_of_memory_error_that_can_be_caught() {
        Demi.Result result = probe("heap");
        assertThat(result.out()).contains("java.lang.OutOfMemoryError");
        assertThat(result.status()).isZero();
    }

    @Test
    void a_heap_of_which_85_percent_live_does_not_run_out_while_objects_are_replaced() {
        Demi.Result result = probe("churn", "85");
        assertThat(result.out()).containsPattern("replaced \\d{6,} of \\d{5,} objects");
        assertThat(result.status()).isZero();
    }

    @Test
    void a_deep_recursion_is_a_stack_overflow_error_that_can_be_caught() {
        Demi.Result result = probe("stack");
        assertThat(result.out()).contains("java.lang.StackOverflowError");
        assertThat(result.status()).isZero();
    }

    @Test
    void a_spinning_thread_does_not_starve_the_others() {
        Demi.Result result = probe("spin");
        assertThat(result.out()).contains("not starved");
        assertThat(result.status()).isZero();
    }

    @Test
    void what_is_typed_is_standard_input() throws Exception {
        try (var running = DEMI.start("run", "--rm", image, "--", "lines")) {
            running.awaitOutput("ready");
            running.type("knock knock");
            running.awaitOutput("heard knock knock");
            running.type("bye");
            assertThat(running.await(PATIENCE).status()).isZero();
        }
    }

    @Test
    void a_stop_runs_the_shutdown_hooks() throws Exception {
        try (var running = DEMI.start("run", "--rm", image, "--", "hooks")) {
            running.awaitOutput("waiting");
            running.interrupt();
            Demi.Result result = running.await(PATIENCE);
            assertThat(result.out()).contains("hook has run");
            assertThat(result.status()).isZero();
        }
    }

    @Test
    void memory_is_flat_over_a_second_round_of_ten_thousand_requests() throws Exception {
        int port = Tool.freePort();
        String url = "http://127.0.0.1:" + port + "/";
        try (var namespace = Namespace.withoutSynCookies();
                var running = namespace.demi(DEMI).start("run", "--rm", "-p", port + ":8080", image, "--", "serve")) {
            running.awaitOutput("serving");
            Wrk.requests(namespace::run, url, 10_000);
            long first = used(namespace, url);
            Wrk.requests(namespace::run, url, 10_000);
            long second = used(namespace, url);
            assertThat(second).isLessThan(first + 512 * 1024);
        }
    }

    /** Bytes in use once the connections of the round before are closed: the least of ten readings within two seconds. */
    private static long used(Namespace namespace, String url) throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            least = Math.min(least, Long.parseLong(namespace.run("curl", "-sS", "--fail", url + "used")));
            Thread.sleep(200);
        }
        return least;
    }

    /** How often the guest asks for a router of IPv6 in a capture. */
    private static int routerSolicitations(byte[] pcap) {
        ByteBuffer bytes = ByteBuffer.wrap(pcap).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getInt()).isEqualTo(0xa1b2_c3d4);
        int count = 0;
        for (int at = 24; at < pcap.length; at += 16 + bytes.getInt(at + 8)) {
            int frame = at + 16;
            boolean ipv6 = pcap[frame + 12] == (byte) 0x86 && pcap[frame + 13] == (byte) 0xdd;
            count += ipv6 && pcap[frame + 20] == 58 && pcap[frame + 54] == (byte) 133 ? 1 : 0;
        }
        return count;
    }

    private static Demi.Result probe(String... arguments) {
        var command = new ArrayList<>(List.of("run", "--rm", image, "--"));
        command.addAll(List.of(arguments));
        return DEMI.run(command.toArray(String[]::new));
    }
}
