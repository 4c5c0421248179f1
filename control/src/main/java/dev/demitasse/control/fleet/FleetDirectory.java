package dev.demitasse.control.fleet;

import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.InstanceFiles;
import dev.demitasse.hypervisor.Instances;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The directories of instances: one for each that runs, and of those that have ended the latest, for their logs. Guarded
 * by its lock.
 */
public final class FleetDirectory {
    private static final int ENDED_KEPT = 20;

    private final Path root;
    private final Deque<String> ended = new ArrayDeque<>();

    /** An instance that runs, from before this process. */
    record Survivor(InstanceRecord record, Instance instance) {}

    /** The instances in {@code root}, which is made. */
    public FleetDirectory(Path root) throws IOException {
        this.root = Files.createDirectories(root);
    }

    /** Makes an instance's directory, with its record; only this user may look into it. */
    Path create(InstanceRecord record) throws IOException {
        Path directory = Files.createDirectory(
                root.resolve(record.id()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        record.write(directory);
        return directory;
    }

    /**
     * What still runs. What runs and is not known is ended, since nobody else would; what has ended is kept for its logs.
     *
     * @param notes told of what was ended
     */
    synchronized List<Survivor> survivors(Consumer<String> notes) throws IOException {
        var survivors = new ArrayList<Survivor>();
        try (var directories = Files.list(root)) {
            for (Path directory : directories.filter(Files::isDirectory).toList()) {
                Instance instance = Instances.find(directory);
                Optional<InstanceRecord> record = InstanceRecord.read(directory);
                if (record.isEmpty() && instance.isAlive()) {
                    instance.kill();
                    notes.accept("the record of the instance in " + directory + " is damaged: it was ended");
                }
                if (record.isPresent() && instance.isAlive()) {
                    survivors.add(new Survivor(record.get(), instance));
                } else {
                    ended(directory.getFileName().toString());
                }
            }
        }
        return survivors;
    }

    /** An instance has ended: its logs are kept until twenty others have. */
    synchronized void ended(String id) {
        if (!Files.isDirectory(root.resolve(id))) {
            return;
        }
        ended.add(id);
        while (ended.size() > ENDED_KEPT) {
            remove(root.resolve(ended.remove()));
        }
    }

    /** What is remembered of an instance, if there is such a one. */
    Optional<InstanceRecord> record(String id) {
        try {
            return InstanceRecord.read(root.resolve(id));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the record of " + id, e);
        }
    }

    /** Keeps how an instance came up; without it, it is only not known. */
    void remember(String id, BootTimeline timeline) {
        timeline.write(root.resolve(id));
    }

    /** How an instance came up, as far as that was kept. */
    BootTimeline timeline(String id) {
        return BootTimeline.read(root.resolve(id));
    }

    Path consoleLog(String id) {
        return new InstanceFiles(root.resolve(id)).consoleLog();
    }

    private static void remove(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
