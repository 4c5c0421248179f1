package dev.demitasse.cli;

import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.Instances;
import dev.demitasse.hypervisor.Outcome;
import dev.demitasse.toolchain.MemorySize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demi ps}. */
@Command(
        name = "ps",
        description = "List running instances.",
        footer = {"", "Example:", "  demi ps -a --output json"})
final class PsCommand implements Callable<Integer> {
    @Option(
            names = {"-a", "--all"},
            description = "Those that have ended, too.")
    private boolean all;

    @Mixin
    private OutputOption output = new OutputOption();

    /** An instance as printed in JSON: what is remembered of it, and what it does now. */
    private record Row(
            String id,
            String name,
            String state,
            @Nullable Integer exitStatus,
            @Nullable Long pid,
            List<String> ports,
            long memory,
            String started,
            String image,
            String digest) {}

    @Override
    public Integer call() {
        Home home = Home.ofUser();
        InstanceStore store = home.instances();
        var rows = new ArrayList<Row>();
        for (InstanceRecord record : store.all()) {
            Instance instance = Instances.find(store.directory(record));
            InstanceState state = InstanceState.of(instance);
            if (all || !(state instanceof InstanceState.Ended)) {
                rows.add(row(record, state, instance.pid()));
            }
        }
        if (output.isJson()) {
            System.out.println(Json.write(rows));
        } else {
            print(rows);
        }
        return ExitStatus.OK;
    }

    private static Row row(InstanceRecord record, InstanceState state, OptionalLong pid) {
        OptionalInt status = state instanceof InstanceState.Ended(Outcome.Exited(int value))
                ? OptionalInt.of(value)
                : OptionalInt.empty();
        return new Row(
                record.id(),
                record.name(),
                state.text(),
                status.isPresent() ? status.getAsInt() : null,
                pid.isPresent() ? pid.getAsLong() : null,
                record.ports(),
                record.memory(),
                record.started(),
                record.image(),
                record.digest());
    }

    private static void print(List<Row> rows) {
        var table = new Table("ID", "NAME", "STATE", "PORTS", "MEMORY", "STARTED", "IMAGE");
        for (Row row : rows) {
            table.row(
                    row.id(),
                    row.name(),
                    row.state(),
                    String.join(" ", row.ports()),
                    MemorySize.text(row.memory()),
                    Quantities.time(Duration.between(Instant.parse(row.started()), Instant.now())) + " ago",
                    row.digest().substring(0, 12));
        }
        table.print(System.out);
    }
}
