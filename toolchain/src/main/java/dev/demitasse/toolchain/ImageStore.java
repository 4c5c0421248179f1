package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Built images by the SHA-256 of their bytes, and an index from the hash of what an image was built from.
 *
 * <pre>
 *   sha256/DIGEST     an image
 *   reports/DIGEST/   what the builder found out about it: contents.gz, code.txt, heap.txt, unsupported.txt
 *   inputs/HASH       the digest of the image built from these inputs
 *   locks/HASH        held while an image is built from them
 *   work/HASH         the folder of a build under way; left behind only by a killed build, swept by the next
 *   logs/HASH.log     what the compiler printed when a build failed
 * </pre>
 *
 * <p>Files appear whole or not at all. Safe for several threads and processes: whoever builds holds the lock.
 */
public final class ImageStore {
    /** File locks hold between processes only; these hold between the threads of this one. */
    private static final ConcurrentHashMap<String, Semaphore> THREADS = new ConcurrentHashMap<>();

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path root;

    /** A store in {@code root}, which is made when something is put into it. */
    public ImageStore(Path root) {
        this.root = root;
    }

    /** The store of the user who runs this JVM: {@code ~/.demitasse/images}. */
    public static ImageStore ofUser() {
        return new ImageStore(Path.of(System.getProperty("user.home"), ".demitasse", "images"));
    }

    /** Image file and digest. */
    public record Entry(Path image, String digest) {}

    /** All images, newest first. */
    public List<Entry> images() throws IOException {
        Path folder = root.resolve("sha256");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file ->
                            DIGEST.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().lastModified())
                            .reversed())
                    .map(file -> new Entry(file, file.getFileName().toString()))
                    .toList();
        }
    }

    /** The image whose digest begins with {@code prefix}, when there is exactly one. */
    public Optional<Entry> byDigest(String prefix) throws IOException {
        List<Entry> found = images().stream()
                .filter(entry -> entry.digest().startsWith(prefix))
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** A report on an image of the store, such as {@code contents.gz}, if it is there. */
    public Optional<Path> report(String digest, String name) {
        Path file = root.resolve("reports").resolve(digest).resolve(name);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** Removes an image; what was built from its inputs is built anew next time. */
    public void remove(Entry entry) throws IOException {
        Files.deleteIfExists(entry.image());
        deleteTree(root.resolve("reports").resolve(entry.digest()));
    }

    /** The image built from inputs of this hash, its bytes verified. */
    Optional<Entry> byInputs(String hash) throws IOException {
        String digest;
        try {
            digest = Files.readString(root.resolve("inputs").resolve(hash)).strip();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        if (!DIGEST.matcher(digest).matches()) {
            return Optional.empty();
        }
        Path image = root.resolve("sha256").resolve(digest);
        boolean intact = Files.exists(image) && InputHash.ofFile(image).equals(digest);
        return intact ? Optional.of(new Entry(image, digest)) : Optional.empty();
    }

    /** Moves a finished image and the reports about it into the store. */
    Entry put(String hash, Path image, Path reports) throws IOException {
        String digest = InputHash.ofFile(image);
        Path kept = folder("reports").resolve(digest);
        deleteTree(kept);
        Files.move(reports, kept, StandardCopyOption.ATOMIC_MOVE);
        Path stored = folder("sha256").resolve(digest);
        Files.move(image, stored, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path index = folder("work").resolve(hash).resolve("index");
        Files.writeString(index, digest + "\n");
        Files.move(
                index,
                folder("inputs").resolve(hash),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        return new Entry(stored, digest);
    }

    /** Keeps the log of a failed build, and says where. */
    Path keepLog(String hash, List<String> lines) throws IOException {
        Path log = folder("logs").resolve(hash.substring(0, 16) + ".log");
        try {
            return Files.write(log, lines);
        } catch (IOException e) {
            // Half a log, on a disk that is full.
            Files.deleteIfExists(log);
            throw e;
        }
    }

    /** A build under way: its locks, and an empty folder that goes with it. */
    static final class Work implements AutoCloseable {
        private final Semaphore threads;
        private final FileChannel channel;
        private final Path folder;

        private Work(Semaphore threads, FileChannel channel, Path folder) {
            this.threads = threads;
            this.channel = channel;
            this.folder = folder;
        }

        Path folder() {
            return folder;
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                deleteTree(folder);
            } finally {
                threads.release();
            }
        }
    }

    /**
     * Begins a build from inputs of this hash, after any other one of the same.
     *
     * @param waiting run when another process builds the same, before waiting for it
     */
    Work begin(String hash, Runnable waiting) throws IOException, InterruptedException {
        sweep();
        Path lockFile = folder("locks").resolve(hash);
        Semaphore threads = THREADS.computeIfAbsent(lockFile.toString(), _ -> new Semaphore(1));
        threads.acquire();
        FileChannel channel = null;
        try {
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                waiting.run();
                channel.lock();
            }
            Path folder = folder("work").resolve(hash);
            deleteTree(folder);
            return new Work(threads, channel, Files.createDirectories(folder));
        } catch (IOException | RuntimeException e) {
            threads.release();
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    /** Deletes the folders of builds that nobody is working on any more. */
    private void sweep() throws IOException {
        try (var folders = Files.list(folder("work"))) {
            for (Path stale : folders.toList()) {
                Path lockFile = folder("locks").resolve(stale.getFileName());
                try (var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.tryLock()) {
                    if (lock != null) {
                        deleteTree(stale);
                    }
                } catch (OverlappingFileLockException _) {
                    // Another thread of this process works on it.
                    continue;
                }
            }
        }
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
