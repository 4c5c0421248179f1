package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Tool;
import dev.demitasse.harness.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What services reach by themselves, in a network namespace with a server at two addresses of its own: one that is listed by its
 * name, and one that is not.
 */
final class EgressTest {
    private static final String LISTED = "192.0.2.50";
    private static final String OTHER = "192.0.2.60";
    private static final String HEARD = "heard HTTP/1.1 200\n";

    @TempDir
    private static Path temporary;

    private static final Namespace NAMESPACE =
            Namespace.withNames(Map.of("db.internal", LISTED, "other.internal", OTHER));
    private static final Demi DEMI = NAMESPACE.demi(Demi.shared());
    private static final Map<String, Path> IMAGES = new HashMap<>();
    private static String server = "";

    @TempDir
    private Path folder;

    private final int port = Tool.freePort();
    private ControlPlane plane;

    @BeforeAll
    static void serve() throws Exception {
        for (String target : new String[] {"process", "qemu"}) {
            IMAGES.put(target, ProbeImage.of(target, temporary));
        }
        server = DEMI.succeed(
                        "run",
                        "-d",
                        "--rm",
                        "--target",
                        "process",
                        "-p",
                        "0.0.0.0:5432:8080",
                        Demi.example("hello-http"))
                .out()
                .strip();
    }

    @AfterAll
    static void end() {
        try (NAMESPACE) {
            DEMI.succeed("stop", server);
        }
    }

    @BeforeEach
    void begin() throws InterruptedException {
        plane = new ControlPlane(folder.resolve("s"), DEMI);
    }

    @AfterEach
    void interrupt() throws Exception {
        assertThat(plane.interrupt().status()).isZero();
        assertThat(plane.processes()).as("processes after the end").isZero();
        plane.close();
    }

    private void apply(String target, String egress) throws IOException {
        Path file = Files.writeString(folder.resolve("calling.yaml"), """
                service: calling
                image: %s
                arguments: [calling]
                %s
                ports: [{listen: %d, guest: 8080, protocol: http}]
                """.formatted(IMAGES.get(target), egress, port));
        plane.demi("apply", "-f", file.toString());
    }

    private String ask(String path) {
        return NAMESPACE.run(
                "curl", "-sS", "--fail", "--max-time", "20", "--retry", "3", "http://127.0.0.1:" + port + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "qemu"})
    void what_is_listed_is_reached_by_name_and_address_and_nothing_else_is(String target) throws Exception {
        apply(target, "egress: [\"db.internal:5432\"]");
        assertThat(ask("/connect?db.internal:5432")).isEqualTo(HEARD);
        assertThat(ask("/connect?" + LISTED + ":5432")).isEqualTo(HEARD);
        assertThat(ask("/connect?" + OTHER + ":5432")).contains("ConnectException: Connection refused");
        assertThat(ask("/connect?other.internal:5432")).contains("UnknownHostException");
        assertThat(ask("/connect?10.0.2.2:" + port)).contains("Connection refused");
        assertThat(ask("/datagram?" + LISTED + ":5432")).contains("SocketTimeoutException");
        plane.awaitOutput("denied: 192.0.2.60:5432, 1 packet: egress does not list it", "events", "calling");
        plane.awaitOutput("denied: the name other.internal, ", "events", "calling");
        plane.awaitOutput("denied: 192.0.2.50:5432/udp, 1 packet", "events", "calling");
        assertThat(NAMESPACE.run(
                        "curl",
                        "-sS",
                        "--fail",
                        "-H",
                        "Authorization: Bearer "
                                + Files.readString(plane.state().resolve("token"))
                                        .strip(),
                        plane.url() + "/metrics"))
                .containsPattern("demitasse_service_egress_denied_packets_total\\{service=\"calling\"} [1-9]");
    }

    @Test
    void the_filter_outlives_the_control_plane_and_an_instance_does_not_outlive_the_filter() throws Exception {
        apply("process", "egress: [\"db.internal:5432\"]");
        assertThat(ask("/connect?db.internal:5432")).isEqualTo(HEARD);
        String instance = plane.firstInstance("calling");
        plane.kill();
        plane.restart();
        plane.awaitOutput("adopted", "events", "calling");
        assertThat(ask("/connect?db.internal:5432")).isEqualTo(HEARD);
        assertThat(ask("/connect?" + OTHER + ":5432")).contains("Connection refused");
        plane.awaitOutput("denied: 192.0.2.60:5432, 1 packet", "events", "calling");
        assertThat(plane.firstInstance("calling")).isEqualTo(instance);

        assertThat(killFilter()).isEqualTo(1);
        plane.awaitOutput("failed: the filter of what it may reach has ended", "events", "calling");
        plane.awaitService("calling serving 1 of 1 ");
        assertThat(ask("/connect?db.internal:5432")).isEqualTo(HEARD);
        assertThat(ask("/connect?" + OTHER + ":5432")).contains("Connection refused");
        String second = plane.firstInstance("calling");
        assertThat(second).isNotEqualTo(instance);

        plane.kill();
        assertThat(killFilter()).isEqualTo(1);
        plane.restart();
        plane.awaitService("calling serving 1 of 1 ");
        assertThat(plane.firstInstance("calling")).isNotEqualTo(second);
        assertThat(ask("/connect?db.internal:5432")).isEqualTo(HEARD);
    }

