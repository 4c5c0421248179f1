package dev.demitasse.control.fleet;

import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.toolchain.BootTarget;
import dev.demitasse.toolchain.BuildException;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The images that services are made of, by the SHA-256 of their bytes: copies of the control plane's own, which no build
 * replaces. What is booted has been hashed since it last changed. Thread-safe.
 */
public final class ImageVault {
    private final Path directory;
    private final SignatureVault signatures;
    private final Map<String, Verified> verified = new ConcurrentHashMap<>();

    private record Verified(FileTime modified, long size, ReadyImage image) {}

    /**
     * The images in a directory, which is made when needed.
     *
     * @param signatures what is said about them, and whether something must be
     */
    public ImageVault(Path directory, SignatureVault signatures) {
        this.directory = directory;
        this.signatures = signatures;
    }

    /** The images' signatures. */
    public SignatureVault signatures() {
        return signatures;
    }

    /** Whether there is an image of this digest. */
    public boolean has(String digest) {
        return Files.isRegularFile(directory.resolve(digest));
    }

    /** All images, in no order. */
    public List<String> digests() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9a-f]{64}"))
                    .toList();
        }
    }

    /**
     * Takes an image in.
     *
     * @throws SpecException when the bytes are not of this digest, or no image for this machine
     */
    public void put(String digest, InputStream bytes) throws IOException {
        Files.createDirectories(directory);
        Path part = Files.createTempFile(directory, "incoming", ".part");
        try {
            Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("r-x------"));
            ReadyImage image = ReadyImage.of(part);
            if (!image.digest().equals(digest)) {
                throw new SpecException(
                        "the image that came is not " + digest + " but " + image.digest() + ": send it again");
            }
            BootTarget.check(image);
            Files.move(part, directory.resolve(digest), StandardCopyOption.ATOMIC_MOVE);
        } catch (BuildException e) {
            throw new SpecException(Reason.of(e), e);
        } catch (IOException e) {
            throw new IOException(
                    "nothing was kept, since the image cannot be written to " + directory + ": " + Reason.of(e), e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * An image that may be booted.
     *
     * @throws IOException when it is not there, not what it was, or not signed where it must be
     */
    public ReadyImage image(String digest) throws IOException {
        ReadyImage image = intact(digest);
        signatures.check(image);
        return image;
    }

    /**
     * An image to look at, which may not be one to boot.
     *
     * @throws IOException when it is not there, or not what it was
     */
    public ReadyImage intact(String digest) throws IOException {
        Path file = directory.resolve(digest);
        FileTime modified;
        long size;
        try {
            modified = Files.getLastModifiedTime(file);
            size = Files.size(file);
        } catch (NoSuchFileException e) {
            throw new IOException("its image sha256:" + digest + " is gone from " + directory + ": apply it again", e);
        }
        Verified known = verified.get(digest);
        if (known != null && known.modified().equals(modified) && known.size() == size) {
            return known.image();
        }
        try {
            ReadyImage image = ReadyImage.of(file);
            if (!image.digest().equals(digest)) {
                throw new IOException("its image " + file + " was changed: apply it again");
            }
            verified.put(digest, new Verified(modified, size, image));
            return image;
        } catch (BuildException e) {
            throw new IOException("its image " + file + " is damaged: " + Reason.of(e) + "; apply it again", e);
        }
    }
}
