package dev.demitasse.cli;

import dev.demitasse.hypervisor.BootConfiguration;
import dev.demitasse.hypervisor.Hypervisor;
import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.InstanceRequest;
import dev.demitasse.hypervisor.Network;
import dev.demitasse.hypervisor.PortForward;
import dev.demitasse.toolchain.BootTarget;
import dev.demitasse.toolchain.BuildResult;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi run}. */
@Command(
        name = "run",
        description = {
            "Boot an application or an image and show its console; the exit status is the application's. An application"
                    + " is built first when its inputs have changed. Ctrl-C stops it in order."
        },
        footer = {
            "",
            "Examples:",
            "  demi run app.jar -p 8080:8080 -m 64M -e GREETING=hello -- --verbose",
            "  demi run examples/hello-http -p 8080:8080 -d",
            "  demi run app.jar --egress db.internal:5432 --egress 10.1.0.0/16:443",
            "  demi run app.jar --debug        # prints the line that attaches gdb",
        })
final class RunCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "APP|IMAGE",
            description =
                    "A jar, a Maven project's folder, group:artifact:version, an image file, or an image's name or digest.")
    private String name = "";

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "The application's arguments, after --.")
    private List<String> arguments = List.of();

    @Mixin
    private BuildOptions build = new BuildOptions();

    @Mixin
    private DebugOption debug = new DebugOption();

    @Mixin
    private TrustOption trust = new TrustOption();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Mixin
    private HypervisorOptions machine = new HypervisorOptions();

    @Mixin
    private GuestOptions guest = new GuestOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Leave it running: return when its published ports are served, and print its name.")
    private boolean detach;

    @Option(names = "--rm", description = "Forget the instance and its logs when it ends.")
    private boolean remove;

    @Option(names = "--name", paramLabel = "NAME", description = "The instance's name (default: the application's).")
    private Optional<String> instanceName = Optional.empty();

    @Option(names = "--disk", paramLabel = "FILE", description = "Attach a raw disk image.")
    private List<Path> disks = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Home home = Home.ofUser();
        for (Path disk : disks) {
            if (!Files.isRegularFile(disk)) {
                throw new CommandException("the disk " + disk + " does not exist");
            }
        }
        BootConfiguration configuration = configuration();
        ReadyImage image = image(home);
        trust.check(home, image);
        BootTarget.check(image);
        long bytes = guest.memory().orElseGet(image::memory);
        BootTarget.checkMemory(image, bytes);
        Optional<Path> debugInformation = debugInformation(home, image);
        Optional<OutboundRules> rules = network.rules(home);
        Network connected = network.network(rules);
        List<PortForward> published = connected.forwards();

        InstanceStore store = home.instances();
        Path directory = store.create();
        var guard = new InstanceGuard(store, directory, remove);
        var session = new Session(published, !detach);
        guard.arm();
        Instance instance;
        try {
            Hypervisor hypervisor = machine.hypervisor(home, image.manifest().target());
            instance = hypervisor.start(
                    new InstanceRequest(
                            image.file(),
                            directory,
                            bytes,
                            connected,
                            network.capture(),
                            disks,
                            configuration,
                            debug.isGiven()),
                    session);
        } catch (RuntimeException | Error e) {
            guard.failed();
            throw e;
        }
        rules.ifPresent(known -> known.runs(instance));
        guard.started(instance);
        String shown = store.uniqueName(instanceName.orElse(image.manifest().name()));
        store.write(InstanceRecord.of(directory, shown, image, bytes, published));
        if (debugInformation.isPresent()) {
            Messages.note(
                    "waiting for gdb: " + DebuggerLine.of(name, image, debugInformation.get(), instance, directory));
        }
        return detach ? leave(instance, session, shown, guard) : guard.attend(instance);
    }

    private int leave(Instance instance, Session session, String shown, InstanceGuard guard)
            throws InterruptedException {
        boolean ready = debug.isGiven() || session.awaitReady(instance);
        guard.release();
        if (!instance.isAlive() && instance.awaitEnd(Duration.ofSeconds(1))) {
            int status = InstanceState.exitStatus(instance.outcome());
            if (status != ExitStatus.OK) {
                Messages.error(shown + " has ended: "
                        + InstanceState.of(instance).text() + "; demi logs " + shown + " shows its console");
            }
            System.out.println(shown);
            return status;
        }
        if (!ready) {
            Messages.note(shown + " is not ready after " + Session.READY_LIMIT.toSeconds() + " s; it runs on");
        }
        instance.detach();
        System.out.println(shown);
        return ExitStatus.OK;
    }

    /** The application's arguments as parsed. */
    List<String> arguments() {
        return arguments;
    }

    /** What a debugger needs to know of the image, if one is asked for. */
    private Optional<Path> debugInformation(Home home, ReadyImage image) throws IOException {
        if (!debug.isGiven()) {
            return Optional.empty();
        }
        Optional<Path> found = image.debugInformation(home.images());
        if (found.isEmpty()) {
            throw new CommandException("--debug: there is no debug information of " + name
                    + "; demi build --debug writes it, and so does demi run --debug of an application");
        }
        return found;
    }

    private ReadyImage image(Home home) throws IOException, InterruptedException {
        Optional<ReadyImage> ready = ReadyImage.find(name, home.images());
        if (ready.isPresent()) {
            return ready.get();
        }
        String usual = HypervisorOptions.defaultTarget();
        BuildResult built = build.build(name, Optional.empty(), Optional.of(usual), debug.isGiven(), home);
        boolean fallback = usual.equals(BootTarget.PROCESS)
                && usual.equals(built.manifest().target());
        if (fallback && !build.namesTarget()) {
            Messages.note(
                    "no QEMU here: running it as a process, isolated by this kernel and seccomp and not by a virtual"
                            + " machine (docs/security.md)");
        }
        return ReadyImage.of(built);
    }

    private BootConfiguration configuration() {
        return new BootConfiguration(arguments, guest.variables(), Map.of(), instanceName, network.lastPackets());
    }
}
