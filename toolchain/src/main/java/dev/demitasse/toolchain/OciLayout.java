package dev.demitasse.toolchain;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder of blobs by their digest, and an index of the manifests among them: {@code image-layout.md} of the OCI image
 * specification 1.1.
 *
 * <pre>
 *   oci-layout           the version of this form
 *   index.json           the manifests, each as often as it has names
 *   blobs/sha256/DIGEST  the blobs
 * </pre>
 *
 * <p>Files appear whole or not at all. Safe for several threads and processes: who changes the index holds a lock.
 */
public final class OciLayout {
    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final Path root;
    private final Path lock;

    private record Index(int schemaVersion, String mediaType, List<OciDescriptor> manifests) {}

    /**
     * The layout in a folder, which is made when something is put into it.
     *
     * @param lock the file that is locked while the index changes
     */
    OciLayout(Path root, Path lock) {
        this.root = root;
        this.lock = lock;
    }

    /** Where the blob of a digest is, or would be. */
    public Path blob(OciDescriptor described) {
        return blobs().resolve(described.hex());
    }

    Path blobs() {
        return root.resolve("blobs").resolve("sha256");
    }

    /** Whether the blob is there and its bytes are those that the digest is of. */
    public boolean isIntact(OciDescriptor described) throws IOException {
        Path file = blob(described);
        try {
            return Files.size(file) == described.size()
                    && InputHash.ofFile(file).equals(described.hex());
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /**
     * The bytes of a small blob, verified.
     *
     * @param most bytes
     * @throws IOException when it is longer, not there, or not what the digest is of
     */
    public byte[] read(OciDescriptor described, int most) throws IOException {
        if (described.size() > most) {
            throw new IOException(described.digest() + " is longer than " + most + " bytes");
        }
        Path file = blob(described);
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(most + 1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is missing", e);
        }
        if (!InputHash.ofBytes(bytes).equals(described.hex())) {
            throw new IOException(file + " was changed: its digest is another");
        }
        return bytes;
    }

    /** The manifest described, verified. */
    public OciManifest manifest(OciDescriptor described) throws IOException {
        byte[] bytes = read(described, OciManifest.MOST_BYTES);
        try {
            return OciManifest.parse(bytes);
        } catch (IOException e) {
            throw new IOException(blob(described) + " " + e.getMessage(), e);
        }
    }

    /** Writes a small blob. */
    public OciDescriptor write(String mediaType, byte[] bytes) throws IOException {
        String hex = InputHash.ofBytes(bytes);
        Path folder = Files.createDirectories(blobs());
        Path part = Files.createTempFile(folder, "new", ".part");
        try {
            Files.write(part, bytes);
            Files.move(part, folder.resolve(hex), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return OciDescriptor.of(mediaType, OciDescriptor.SHA256 + hex, bytes.length);
    }

    /** Writes a manifest; it is not in the index yet. */
    public OciDescriptor write(OciManifest manifest) throws IOException {
        OciDescriptor written = write(OciManifest.MEDIA_TYPE, manifest.toBytes());
        return new OciDescriptor(
                written.mediaType(), written.digest(), written.size(), manifest.artifactType(), written.annotations());
    }

    /** Makes a file of the same file system a blob; the caller has hashed it, and has it no more. */
    public void take(Path file, OciDescriptor described) throws IOException {
        Files.createDirectories(blobs());
        Files.move(file, blob(described), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes the bytes of a file a blob, too, without a second copy where the file system can. */
    OciDescriptor share(Path file, String mediaType) throws IOException {
        var described = OciDescriptor.of(mediaType, OciDescriptor.SHA256 + InputHash.ofFile(file), Files.size(file));
        if (isIntact(described)) {
            return described;
        }
        Files.createDirectories(blobs());
        Files.deleteIfExists(blob(described));
        link(blob(described), file);
        return described;
    }

    /** A second name for a file, or a copy of it. */
    static void link(Path name, Path file) throws IOException {
        try {
            Files.createLink(name, file);
        } catch (UnsupportedOperationException | IOException e) {
            if (e instanceof FileAlreadyExistsException) {
                return;
            }
            Files.copy(file, name, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What the index lists; nothing when there is none. */
    public List<OciDescriptor> index() throws IOException {
        Path file = root.resolve("index.json");
        try {
            @Nullable Index index = JSON.readValue(Files.readAllBytes(file), Index.class);
            return index == null || index.manifests() == null ? List.of() : List.copyOf(index.manifests());
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
        }
    }

    /** What becomes of what the index lists. */
    interface Change {
        List<OciDescriptor> of(List<OciDescriptor> listed) throws IOException;
    }

    /** Changes what the index lists; nobody else does meanwhile. */
    void change(Change change) throws IOException {
        try (var _ = StoreLock.brief(lock)) {
            Files.createDirectories(blobs());
            Path version = root.resolve("oci-layout");
            if (!Files.exists(version)) {
                replace(version, "{\"imageLayoutVersion\":\"1.0.0\"}\n".getBytes(StandardCharsets.US_ASCII));
            }
            var index = new Index(2, INDEX_TYPE, change.of(index()));
            replace(root.resolve("index.json"), JSON.writeValueAsBytes(index));
        }
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, bytes);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
