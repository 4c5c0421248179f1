package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image that can be booted.
 *
 * @param file where it is
 * @param digest SHA-256 of its bytes, in hexadecimal
 * @param manifest what it says about itself
 */
public record ReadyImage(Path file, String digest, ImageManifest manifest) {
    /** The image that was built. */
    public static ReadyImage of(BuildResult built) {
        return new ReadyImage(built.image(), built.digest(), built.manifest());
    }

    /** The image that {@code name} stands for, if it is a file of ours or the beginning of a digest in the store. */
    public static Optional<ReadyImage> find(String name, ImageStore store) throws IOException {
        Path file = Path.of(name);
        if (Files.isRegularFile(file)) {
            return ImageManifest.isElf(file) ? Optional.of(of(file)) : Optional.empty();
        }
        if (Files.exists(file) || !name.matches("[0-9a-f]{6,64}")) {
            return Optional.empty();
        }
        Optional<ImageStore.Entry> stored = store.byDigest(name);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ReadyImage(
                stored.get().image(),
                stored.get().digest(),
                ImageManifest.read(stored.get().image())));
    }

    /** See {@link ImageManifest#memoryOrUsual}; in bytes. */
    public long memory() {
        return manifest.memoryOrUsual();
    }

    /**
     * The image in a file.
     *
     * @throws BuildException when it is none
     */
    public static ReadyImage of(Path file) throws IOException {
        ImageManifest manifest = ImageManifest.read(file);
        return new ReadyImage(file.toAbsolutePath(), InputHash.ofFile(file), manifest);
    }
}
