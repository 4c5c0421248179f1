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
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Built and pulled images: an OCI image layout, and an index from the hash of what an image was built from.
 *
 * <pre>
 *   oci-layout, index.json, blobs/   the images, their manifests, and what is said about them: see {@link OciLayout}
 *   reports/DIGEST/   what the builder found out about it: contents.gz, sbom.json, code.txt, heap.txt, unsupported.txt;
 *                     image.debug if it was built to be debugged
 *   inputs/HASH       the digest of the image built from these inputs
 *   locks/NAME        held while an image is built, a blob fetched, the index changed
 *   work/HASH         the folder of a build under way; left behind only by a killed build, swept by the next
 *   logs/HASH.log     what the compiler printed when a build failed
 *   sha256/DIGEST     an image, as earlier versions kept it; moved into the layout when it is seen
 * </pre>
 *
 * <p>Files appear whole or not at all. Safe for several threads and processes: whoever builds holds the lock.
 */
public final class ImageStore {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Runnable AT_ONCE = () -> {};

    /** The report that a debugger reads; there is one if the image was built for that. */
    static final String DEBUG_INFORMATION = "image" + DebugFile.SUFFIX;

    private final Path root;
    private final OciLayout layout;

    /** A store in {@code root}, which is made when something is put into it. */
    public ImageStore(Path root) {
        this.root = root;
        layout = new OciLayout(root, root.resolve("locks").resolve("index"));
    }

    /** The store of the user who runs this JVM: {@code ~/.demitasse/images}. */
    public static ImageStore ofUser() {
        return new ImageStore(Path.of(System.getProperty("user.home"), ".demitasse", "images"));
    }

    /**
     * An image of the store.
     *
     * @param image its file, whose bytes are not verified yet
     * @param digest SHA-256 of its bytes, in hexadecimal
     * @param manifest its OCI manifest
     * @param names what it is called
     */
    public record Entry(Path image, String digest, OciDescriptor manifest, List<String> names) {}

    /** The blobs and their index. */
    public OciLayout layout() {
        return layout;
    }

    /** All images, newest first. */
    public List<Entry> images() throws IOException {
        return ImageIndex.read(layout, moved()).images();
    }

