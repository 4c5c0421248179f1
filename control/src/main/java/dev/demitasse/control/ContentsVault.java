package dev.demitasse.control;

import dev.demitasse.contents.Contents;
import dev.demitasse.contents.ContentsException;
import dev.demitasse.contents.ContentsFile;
import dev.demitasse.control.fleet.ImageVault;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is inside the images of services, as those who sent them say. The lately used are kept in memory. Thread-safe: guarded
 * by this.
 */
public final class ContentsVault {
    private static final int KEPT = 8;

    private final Path directory;
    private final ImageVault images;
    private final Map<String, Contents> lately = new LinkedHashMap<>(2 * KEPT, 0.75f, true);

    /** The contents in a directory, which is made when needed. */
    ContentsVault(Path directory, ImageVault images) {
        this.directory = directory;
        this.images = images;
    }

    /**
     * Takes contents in.
     *
     * @throws SpecException when they are none, or cannot be those of the image
     */
    public synchronized void put(String digest, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(ContentsFile.LARGEST_FILE + 1);
        if (bytes.length > ContentsFile.LARGEST_FILE) {
            throw new SpecException("the contents are larger than contents can be");
        }
        Contents contents;
        try {
            contents = ContentsFile.parse("what came", bytes);
        } catch (ContentsException e) {
            throw new SpecException(Reason.of(e), e);
        }
        long size = Files.size(images.intact(digest).file());
        if (contents.size() != size) {
            throw new SpecException("the contents are of an image of %d bytes, and sha256:%s has %d"
                    .formatted(contents.size(), digest, size));
        }
        Files.createDirectories(directory);
        Path part = Files.createTempFile(directory, "incoming", ".part");
        try {
            Files.write(part, bytes);
            Files.move(part, file(digest), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        keep(digest, contents);
    }

    /**
     * What is inside an image, if that was sent.
     *
     * @throws ContentsException when the file is damaged
     */
    public synchronized Optional<Contents> contents(String digest) throws IOException {
        Contents known = lately.get(digest);
        if (known != null) {
            return Optional.of(known);
        }
        if (!Files.isRegularFile(file(digest))) {
            return Optional.empty();
        }
        Contents read = ContentsFile.read(file(digest));
        keep(digest, read);
        return Optional.of(read);
    }

    /** What the image of a digest calls itself; the digest where it is gone. */
    public String name(String digest) {
        try {
            ReadyImage image = images.intact(digest);
            return image.manifest().name();
        } catch (IOException _) {
            return "sha256:" + digest;
        }
    }

    private void keep(String digest, Contents contents) {
        lately.put(digest, contents);
        if (lately.size() > KEPT) {
            lately.remove(lately.keySet().iterator().next());
        }
    }

    private Path file(String digest) {
        return directory.resolve(digest + ".gz");
    }
}
