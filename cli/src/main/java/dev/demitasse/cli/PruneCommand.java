package dev.demitasse.cli;

import dev.demitasse.toolchain.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demi prune}. */
@Command(
        name = "prune",
        description = {
            "Remove images that have no name and that no instance runs, and what is left of transfers and builds. An"
                    + " application whose image goes is compiled anew when it is next built."
        },
        footer = {"", "Example:", "  demi prune --days 7"})
final class PruneCommand implements Callable<Integer> {
    @Option(names = "--days", paramLabel = "N", description = "Only images older than so many days (default: all).")
    private int days;

    @Override
    public Integer call() throws IOException {
        Home home = Home.ofUser();
        ImageStore images = home.images();
        Instant young = Instant.now().minus(Duration.ofDays(days));
        long freed = 0;
        int count = 0;
        for (ImageStore.Entry entry : images.images()) {
            Instant since = Files.getLastModifiedTime(entry.image()).toInstant();
            Optional<InstanceRecord> running = home.instances().runningFrom(entry.digest());
            if (entry.names().isEmpty() && since.isBefore(young) && running.isEmpty()) {
                freed += Files.size(entry.image());
                images.remove(entry);
                System.out.println(entry.digest());
                count++;
            }
        }
        freed += images.collect();
        Messages.note(count + " images removed, " + Quantities.size(freed) + " freed");
        return ExitStatus.OK;
    }
}
