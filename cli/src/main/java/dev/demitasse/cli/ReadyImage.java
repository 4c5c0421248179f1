package dev.demitasse.cli;

import dev.demitasse.toolchain.BuildResult;
import dev.demitasse.toolchain.ImageManifest;
import dev.demitasse.toolchain.ImageStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An image that can be booted.
 *
 * @param file where it is
 * @param digest SHA-256 of its bytes, in hexadecimal
 * @param manifest what it says about itself
 */
record ReadyImage(Path file, String digest, ImageManifest manifest) {
    /** The image that was built. */
    static ReadyImage of(BuildResult built) {
        return new ReadyImage(built.image(), built.digest(), built.manifest());
    }

    /** The image that {@code name} stands for, if it is a file of ours or the beginning of a digest in the store. */
    static Optional<ReadyImage> find(String name, ImageStore store) throws IOException {
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

    /** See {@link ImageManifest#memoryOrUsual}. */
    long memory() {
        return manifest.memoryOrUsual();
    }

    private static ReadyImage of(Path file) throws IOException {
        ImageManifest manifest = ImageManifest.read(file);
        return new ReadyImage(file.toAbsolutePath(), sha256(file), manifest);
    }

    private static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
