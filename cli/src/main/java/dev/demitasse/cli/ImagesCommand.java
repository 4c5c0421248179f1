package dev.demitasse.cli;

import dev.demitasse.toolchain.ImageManifest;
import dev.demitasse.toolchain.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code demi images}. */
@Command(
        name = "images",
        description = "List the images built on this machine or pulled to it, newest first.",
        footer = {"", "Example:", "  demi images --output json"})
final class ImagesCommand implements Callable<Integer> {
    @Mixin
    private OutputOption output = new OutputOption();

    private record Row(
            String digest,
            List<String> names,
            String name,
            String main,
            String target,
            long size,
            String built,
            String file) {}

    @Override
    public Integer call() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (ImageStore.Entry entry : Home.ofUser().images().images()) {
            ImageManifest manifest = ImageManifest.read(entry.image());
            rows.add(new Row(
                    entry.digest(),
                    entry.names(),
                    manifest.name(),
                    manifest.main(),
                    manifest.target(),
                    Files.size(entry.image()),
                    Files.getLastModifiedTime(entry.image()).toInstant().toString(),
                    entry.image().toString()));
        }
        if (output.isJson()) {
            System.out.println(Json.write(rows));
            return ExitStatus.OK;
        }
        var table = new Table("IMAGE", "APPLICATION", "TARGET", "SIZE", "BUILT", "NAMES");
        for (Row row : rows) {
            table.row(
                    row.digest().substring(0, 12),
                    row.name(),
                    row.target(),
                    Quantities.size(row.size()),
                    Quantities.time(Duration.between(Instant.parse(row.built()), Instant.now())) + " ago",
                    row.names().isEmpty() ? "-" : String.join(" ", row.names()));
        }
        table.print(System.out);
        return ExitStatus.OK;
    }
}
