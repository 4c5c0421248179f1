package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs shell scripts that keep the boot contract of a process. */
final class ProcessSandboxTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path temporary;

    private Path directory;
    private final Recorder recorder = new Recorder();
    private final ProcessSandbox sandbox = new ProcessSandbox("passt");

    @BeforeEach
    void prepare() throws IOException {
        directory = Files.createDirectory(temporary.resolve("an instance, mine"));
    }

    @AfterEach
    void leaveNothingRunning() {
        sandbox.find(directory).kill();
    }

    @Test
    void an_instance_is_heard_and_stops_in_order() throws Exception {
        Instance instance = start("""
                trap 'echo demi exit 42 >&2; exit 42' TERM
                echo demi boot >&2
                echo "$DEMITASSE_BOOT"
                while :; do sleep 0.01; done
                """);
        recorder.await(r -> r.console().contains("\n"));
        assertThat(recorder.console())
                .startsWith("demi.memory=33554432 demi.events=2 ")
                .contains(" demi.arg=h%C3%A9llo%20w%C3%B6rld");
        assertThat(instance.isAlive()).isTrue();
        assertThat(ProcessHandle.of(instance.pid().orElseThrow())).isPresent();

        assertThat(instance.stop(LIMIT)).isTrue();

        assertThat(instance.isAlive()).isFalse();
        assertThat(instance.pid()).isEmpty();
        assertThat(instance.outcome()).isEqualTo(new Outcome.Exited(42));
        assertThat(recorder.events()).containsExactly(new ControlEvent.Boot(), new ControlEvent.Exit(42));
    }

    @Test
    void an_instance_tells_what_its_network_does_when_it_is_asked_and_runs_on() throws Exception {
        Instance instance = start("""
                trap 'echo demi report counter tcpInSegs 3 >&2; echo demi report end >&2' URG
                echo ready
                while :; do sleep 0.01; done
                """);
        recorder.await(r -> r.console().contains("ready"));
        for (int i = 0; i < 2; i++) {
            InstanceReport report = sandbox.find(directory).report(LIMIT).orElseThrow();
            assertThat(report.counters()).containsOnlyKeys("tcpInSegs").containsEntry("tcpInSegs", 3L);
        }
        assertThat(instance.isAlive()).isTrue();
    }

    @Test
    void one_that_does_not_know_of_reports_passes_the_question_over() throws Exception {
        Instance instance = start("echo ready; while :; do sleep 0.01; done");
        recorder.await(r -> r.console().contains("ready"));
        assertThat(instance.report(Duration.ofMillis(100))).isEmpty();
        assertThat(instance.isAlive()).isTrue();
        instance.kill();
        assertThat(instance.awaitEnd(LIMIT)).isTrue();
        assertThatThrownBy(() -> instance.report(LIMIT)).hasMessageContaining("has ended");
    }

    @Test
    void the_guest_hears_what_is_typed() throws Exception {
        Instance instance = start("read line; echo \"heard $line\"; echo demi exit 0 >&2");
        instance.type(ByteBuffer.wrap("knock, knock\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(instance.awaitEnd(LIMIT)).isTrue();
        assertThat(recorder.console()).isEqualTo("heard knock, knock\n");
        assertThat(instance.outcome()).isEqualTo(new Outcome.Exited(0));
    }

    @Test
    void the_guest_sees_nothing_of_our_environment() throws Exception {
        start("env | sed 's/=.*//' | sort | tr '\\n' ' '").awaitEnd(LIMIT);
        // The shell adds some of its own.
        assertThat(List.of(recorder.console().split(" ")))
                .contains("DEMITASSE_BOOT")
                .isSubsetOf("DEMITASSE_BOOT", "PATH", "PWD", "OLDPWD", "SHLVL", "_");
    }

    @Test
    void a_detached_instance_runs_on_and_is_found_by_its_directory() throws Exception {
        Instance started = start("trap 'echo demi exit 3 >&2; exit 3' TERM; echo ready; while :; do sleep 0.01; done");
        recorder.await(r -> r.console().contains("ready"));
        started.detach();

        Instance found = Instances.find(directory);
        assertThat(found.isAlive()).isTrue();
        assertThat(found.stop(LIMIT)).isTrue();
        assertThat(found.outcome()).isEqualTo(new Outcome.Exited(3));
        assertThat(new InstanceFiles(directory).consoleLog()).hasContent("ready\n");
    }

    @Test
    void one_that_the_kernel_kills_for_a_forbidden_system_call_says_so() throws Exception {
        // Claims a good end first, as a hostile guest may.
        Instance instance = start("echo demi exit 0 >&2; kill -SYS $$; sleep 5");
        assertThat(instance.awaitEnd(LIMIT)).isTrue();
        assertThat(instance.outcome()).isEqualTo(new Outcome.Killed(31));
        assertThat(((Outcome.Killed) instance.outcome()).reason()).contains("killed by seccomp");
        assertThat(Instances.find(directory).outcome()).isEqualTo(new Outcome.Killed(31));
    }

    @Test
    void an_instance_that_does_not_stop_in_time_is_killed() throws Exception {
        Instance instance = start("trap '' TERM; echo ready; while :; do sleep 0.01; done");
        recorder.await(r -> r.console().contains("ready"));
        assertThat(instance.stop(Duration.ofMillis(200))).isFalse();
        assertThat(instance.isAlive()).isFalse();
        assertThat(instance.outcome()).isEqualTo(new Outcome.Killed(9));
    }

    @Test
    void a_paused_instance_stands_still_until_it_is_resumed() throws Exception {
        Instance instance = start("while :; do date +%s%N; sleep 0.01; done");
        recorder.await(r -> r.console().contains("\n"));
        instance.pause();
        recorder.await(_ -> Instances.find(directory).isPaused());
        // What was written before may still be on its way to the recorder.
        Thread.sleep(100);
        String before = recorder.console();
        Thread.sleep(200);
        assertThat(recorder.console()).isEqualTo(before);
        assertThat(instance.isAlive()).isTrue();
        Instances.find(directory).resume();
        recorder.await(r -> r.console().length() > before.length());
        assertThat(instance.isPaused()).isFalse();
    }

    @Test
    void a_paused_instance_stops_in_order() throws Exception {
        Instance instance = start("trap 'echo demi exit 5 >&2; exit 5' TERM; echo ready; while :; do sleep 0.01; done");
        recorder.await(r -> r.console().contains("ready"));
        instance.pause();
        assertThat(instance.stop(LIMIT)).isTrue();
        assertThat(instance.outcome()).isEqualTo(new Outcome.Exited(5));
    }

    @Test
    void an_image_without_the_right_to_be_executed_is_named_with_the_mend() throws IOException {
        Path image = Files.writeString(temporary.resolve("image"), "#!/bin/sh\n");
        assertThatThrownBy(() -> sandbox.start(request(image, new Network.None()), recorder))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("chmod +x");
    }

    @Test
    void the_user_network_listens_on_its_ports_and_ends_with_the_instance_even_if_that_never_came() throws Exception {
        int port = freePort();
        var network = new Network.User(List.of(PortForward.parse(port + ":80")));
        Path image = script("trap 'exit 0' TERM; echo \"$DEMITASSE_BOOT\"; while :; do sleep 0.01; done");
        Instance instance = sandbox.start(request(image, network), recorder);
        recorder.await(r -> r.console().contains("\n"));
        assertThat(recorder.console())
                .contains("demi.net-socket=" + KernelCommandLine.encode(directory + "/network.sock"))
                .contains("demi.ip=10.0.2.15/24 demi.gateway=10.0.2.2 demi.dns=10.0.2.3");
        assertThat(isTaken(port)).isTrue();

        assertThat(instance.stop(LIMIT)).isTrue();
        awaitFree(port);
    }

    @Test
    void the_user_network_ends_with_its_client() throws Exception {
        int port = freePort();
        Path socket = new InstanceFiles(directory).networkSocket();
        Path capture = directory.resolve("frames.pcap");
        List<PortForward> forwards = List.of(PortForward.parse(port + ":80"));
        Passt.start("passt", socket, forwards, Optional.of(capture), directory.resolve("passt.log"));
        assertThat(Files.size(capture)).as("a capture's header").isEqualTo(24);
        try (var client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            assertThat(client.isConnected()).isTrue();
            assertThat(isTaken(port)).isTrue();
        }
        awaitFree(port);
    }

    @Test
    void a_filter_is_put_between_a_process_and_its_network_which_ends_when_there_is_none() throws Exception {
        int port = freePort();
        Path image = script("echo \"$DEMITASSE_BOOT\"");
        List<PortForward> forwards = List.of(PortForward.parse(port + ":80"));
        try (var filter = new FakeFilter()) {
            sandbox.start(request(image, new Network.User(forwards, new Outbound.Filtered(filter))), recorder);
            recorder.await(r -> r.console()
                    .contains("demi.net-socket="
                            + KernelCommandLine.encode(
                                    directory.resolve("network.sock").toString())));
            assertThat(directory.resolve("passt.sock")).exists();
        }
        awaitFree(port);
        var broken = new Network.User(forwards, new Outbound.Filtered((guest, host) -> {
            throw new HypervisorException("there is no filter");
        }));
        Files.delete(directory.resolve("passt.sock"));
        assertThatThrownBy(() -> sandbox.start(request(image, broken), recorder))
                .hasMessage("there is no filter");
        awaitFree(port);
    }

    @Test
    void a_missing_passt_says_how_to_install_it() throws IOException {
        Path image = script("true");
        var without = new ProcessSandbox(temporary.resolve("no-passt").toString());
        assertThatThrownBy(() -> without.start(request(image, new Network.User(List.of())), recorder))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("install passt");
    }

    private Instance start(String script) throws IOException {
        return sandbox.start(request(script(script), new Network.None()), recorder);
    }

    private InstanceRequest request(Path image, Network network) {
        var configuration = new BootConfiguration(List.of("héllo wörld"), Map.of(), Map.of(), Optional.empty());
        return new InstanceRequest(
                image, directory, 32 << 20, network, Optional.empty(), List.of(), configuration, false);
    }

    private Path script(String body) throws IOException {
        Path script = Files.writeString(temporary.resolve("image"), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitFree(int port) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (isTaken(port)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    private static boolean isTaken(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return !socket.isBound();
        } catch (IOException e) {
            return true;
        }
    }
}
