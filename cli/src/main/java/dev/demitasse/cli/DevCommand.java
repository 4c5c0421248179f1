package dev.demitasse.cli;

import dev.demitasse.hypervisor.BootConfiguration;
import dev.demitasse.hypervisor.Network;
import dev.demitasse.toolchain.BootTarget;
import dev.demitasse.toolchain.BuildResult;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi dev}. */
@Command(
        name = "dev",
        description = {
            "Run an application as a process, and at every change of its sources build it anew, quickly, and start it"
                    + " again. What cannot be built leaves the running one alone. Ctrl-C ends it all."
        },
        footer = {"", "Example:", "  demi dev examples/hello-http -p 8080:8080"})
final class DevCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "APP",
            description = "A jar, or the folder of a Maven project or of classes; it is watched.")
    private String application = "";

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "The application's arguments, after --.")
    private List<String> arguments = List.of();

    @Mixin
    private BuildOptions build = new BuildOptions();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Mixin
    private HypervisorOptions machine = new HypervisorOptions();

    @Mixin
    private GuestOptions guest = new GuestOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Home home = Home.ofUser();
        var configuration = new BootConfiguration(arguments, guest.variables(), Map.of(), Optional.empty());
        Network connected = network.network();
        try (SourceWatch watch = SourceWatch.of(application)) {
            var running =
                    new RunningVersion(home, machine, connected, network.capture(), guest.memory(), configuration);
            var loop = new DevLoop(watch, () -> image(home), running);
            loop.run();
            return ExitStatus.OK;
        }
    }

    private ReadyImage image(Home home) throws InterruptedException {
        String usual = BootTarget.runsProcesses() ? BootTarget.PROCESS : BootTarget.QEMU;
        BuildResult built = build.buildQuickly(application, usual, home);
        return ReadyImage.of(built);
    }
}