    /** The image whose digest begins with {@code prefix}, when there is exactly one. */
    public Optional<Entry> byDigest(String prefix) throws IOException {
        List<Entry> found = images().stream()
                .filter(entry -> entry.digest().startsWith(prefix))
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /**
     * The image of a name such as {@code host:5000/app:1}; of a name without a registry, {@code app:1}, also one that
     * has any, when only one image is called so; {@code latest} where there is no tag.
     *
     * @throws BuildException when several are
     */
    public Optional<Entry> byName(String name) throws IOException {
        return ImageIndex.read(layout, moved()).byName(name);
    }

    /** Calls an image so, and none other any more. */
    public void tag(OciDescriptor manifest, String name) throws IOException {
        layout.change(all -> ImageIndex.read(layout, all).named(manifest, name));
    }

    /** Takes a name away; the image stays. */
    public void untag(String name) throws IOException {
        layout.change(all -> ImageIndex.read(layout, all).unnamed(name));
    }

    /** Lists a manifest whose blobs are all there: an image without a name, or something said about one. */
    public void add(OciDescriptor manifest) throws IOException {
        layout.change(all -> ImageIndex.read(layout, all).with(manifest));
    }

    /**
     * Makes a fetched image, whose blobs are all there and verified, one that can be booted, with the reports that came
     * along; it is not listed yet.
     *
     * @throws BuildException when its file is no image
     */
    public void adopt(OciDescriptor manifest, OciDescriptor elf) throws IOException {
        ReadyImage image = ReadyImage.of(layout.blob(elf));
        if (image.manifest().target().equals(BootTarget.PROCESS)
                && !image.file().toFile().setExecutable(true)) {
            throw new IOException("cannot make " + image.file() + " executable");
        }
        Files.createDirectories(reports(elf.hex()));
        for (var report : ImageArtifact.SHARED_REPORTS.entrySet()) {
            Optional<OciDescriptor> layer = layout.manifest(manifest).layer(report.getValue());
            if (layer.isPresent()) {
                Path file = reports(elf.hex()).resolve(report.getKey());
                Files.deleteIfExists(file);
                OciLayout.link(file, layout.blob(layer.get()));
            }
        }
    }

    /** The manifests that say something about an image, such as its signatures. */
    public List<OciDescriptor> about(String digest) throws IOException {
        return ImageIndex.read(layout, moved()).about(digest);
    }

    /** Where reports about an image are. */
    public Path reports(String digest) {
        return root.resolve("reports").resolve(digest);
    }

    /** A report about an image of the store, such as {@code contents.gz}, if it is there. */
    public Optional<Path> report(String digest, String name) {
        Path file = reports(digest).resolve(name);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** Removes an image with its names and all that is said about it; built from its inputs it is built anew. */
    public void remove(Entry entry) throws IOException {
        moved();
        layout.change(all -> {
            var index = ImageIndex.read(layout, all);
            List<OciDescriptor> kept = index.without(entry.digest());
            new Garbage(layout).delete(index, ImageIndex.read(layout, kept));
            return kept;
        });
        deleteTree(reports(entry.digest()));
    }

    /** Removes blobs, halves of transfers and marks of builds that lead to no image any more; returns the bytes freed. */
    public long collect() throws IOException {
        var freed = new long[1];
        layout.change(all -> {
            freed[0] = new Garbage(layout).collect(ImageIndex.read(layout, all));
            return all;
        });
        for (Path part : files("incoming")) {
            freed[0] += Garbage.deleteUnlessYoung(part);
        }
        List<String> digests = images().stream().map(Entry::digest).toList();
        for (Path mark : files("inputs")) {
            if (!digests.contains(Files.readString(mark).strip())) {
                freed[0] += Garbage.deleteUnlessYoung(mark);
            }
        }
        return freed[0];
    }

    private List<Path> files(String folder) throws IOException {
        if (!Files.isDirectory(root.resolve(folder))) {
            return List.of();
        }
        try (var files = Files.list(root.resolve(folder))) {
            return files.toList();
        }
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
        Optional<Entry> known = byDigest(digest);
        boolean intact =
                known.isPresent() && InputHash.ofFile(known.get().image()).equals(digest);
        return intact ? known : Optional.empty();
    }

    /**
     * Moves a finished image and the reports about it into the store.
     *
     * @param hash of what it was built from
     * @param digest SHA-256 of the image's bytes in hexadecimal, just reckoned; whoever uses the image reckons it again
     * @param inputs digests of what it was built from, by names
     */
    Entry put(String hash, Path image, String digest, Path reports, Map<String, String> inputs) throws IOException {
        var elf = OciDescriptor.of(ImageArtifact.ELF, OciDescriptor.SHA256 + digest, Files.size(image));
        Path kept = reports(elf.hex());
        deleteTree(kept);
        Files.createDirectories(kept.getParent());
        Files.move(reports, kept, StandardCopyOption.ATOMIC_MOVE);
        layout.take(image, elf);
        OciDescriptor manifest = ImageArtifact.write(layout, elf, inputs, kept);
        layout.change(all -> ImageIndex.read(layout, all).built(manifest, elf.hex()));
        Path index = folder("work").resolve(hash).resolve("index");
        Files.writeString(index, elf.hex() + "\n");
        Files.move(
                index,
                folder("inputs").resolve(hash),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        return new Entry(layout.blob(elf), elf.hex(), manifest, List.of());
    }

    /** What the index lists, once all that an earlier version kept is in it. */
    private List<OciDescriptor> moved() throws IOException {
        Path earlier = root.resolve("sha256");
        if (Files.isDirectory(earlier)) {
            new EarlierStore(root, layout).moveInto(root.resolve("locks").resolve("earlier"));
        }
        return layout.index();
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

    /** A build under way: its lock, and an empty folder that goes with it. */
    static final class Work implements AutoCloseable {
        private final StoreLock lock;
        private final Path folder;

        private Work(StoreLock lock, Path folder) {
            this.lock = lock;
            this.folder = folder;
        }

        Path folder() {
            return folder;
        }

        @Override
        public void close() throws IOException {
            try (lock) {
                deleteTree(folder);
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
        StoreLock lock = StoreLock.take(root.resolve("locks").resolve(hash), waiting);
        try {
            Path folder = folder("work").resolve(hash);
            deleteTree(folder);
            return new Work(lock, Files.createDirectories(folder));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Takes the lock of what is called so here, such as a blob that is being fetched; held by one at a time. */
    public StoreLock lock(String name) throws IOException, InterruptedException {
        return StoreLock.take(root.resolve("locks").resolve(name), AT_ONCE);
    }

    /** A folder for what is not in the layout yet, on the same file system. */
    public Path incoming() throws IOException {
        return folder("incoming");
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

    static void deleteTree(Path folder) throws IOException {
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
