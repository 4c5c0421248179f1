package dev.demitasse.junit;

import dev.demitasse.hypervisor.Acceleration;
import dev.demitasse.hypervisor.BootConfiguration;
import dev.demitasse.hypervisor.ControlEvent;
import dev.demitasse.hypervisor.Hypervisor;
import dev.demitasse.hypervisor.HypervisorException;
import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.InstanceFiles;
import dev.demitasse.hypervisor.InstanceRequest;
import dev.demitasse.hypervisor.MachineType;
import dev.demitasse.hypervisor.Network;
import dev.demitasse.hypervisor.PortForward;
import dev.demitasse.hypervisor.ProcessSandbox;
import dev.demitasse.hypervisor.Qemu;
import dev.demitasse.hypervisor.UserNetwork;
import dev.demitasse.toolchain.MemorySize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An instance with a directory of its own, from its start until it is closed. Thread-safe. */
final class Running implements RunningUnikernel, AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(1);

    private final Unikernel wanted;
    private final Path directory;
    private final List<PortForward> forwards;
    private final Instance instance;

    private Running(Unikernel wanted, Path directory, List<PortForward> forwards, Instance instance) {
        this.wanted = wanted;
        this.directory = directory;
        this.forwards = forwards;
        this.instance = instance;
    }

    /**
     * Starts an image and returns when it is ready.
     *
     * @param home where it is remembered whether KVM works
     * @throws UnikernelException when it ends before, or is not ready in time
     */
    static Running start(Unikernel wanted, Images.Image image, Path home) throws InterruptedException {
        List<PortForward> forwards = UserNetwork.claim(Arrays.stream(wanted.ports())
                .mapToObj(port -> new PortForward(PortForward.Protocol.TCP, LOOPBACK, 0, port))
                .toList());
        Path directory = temporary();
        try {
            Hypervisor hypervisor = image.target().equals(Target.PROCESS.title())
                    ? new ProcessSandbox("passt")
                    : new Qemu(new Qemu.Options(
                            "qemu-system-x86_64",
                            "passt",
                            MachineType.MICROVM,
                            Acceleration.AUTO,
                            home.resolve("kvm")));
            var configuration =
                    new BootConfiguration(List.of(wanted.arguments()), environment(wanted), Map.of(), Optional.empty());
            Network network = forwards.isEmpty() ? new Network.None() : new Network.User(forwards);
            Instance instance = hypervisor.start(
                    new InstanceRequest(
                            image.file(),
                            directory,
                            memory(wanted, image),
                            network,
                            Optional.empty(),
                            List.of(),
                            configuration,
                            false),
                    Unheard.LISTENER);
            var running = new Running(wanted, directory, forwards, instance);
            running.awaitReady();
            return running;
        } catch (HypervisorException e) {
            remove(directory);
            throw new UnikernelException(wanted.app() + " does not start: " + e.getMessage(), e);
        }
    }

    private void awaitReady() throws InterruptedException {
        long deadline =
                System.nanoTime() + Duration.ofSeconds(wanted.readySeconds()).toNanos();
        while (!isReady()) {
            boolean late = System.nanoTime() - deadline > 0;
            if (late || !instance.isAlive() && !isReady()) {
                String how = late
                        ? "is not ready after " + wanted.readySeconds() + " s"
                        : "has ended before it was ready: " + instance.outcome();
                String console = console();
                close();
                throw new UnikernelException("%s %s; its console:%n%s".formatted(wanted.app(), how, console));
            }
            Thread.sleep(POLL);
        }
    }

    private boolean isReady() {
        if (forwards.isEmpty()) {
            return instance.events().contains(new ControlEvent.Main());
        }
        Set<ControlEvent> events = new HashSet<>(instance.events());
        return forwards.stream().allMatch(forward -> events.contains(new ControlEvent.Listening(forward.guestPort())));
    }

    @Override
    public String host() {
        return LOOPBACK;
    }

    @Override
    public int port(int port) {
        return forwards.stream()
                .filter(forward -> forward.guestPort() == port)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "port " + port + " is not one of @Unikernel's ports " + Arrays.toString(wanted.ports())))
                .hostPort();
    }

    @Override
    public String console() {
        try {
            // A character may be written by half.
            return new String(Files.readAllBytes(new InstanceFiles(directory).consoleLog()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public boolean isAlive() {
        return instance.isAlive();
    }

    /** Stops it in order, and removes what it has left on disk. */
    @Override
    public void close() {
        try {
            instance.stop(GRACE);
        } catch (InterruptedException e) {
            instance.kill();
            Thread.currentThread().interrupt();
        }
        instance.detach();
        remove(directory);
    }

    /** What the application's memory is; the annotation's word counts most. */
    private static long memory(Unikernel wanted, Images.Image image) {
        if (wanted.memory().isEmpty()) {
            return image.memory();
        }
        return MemorySize.parse(wanted.memory())
                .orElseThrow(() -> new IllegalArgumentException(
                        "memory of @Unikernel: " + wanted.memory() + " is not a size such as 32M"));
    }

    private static Map<String, String> environment(Unikernel wanted) {
        var variables = new LinkedHashMap<String, String>();
        for (String assignment : wanted.environment()) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("environment of @Unikernel: " + assignment + " is not NAME=value");
            }
            variables.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        return variables;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("unikernel");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory for the instance", e);
        }
    }

    private static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