    @Test
    void a_filter_that_hangs_is_ended_and_its_instance_replaced() throws Exception {
        apply("process", "egress: [\"db.internal:5432\"]");
        assertThat(ask("/connect?db.internal:5432")).isEqualTo(HEARD);
        String instance = plane.firstInstance("calling");
        List<ProcessHandle> filters = filters(plane.state());
        assertThat(filters).hasSize(1);
        NAMESPACE.run("kill", "-STOP", Long.toString(filters.getFirst().pid()));
        plane.awaitOutput(
                "failed: the filter of what it may reach did not answer for 10 s and was ended", "events", "calling");
        plane.awaitService("calling serving 1 of 1 ");
        assertThat(plane.firstInstance("calling")).isNotEqualTo(instance);
        assertThat(ask("/connect?db.internal:5432")).isEqualTo(HEARD);
        assertThat(ask("/connect?" + OTHER + ":5432")).contains("Connection refused");
    }

    @Test
    void a_service_is_reached_by_its_name_which_wakes_it_and_on_no_other_port() throws Exception {
        int payments = Tool.freePort();
        Path file = folder.resolve("payments.yaml");
        String text = """
                service: payments
                image: %s
                scale: {min: 0, max: 1, idle: 1h}
                ports: [{listen: %d, guest: 8080, protocol: http}]
                """;
        apply("process", "egress: [\"service:payments\"]");
        assertThat(ask("/connect?payments.internal:" + payments)).contains("UnknownHostException");
        plane.awaitOutput("denied: service:payments, which there is not, ", "events", "calling");
        Files.writeString(file, text.formatted(Demi.example("hello-http"), payments));
        plane.demi("apply", "--target", "process", "-f", file.toString());
        plane.awaitService("payments sleeping ");
        // What the application remembers of a name that was not there lives ten seconds.
        awaitAnswer("/connect?payments.internal:" + payments, HEARD);
        plane.awaitService("payments serving 1 ");
        assertThat(ask("/connect?payments.internal:" + port)).contains("Connection refused");
        int moved = Tool.freePort();
        Files.writeString(file, text.formatted(Demi.example("hello-http"), moved));
        plane.demi("apply", "--target", "process", "-f", file.toString());
        awaitAnswer("/connect?payments.internal:" + moved, HEARD);
        assertThat(ask("/connect?payments.internal:" + payments)).contains("Connection refused");
        plane.kill();
        plane.restart();
        plane.awaitOutput("adopted", "events", "calling");
        assertThat(ask("/connect?payments.internal:" + moved)).isEqualTo(HEARD);
        plane.demi("delete", "payments");
        awaitAnswer("/connect?payments.internal:" + moved, "UnknownHostException");
    }

    private void awaitAnswer(String path, String text) throws InterruptedException {
        var last = new String[] {""};
        Waiting.until(
                Duration.ofSeconds(60),
                () -> {
                    last[0] = ask(path);
                    return last[0].contains(text);
                },
                () -> "no " + text + " of " + path + ": " + last[0]);
    }

    @Test
    void demi_run_restricts_one_instance_and_says_what_it_denies() throws Exception {
        // A home of its own, so that its filter is nobody else's.
        Demi own = NAMESPACE.demi(Demi.at(folder.resolve("h")));
        String image = Objects.requireNonNull(IMAGES.get("process")).toString();
        assertThat(own.run("run", "--egress", "db.internal", image).err())
                .contains("--egress \"db.internal\" is no destination such as db.internal:5432");
        assertThat(own.run("run", "--egress", "service:payments", image).err()).contains("--egress knows no services");
        try (var running = own.start(
                "run",
                "--rm",
                "-p",
                port + ":8080",
                "--egress",
                "db.internal:5432,192.0.2.7:53/udp",
                image,
                "--",
                "calling")) {
            running.awaitOutput("Listening on port 8080");
            assertThat(ask("/connect?db.internal:5432")).isEqualTo(HEARD);
            assertThat(ask("/connect?" + OTHER + ":5432")).contains("Connection refused");
            running.awaitError("denied: 192.0.2.60:5432, 1 packet: --egress does not list it");
            assertThat(killFilter(folder.resolve("h"))).isEqualTo(1);
            running.awaitError("its network has ended: the filter of what it may reach has ended");
            assertThat(running.await(Duration.ofSeconds(30)).status()).isNotZero();
        }
    }

    private long killFilter() {
        return killFilter(plane.state());
    }

    private static long killFilter(Path of) {
        return filters(of).stream().filter(ProcessHandle::destroyForcibly).count();
    }

    private static List<ProcessHandle> filters(Path of) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line ->
                                line.contains("dev.demitasse.egress.FilterProcess") && line.endsWith(of.toString()))
                        .isPresent())
                .toList();
    }

    @Test
    void a_process_reaches_nothing_unless_its_service_says_so() throws Exception {
        apply("process", "");
        assertThat(ask("/")).isEqualTo("well\n");
        assertThat(ask("/connect?" + LISTED + ":5432")).contains("Connection refused");
        assertThat(ask("/connect?db.internal:5432")).contains("UnknownHostException");
        apply("process", "egress: open");
        plane.awaitOutput("rolled out", "events", "calling");
        assertThat(ask("/connect?" + LISTED + ":5432")).isEqualTo(HEARD);
    }
}
