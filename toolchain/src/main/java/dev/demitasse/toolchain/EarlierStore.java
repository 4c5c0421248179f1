package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Images as versions before the OCI layout kept them: files of the folder {@code sha256}, by their digest. */
final class EarlierStore {
    private final Path root;
    private final OciLayout layout;

    EarlierStore(Path root, OciLayout layout) {
        this.root = root;
        this.layout = layout;
    }

    /** Moves them into the layout; what is no image, or not the one its name says, stays where it is. */
    void moveInto(Path lock) throws IOException {
        Path folder = root.resolve("sha256");
        try (var _ = StoreLock.brief(lock);
                var files = Files.list(folder)) {
            Map<String, String> hashes = hashes();
            for (Path file : files.toList()) {
                String digest = file.getFileName().toString();
                if (OciDescriptor.isDigest(OciDescriptor.SHA256 + digest)
                        && InputHash.ofFile(file).equals(digest)) {
                    move(file, digest, hashes);
                }
            }
            Files.deleteIfExists(folder);
        } catch (NoSuchFileException | DirectoryNotEmptyException _) {
            // Another process was faster, or something stays.
        }
    }

    private void move(Path file, String digest, Map<String, String> hashes) throws IOException {
        var elf = OciDescriptor.of(ImageArtifact.ELF, OciDescriptor.SHA256 + digest, Files.size(file));
        try {
            ImageManifest.read(file);
        } catch (BuildException _) {
            return;
        }
        layout.take(file, elf);
        String hash = hashes.get(digest);
        Map<String, String> inputs = hash == null ? Map.of() : Map.of("all", OciDescriptor.SHA256 + hash);
        OciDescriptor manifest =
                ImageArtifact.write(layout, elf, inputs, root.resolve("reports").resolve(digest));
        layout.change(all -> ImageIndex.read(layout, all).with(manifest));
    }

    /** Hashes of inputs by the digests of what was built from them. */
    private Map<String, String> hashes() throws IOException {
        var hashes = new HashMap<String, String>();
        Path inputs = root.resolve("inputs");
        if (!Files.isDirectory(inputs)) {
            return hashes;
        }
        try (var files = Files.list(inputs)) {
            for (Path file : files.sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                if (!lines.isEmpty()) {
                    hashes.put(lines.getFirst().strip(), file.getFileName().toString());
                }
            }
        }
        return hashes;
    }
}
