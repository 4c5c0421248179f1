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

    /**
     * The image that {@code name} stands for: a file of ours, the beginning of a digest in the store, with or without
     * {@code sha256:}, or what an image there is called. Its bytes are those that its digest is of.
     *
     * @throws BuildException when the store's file was changed
     */
    public static Optional<ReadyImage> find(String name, ImageStore store) throws IOException {
        Path file = Path.of(name);
        if (Files.isRegularFile(file)) {
            return ImageManifest.isElf(file) ? Optional.of(of(file)) : Optional.empty();
        }
        if (Files.exists(file)) {
            return Optional.empty();
        }
        String digest = name.startsWith(OciDescriptor.SHA256) ? name.substring(OciDescriptor.SHA256.length()) : name;
        Optional<ImageStore.Entry> stored =
                digest.matches("[0-9a-f]{6,64}") ? store.byDigest(digest) : Optional.empty();
        stored = stored.isPresent() ? stored : store.byName(name);
        return stored.isEmpty() ? Optional.empty() : Optional.of(of(stored.get()));
    }

    /**
     * An image of the store, its bytes verified.
     *
     * @throws BuildException when they were changed
     */
    public static ReadyImage of(ImageStore.Entry entry) throws IOException {
        ReadyImage image = of(entry.image());
        if (!image.digest().equals(entry.digest())) {
            throw new BuildException("the file " + entry.image()
                    + " was changed since it came into the store: remove it," + " and build or pull the image again");
        }
        return image;
    }

    /**
     * The file from which a debugger learns what the image's addresses stand for: beside the image and called as it is, with
     * {@code .debug} after it, or in the store.
     */
    public Optional<Path> debugInformation(ImageStore store) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + DebugFile.SUFFIX);
        return DebugFile.isOf(digest, beside)
                ? Optional.of(beside)
                : store.report(digest, ImageStore.DEBUG_INFORMATION);
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
