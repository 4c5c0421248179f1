package dev.demitasse.cli;

import dev.demitasse.hypervisor.Instances;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi stop}. */
@Command(
        name = "stop",
        description = "Stop instances: each runs its shutdown hooks and ends, or is killed after a while.",
        footer = {"", "Example:", "  demi stop -t 30 hello-http"})
final class StopCommand implements Callable<Integer> {
    /** How long an instance may take to end by itself. */
    static final int GRACE_SECONDS = 10;

    @Parameters(arity = "1..*", paramLabel = "INSTANCE", description = "Names, or beginnings of ids.")
    private List<String> names = List.of();

    @Option(
            names = {"-t", "--time"},
            paramLabel = "SECONDS",
            description = "How long it may take (default: " + GRACE_SECONDS + ").")
    private int seconds = GRACE_SECONDS;

    @Override
    public Integer call() throws InterruptedException {
        Home home = Home.ofUser();
        InstanceStore store = home.instances();
        List<InstanceRecord> records = names.stream().map(store::find).toList();
        for (InstanceRecord record : records) {
            boolean orderly = Instances.find(store.directory(record)).stop(Duration.ofSeconds(seconds));
            if (!orderly) {
                Messages.note(record.name() + " did not end within " + seconds + " s and was killed");
            }
            System.out.println(record.name());
        }
        return ExitStatus.OK;
    }
}
