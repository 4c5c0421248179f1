package dev.demitasse.cli;

import dev.demitasse.hypervisor.Instances;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The instances of this user, a directory for each: its record, its logs, its sockets. A directory without a record
 * belongs to an instance that is being started. Safe for several processes.
 */
final class InstanceStore {
    private static final int REMOVAL_TRIES = 20;
    private static final Duration REMOVAL_PAUSE = Duration.ofMillis(10);

    private static final String RECORD = "instance.json";

    private final Path root;

    /** The instances in {@code root}, which is made when needed. */
    InstanceStore(Path root) {
        this.root = root;
    }

    /** Makes the directory of an instance to be; only this user may look into it, since consoles may tell secrets. */
    Path create() {
        try {
            Files.createDirectories(root);
            String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
            return Files.createDirectory(
                    root.resolve(id),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory for the instance in " + root, e);
        }
    }

    /** The name wanted, or the same with the first number that makes it unique. */
    String uniqueName(String wanted) {
        Set<String> taken = all().stream().map(InstanceRecord::name).collect(Collectors.toSet());
        String name = wanted;
        for (int i = 2; taken.contains(name); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }

    /** Makes the instance known, in the directory of its id. */
    void write(InstanceRecord instance) {
        try {
            Path part = directory(instance).resolve(RECORD + ".part");
            Files.writeString(part, Json.write(instance));
            Files.move(part, directory(instance).resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the record of instance " + instance.name(), e);
        }
    }

    /** All instances, the latest first. */
    List<InstanceRecord> all() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        var records = new ArrayList<InstanceRecord>();
        try (var directories = Files.list(root)) {
            for (Path directory : directories.toList()) {
                try {
                    records.add(Json.read(directory.resolve(RECORD), InstanceRecord.class));
                } catch (FileNotFoundException e) {
                    // Being started, or being removed.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the instances in " + root, e);
        }
        records.sort(Comparator.comparing((InstanceRecord record) -> Instant.parse(record.started()))
                .reversed());
        return records;
    }

    /** The instance of that name, or the only one whose id begins so. */
    InstanceRecord find(String nameOrId) {
        List<InstanceRecord> all = all();
        for (InstanceRecord instance : all) {
            if (instance.name().equals(nameOrId)) {
                return instance;
            }
        }
        List<InstanceRecord> matching = all.stream()
                .filter(instance -> !nameOrId.isEmpty() && instance.id().startsWith(nameOrId))
                .toList();
        return switch (matching.size()) {
            case 1 -> matching.getFirst();
            case 0 -> throw new CommandException("no instance is called " + nameOrId + "; demi ps -a lists them");
            default -> throw new CommandException(nameOrId + " is the beginning of " + matching.size() + " ids");
        };
    }

    /** Whether an instance is called so, or has an id that begins so. */
    boolean knows(String nameOrId) {
        return all().stream()
                .anyMatch(instance -> instance.name().equals(nameOrId)
                        || !nameOrId.isEmpty() && instance.id().startsWith(nameOrId));
    }

    /** An instance that runs the image of a digest, if one does. */
    Optional<InstanceRecord> runningFrom(String digest) {
        return all().stream()
                .filter(instance -> instance.digest().equals(digest))
                .filter(instance -> Instances.find(directory(instance)).isAlive())
                .findFirst();
    }

    /** Where an instance keeps its files. */
    Path directory(InstanceRecord instance) {
        return root.resolve(instance.id());
    }

    /** Forgets an instance that has ended, with its logs. */
    void remove(Path directory) {
        for (int tries = 1; ; tries++) {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
                Files.delete(directory);
                return;
            } catch (NoSuchFileException e) {
                return; // Another process was faster.
            } catch (IOException e) {
                // QEMU, on its way out, may still be busy with its files here.
                if (tries == REMOVAL_TRIES) {
                    throw new UncheckedIOException("cannot remove " + directory, e);
                }
                LockSupport.parkNanos(REMOVAL_PAUSE.toNanos());
            }
        }
    }
}
