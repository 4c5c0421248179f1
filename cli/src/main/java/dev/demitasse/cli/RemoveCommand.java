package dev.demitasse.cli;

import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.Instances;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi rm}. */
@Command(
        name = "rm",
        description = "Forget instances that have ended, with their logs.",
        footer = {"", "Example:", "  demi rm --ended"})
final class RemoveCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "INSTANCE", description = "Names, or beginnings of ids.")
    private List<String> names = List.of();

    @Option(
            names = {"-f", "--force"},
            description = "Kill those that run.")
    private boolean force;

    @Option(names = "--ended", description = "All that have ended.")
    private boolean ended;

    @Override
    public Integer call() throws InterruptedException {
        Home home = Home.ofUser();
        InstanceStore store = home.instances();
        if (names.isEmpty() && !ended) {
            throw new CommandException("name instances, or say --ended", ExitStatus.USAGE);
        }
        List<InstanceRecord> records =
                ended ? store.all() : names.stream().map(store::find).toList();
        for (InstanceRecord record : records) {
            Path directory = store.directory(record);
            Instance instance = Instances.find(directory);
            if (instance.isAlive()) {
                if (ended) {
                    continue;
                }
                if (!force) {
                    throw new CommandException(record.name() + " runs: stop it first, or use -f");
                }
                instance.kill();
                instance.awaitEnd(Duration.ofSeconds(10));
            }
            store.remove(directory);
            System.out.println(record.name());
        }
        return ExitStatus.OK;
    }
}
