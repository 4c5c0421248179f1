package dev.demitasse.hypervisor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs images under {@code qemu-system-x86_64}. QEMU is started as a daemon in a session of its own, so that neither
 * the terminal's Ctrl-C nor the end of this process reaches it, and so that its start either succeeds or fails while we
 * wait. Thread-safe.
 */
public final class Qemu implements Hypervisor {
    /** QEMU is ready within some 100 ms; this is for a host that swaps. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** A guest under KVM says that it boots within some 30 ms of QEMU's start. */
    private static final Duration TRIAL_LIMIT = Duration.ofSeconds(3);

    private final Options options;
    private final KvmVerdict kvm;

    /**
     * How QEMU is used.
     *
     * @param binary its path, or its name on the {@code PATH}
     * @param passt the same of passt, which networks with a filter need
     * @param machine the machine it plays
     * @param acceleration who executes the guest
     * @param kvmVerdict the file that remembers whether KVM works on this host
     */
    public record Options(
            String binary, String passt, MachineType machine, Acceleration acceleration, Path kvmVerdict) {}

    /** QEMU, used as {@code options} say. */
    public Qemu(Options options) {
        this(options, new KvmVerdict(options.kvmVerdict()));
    }

    Qemu(Options options, KvmVerdict kvm) {
        this.options = options;
        this.kvm = kvm;
    }

    @Override
    public Instance start(InstanceRequest request, InstanceListener listener) {
        HostInterfaces.ofHost().check(request.network());
        if (request.capture().isPresent() && queues(request) > 1) {
            // QEMU's filters are not for several queues (netfilter_complete in net/filter.c).
            throw new HypervisorException(
                    "a tap interface with several queues is captured on the interface: tcpdump -i NAME -w "
                            + request.capture().get());
        }
        return switch (options.acceleration()) {
            case KVM, TCG -> launch(options.acceleration(), request, listener);
            case AUTO ->
                switch (kvm.state()) {
                    case WORKS -> launch(Acceleration.KVM, request, listener);
                    // What waits for a debugger does not say that it boots.
                    case UNTRIED ->
                        request.debugged()
                                ? emulate("KVM was not tried on this host yet", request, listener)
                                : tryKvm(request, listener);
                    case ABSENT -> emulate("this host has no /dev/kvm", request, listener);
                    case FORBIDDEN -> emulate("this user may not use /dev/kvm (join the group kvm)", request, listener);
                    case FAILS -> emulate("KVM does not run 64-bit guests on this host", request, listener);
                };
        };
    }

    @Override
    public Instance find(Path directory) {
        return QemuInstance.found(new InstanceFiles(directory));
    }

    private static int queues(InstanceRequest request) {
        return HostInterfaces.ofHost().queues(request.network());
    }

    private Instance emulate(String reason, InstanceRequest request, InstanceListener listener) {
        Instance instance = launch(Acceleration.TCG, request, listener);
        // After the start, so that one that fails has one line, which says why.
        listener.note(reason + ": emulating, which is several times slower");
        return instance;
    }

    /** The first instance since the host's boot shows whether KVM works: it does when the guest says that it boots. */
    private Instance tryKvm(InstanceRequest request, InstanceListener listener) {
        var trial = new KvmTrial(listener);
        try {
            Instance instance = launch(Acceleration.KVM, request, trial);
            if (trial.awaitBoot(TRIAL_LIMIT)) {
                kvm.record(true);
                return instance;
            }
            instance.kill();
            instance.awaitEnd(TRIAL_LIMIT);
            clear(request.directory());
            // passt ends with its client, a moment later.
            UserNetwork.awaitFree(request.network().forwards());
        } catch (HypervisorException e) {
            // QEMU could not open KVM, or something else is wrong, which emulation will then report too.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException("interrupted while starting", e);
        }
        kvm.record(false);
        return emulate("KVM does not run 64-bit guests on this host", request, listener);
    }

    private Instance launch(Acceleration acceleration, InstanceRequest request, InstanceListener listener) {
        var files = new InstanceFiles(request.directory());
        String commandLine = KernelCommandLine.of(request.configuration(), request.network(), Instant.now());
        String told = KernelCommandLine.file(request.configuration());
        Path messages = request.directory().resolve("qemu.log");
        try (var channels = new Channels(files)) {
            files.writeBoot(told);
            if (filtered(request).isPresent()) {
                Passt.start(options.passt(), files, filtered(request).get(), Optional.empty());
            }
            List<String> command = QemuCommand.of(
                    options.binary(), options.machine(), acceleration, request, commandLine, queues(request));
            Optional<String> user = OwnUser.next();
            int status = run(user.map(own -> QemuCommand.as(own, command)).orElse(command), messages);
            if (status != 0 && user.isPresent() && Files.readString(messages).contains(QemuCommand.OLD_USER)) {
                // Another name for it, from 9.1 on; the old one is to go.
                status = run(QemuCommand.asSince91(user.get(), command), messages);
            }
            if (status != 0) {
                throw QemuFailure.of(Files.readString(messages), status);
            }
            // QEMU has read it, and secrets may be in it.
            files.writeBoot("");
            return QemuInstance.started(files, channels.console(), channels.control(), listener);
        } catch (IOException e) {
            abandon(files);
            throw QemuFailure.of(options.binary(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException("interrupted while starting QEMU", e);
        } catch (RuntimeException e) {
            abandon(files);
            throw e;
        }
    }

    private static Optional<Network.User> filtered(InstanceRequest request) {
        return request.network() instanceof Network.User user && user.outbound() instanceof Outbound.Filtered
                ? Optional.of(user)
                : Optional.empty();
    }

    /** Ends the network of an instance that did not start, and removes what is left of it. */
    private static void abandon(InstanceFiles files) {
        Passt.end(files.networkSocket());
        clear(files.directory());
    }

    /** Starts QEMU, which becomes a daemon or fails, and returns its status. */
    private static int run(List<String> command, Path messages) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(messages.toFile())
                .start();
        if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new HypervisorException("QEMU did not start within " + START_LIMIT.toSeconds() + " s");
        }
        return process.exitValue();
    }

    /** Removes what an instance that did not start has left in its directory. */
    private static void clear(Path directory) {
        try (var entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException e) {
            throw new HypervisorException("cannot clear " + directory + ": " + e.getMessage(), e);
        }
    }
}
