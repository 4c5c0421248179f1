package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs {@link TinyGuest} under the real QEMU, emulating. */
final class QemuTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path temporary;

    private Path directory;
    private Path image;
    private final Recorder recorder = new Recorder();

    @BeforeEach
    void prepare() throws IOException {
        // A space and a comma, which QEMU's option syntax must not trip over.
        directory = Files.createDirectory(temporary.resolve("an instance, mine"));
        image = TinyGuest.write(temporary.resolve("tiny guest"));
    }

    @AfterEach
    void leaveNothingRunning() {
        qemu(MachineType.MICROVM).find(directory).kill();
    }

    @ParameterizedTest
    @EnumSource
    void an_instance_boots_is_heard_and_stops_in_order(MachineType machine) throws Exception {
        Instance instance = qemu(machine).start(request(new Network.User(List.of()), List.of("héllo wörld")), recorder);
        recorder.await(r -> r.events().contains(new ControlEvent.Listening(7)));
        recorder.await(r -> r.console().contains("demi.more=fw_cfg"));
        assertThat(instance.isAlive()).isTrue();
        assertThat(commandLine(instance))
                .as("what every user of the host may read")
                .contains("opt/org.demitasse/boot")
                .doesNotContain("llo");
        assertThat(directory.resolve("boot")).doesNotExist();

        assertThat(instance.stop(LIMIT)).isTrue();

        assertThat(instance.isAlive()).isFalse();
        assertThat(instance.outcome()).isEqualTo(new Outcome.Exited(42));
        assertThat(recorder.events())
                .containsExactly(new ControlEvent.Boot(), new ControlEvent.Listening(7), new ControlEvent.Exit(42));
    }

    @Test
    void room_for_a_second_processor_makes_emulation_keep_the_guests_fences() throws Exception {
        Instance instance = start();

        assertThat(commandLine(instance)).contains("cpus=1,maxcpus=2");
        assertThat(instance.stop(LIMIT)).isTrue();
    }

    @Test
    void started_by_root_a_machine_runs_as_a_user_of_its_own() throws Exception {
        Instance instance = start();
        recorder.await(r -> r.events().contains(new ControlEvent.Listening(7)));
        String user = user(Long.toString(instance.pid().orElseThrow()));
        if (OwnUser.next().isPresent()) {
            assertThat(user).matches("Uid:(\\s+(19\\d{8}))\\1\\1\\1");
        } else {
            assertThat(user).isEqualTo(user("self"));
        }
        assertThat(instance.stop(LIMIT)).isTrue();
        assertThat(instance.outcome()).isEqualTo(new Outcome.Exited(42));
    }

    private static String user(String process) throws IOException {
        return Files.readAllLines(Path.of("/proc", process, "status")).stream()
                .filter(line -> line.startsWith("Uid:"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_guest_hears_what_is_typed() throws InterruptedException {
        Instance instance = start();
        instance.type(ByteBuffer.wrap("knock, knock".getBytes(StandardCharsets.US_ASCII)));
        recorder.await(r -> r.console().contains("knock, knock"));
    }

    @Test
    void a_paused_instance_stands_still_until_it_is_resumed_and_stops_in_order() throws Exception {
        Instance instance = start();
        recorder.await(r -> r.events().contains(new ControlEvent.Listening(7)));
        instance.pause();
        recorder.await(_ -> Instances.find(directory).isPaused());
        instance.type(ByteBuffer.wrap("knock".getBytes(StandardCharsets.US_ASCII)));
        Thread.sleep(200);
        assertThat(recorder.console()).doesNotContain("knock");
        instance.resume();
        recorder.await(r -> r.console().contains("knock"));
        instance.pause();
        assertThat(instance.stop(LIMIT)).isTrue();
        assertThat(instance.outcome()).isEqualTo(new Outcome.Exited(42));
    }

    @Test
    void a_detached_instance_runs_on_and_is_found_by_its_directory() throws Exception {
        Instance started = start();
        recorder.await(r -> r.events().contains(new ControlEvent.Listening(7)));
        started.detach();

        Instance found = qemu(MachineType.MICROVM).find(directory);
        assertThat(found.isAlive()).isTrue();
        assertThat(ProcessHandle.of(found.pid().orElseThrow())).isPresent();
        assertThat(found.stop(LIMIT)).isTrue();
        assertThat(found.outcome()).isEqualTo(new Outcome.Exited(42));
        assertThat(Files.readString(new InstanceFiles(directory).consoleLog())).contains("demi.clock=");
    }

    @Test
    void a_killed_instance_is_lost() throws InterruptedException {
        Instance instance = start();
        instance.kill();
        assertThat(instance.awaitEnd(LIMIT)).isTrue();
        assertThat(instance.pid()).isEmpty();
        assertThat(instance.outcome()).isEqualTo(new Outcome.Lost());
    }

    @Test
    void an_instance_that_does_not_stop_in_time_is_killed() throws Exception {
        TinyGuest.writeDeaf(image);
        Instance instance = start();
        recorder.await(r -> r.events().contains(new ControlEvent.Listening(7)));
        assertThat(instance.stop(Duration.ofMillis(300))).isFalse();
        assertThat(instance.isAlive()).isFalse();
    }

    @Test
    void a_directory_without_an_instance_has_none_alive() {
        Instance instance = qemu(MachineType.MICROVM).find(directory);
        assertThat(instance.isAlive()).isFalse();
        assertThat(instance.events()).isEmpty();
    }

    @Test
    void a_kvm_device_that_runs_no_guest_is_tried_once_and_emulation_takes_over() throws Exception {
        Path device = Files.createFile(temporary.resolve("kvm-device"));
        // Stands for a host whose device is there and does not work: QEMU without acceleration by that name.
        Path withoutKvm =
                script("case \"$*\" in *'-accel kvm'*) echo no >&2; exit 1;; esac; exec qemu-system-x86_64 \"$@\"");
        var verdict = new KvmVerdict(device, temporary.resolve("kvm"));
        var qemu = new Qemu(options(withoutKvm.toString(), MachineType.MICROVM, Acceleration.AUTO), verdict);

        Instance instance = qemu.start(request(new Network.None(), List.of()), recorder);

        recorder.await(r -> r.events().contains(new ControlEvent.Boot()));
        assertThat(recorder.notes()).singleElement().asString().contains("emulating");
        assertThat(verdict.state()).isEqualTo(KvmVerdict.State.FAILS);
        instance.kill();
    }

    @Test
    void a_machine_whose_way_out_is_filtered_connects_to_the_filter_and_passt_publishes_its_ports() throws Exception {
        List<PortForward> forwards = UserNetwork.claim(List.of(PortForward.parse("0:80")));
        try (var filter = new FakeFilter()) {
            var network = new Network.User(forwards, new Outbound.Filtered(filter));
            Instance instance = qemu(MachineType.MICROVM).start(request(network, List.of()), recorder);
            recorder.await(r -> r.events().contains(new ControlEvent.Listening(7)));
            try (var guest = filter.guest()) {
                assertThat(guest.isConnected()).isTrue();
                assertThatThrownBy(() -> UserNetwork.claim(forwards)).hasMessageContaining("cannot be used");
                instance.kill();
                assertThat(guest.read(ByteBuffer.allocate(1))).as("its end").isNegative();
            }
        }
        UserNetwork.awaitFree(forwards);
        assertThat(UserNetwork.claim(forwards)).as("passt has ended, too").isEqualTo(forwards);
    }

    @Test
    void without_its_filter_a_machine_does_not_start_and_nothing_is_left() throws Exception {
        List<PortForward> forwards = UserNetwork.claim(List.of(PortForward.parse("0:80")));
        var network = new Network.User(forwards, new Outbound.Filtered((guest, host) -> {
            throw new HypervisorException("there is no filter");
        }));
        assertThatThrownBy(() -> qemu(MachineType.MICROVM).start(request(network, List.of()), recorder))
                .hasMessage("there is no filter");
        assertThat(directory).isEmptyDirectory();
        UserNetwork.awaitFree(forwards);
        assertThat(UserNetwork.claim(forwards)).isEqualTo(forwards);
    }

    @Test
    void a_port_in_use_is_named_and_nothing_is_left() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var forward = PortForward.parse(taken.getLocalPort() + ":80");
            assertThatThrownBy(() -> UserNetwork.claim(List.of(forward)))
                    .isInstanceOf(HypervisorException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());

            var request = request(new Network.User(List.of(forward)), List.of());
            assertThatThrownBy(() -> qemu(MachineType.MICROVM).start(request, recorder))
                    .isInstanceOf(HypervisorException.class)
                    .hasMessageContaining("a forwarded port cannot be used");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void any_free_port_is_claimed_for_zero() {
        var claimed = UserNetwork.claim(List.of(PortForward.parse("0:80"), PortForward.parse("0:53/udp")));
        assertThat(claimed).allSatisfy(forward -> assertThat(forward.hostPort()).isPositive());
        assertThat(claimed).extracting(PortForward::guestPort).containsExactly(80, 53);
    }

    @Test
    void a_missing_qemu_says_how_to_install_it_and_nothing_is_left() {
        var qemu = new Qemu(options(temporary.resolve("no-qemu").toString(), MachineType.MICROVM, Acceleration.TCG));
        assertThatThrownBy(() -> qemu.start(request(new Network.None(), List.of()), recorder))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("install QEMU");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void what_qemu_complains_about_is_passed_on() throws IOException {
        Path complaining = script("echo 'qemu-system-x86_64: -m size=1K: it is too small for me' >&2; exit 1");
        var qemu = new Qemu(options(complaining.toString(), MachineType.MICROVM, Acceleration.TCG));
        assertThatThrownBy(() -> qemu.start(request(new Network.None(), List.of()), recorder))
                .isInstanceOf(HypervisorException.class)
                .hasMessage("QEMU does not start: -m size=1K: it is too small for me");
        assertThat(directory).isEmptyDirectory();
    }

    private Instance start() {
        return qemu(MachineType.MICROVM).start(request(new Network.None(), List.of()), recorder);
    }

    private static String commandLine(Instance instance) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(instance.pid().orElseThrow()), "cmdline"));
    }

    private Qemu qemu(MachineType machine) {
        return new Qemu(options("qemu-system-x86_64", machine, Acceleration.TCG));
    }

    private Qemu.Options options(String binary, MachineType machine, Acceleration acceleration) {
        return new Qemu.Options(binary, "passt", machine, acceleration, temporary.resolve("kvm"));
    }

    private InstanceRequest request(Network network, List<String> arguments) {
        var configuration = new BootConfiguration(arguments, Map.of(), Map.of(), Optional.empty());
        return new InstanceRequest(
                image, directory, 32 << 20, network, Optional.empty(), List.of(), configuration, false);
    }

    private Path script(String body) throws IOException {
        Path script = Files.writeString(temporary.resolve("qemu"), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
}
