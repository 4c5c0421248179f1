package dev.demitasse.cli;

import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.InstanceFiles;
import dev.demitasse.hypervisor.Instances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi logs}. */
@Command(
        name = "logs",
        description = "Print what an instance of demi run, a service's instances, or one of those have written.",
        footer = {"", "Examples:", "  demi logs -f hello-http", "  demi logs shop"})
final class LogsCommand implements Callable<Integer> {
    private static final int POLL_MILLIS = 50;

    @Parameters(
            paramLabel = "INSTANCE|SERVICE",
            description = "An instance's name, or the beginning of its id; or a service of the control plane.")
    private String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the instance ends.")
    private boolean follow;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Home home = Home.ofUser();
        InstanceStore store = home.instances();
        if (server.nameFolder() || !store.knows(name) && server.isKnown()) {
            new ServiceLogs(server.client(), System.out).print(name, follow);
            return ExitStatus.OK;
        }
        Path directory = store.directory(store.find(name));
        Instance instance = Instances.find(directory);
        try (var log = Files.newInputStream(new InstanceFiles(directory).consoleLog())) {
            boolean alive;
            do {
                // Asked before reading: what an instance wrote before it ended is then in the file.
                alive = follow && instance.isAlive();
                log.transferTo(System.out);
                System.out.flush();
                if (alive) {
                    Thread.sleep(POLL_MILLIS);
                }
            } while (alive && !System.out.checkError());
        }
        return ExitStatus.OK;
    }
}
