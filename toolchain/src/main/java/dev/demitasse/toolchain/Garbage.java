package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Deletes blobs that a layout's index does not lead to; used while the index is locked. */
final class Garbage {
    /** What is younger may belong to a build or a transfer that lists it in a moment. */
    private static final Duration YOUNG = Duration.ofHours(1);

    private final OciLayout layout;

    Garbage(OciLayout layout) {
        this.layout = layout;
    }

    /** Deletes what one index led to and the next does not. */
    void delete(ImageIndex before, ImageIndex after) throws IOException {
        Set<String> gone = before.reachable().collect(Collectors.toCollection(HashSet::new));
        after.reachable().forEach(gone::remove);
        for (String hex : gone) {
            Files.deleteIfExists(layout.blobs().resolve(hex));
        }
    }

    /** Deletes all that an index does not lead to, but for what is young; returns the bytes freed. */
    long collect(ImageIndex index) throws IOException {
        Set<String> used = index.reachable().collect(Collectors.toSet());
        long freed = 0;
        if (!Files.isDirectory(layout.blobs())) {
            return 0;
        }
        try (var blobs = Files.list(layout.blobs())) {
            for (Path blob : blobs.toList()) {
                freed += used.contains(blob.getFileName().toString()) ? 0 : deleteUnlessYoung(blob);
            }
        }
        return freed;
    }

    /** Deletes a file unless it was changed a short while ago; returns the bytes freed. */
    static long deleteUnlessYoung(Path file) throws IOException {
        Instant young = Instant.now().minus(YOUNG);
        try {
            long size = Files.size(file);
            return Files.getLastModifiedTime(file).toInstant().isBefore(young) && Files.deleteIfExists(file) ? size : 0;
        } catch (NoSuchFileException _) {
            return 0;
        }
    }
}
