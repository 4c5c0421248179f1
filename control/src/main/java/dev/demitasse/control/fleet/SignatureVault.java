package dev.demitasse.control.fleet;

import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.images.ImageException;
import dev.demitasse.images.Verdict;
import dev.demitasse.images.Verifier;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The signatures of images, one of each key, and whether images need one that is believed. Keys are looked up each time:
 * one that is revoked counts no more from then on. Thread-safe.
 */
public final class SignatureVault {
    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST_SIGNATURES = 64;

    private final Path directory;
    private final Verifier verifier;
    private final boolean required;

    /**
     * The signatures in a directory, which is made when needed.
     *
     * @param required whether an image without a signature to believe may not run
     */
    public SignatureVault(Path directory, Verifier verifier, boolean required) {
        this.directory = directory;
        this.verifier = verifier;
        this.required = required;
    }

    /**
     * Takes a signature in; what it is worth is found when that matters.
     *
     * @throws SpecException when it is none by this key
     */
    public void put(String digest, String key, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES
                || Verifier.keyOf(bytes).filter(key::equals).isEmpty()) {
            throw new SpecException("what was sent is no signature by the key " + key + ": send what demi sign made");
        }
        Path folder = Files.createDirectories(directory.resolve(digest));
        Path file = folder.resolve(key);
        if (!Files.exists(file) && files(digest).size() >= MOST_SIGNATURES) {
            throw new SpecException("the image has " + MOST_SIGNATURES + " signatures, and takes no more");
        }
        Path part = Files.createTempFile(directory, "incoming", ".part");
        try {
            Files.write(part, bytes);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** What the signatures of an image are worth. */
    public List<Verdict> of(String digest) throws IOException {
        var verdicts = new ArrayList<Verdict>();
        for (byte[] signature : files(digest)) {
            verdicts.add(verifier.judge(digest, signature));
        }
        return verdicts;
    }

    /**
     * Refuses an image that may not run.
     *
     * @throws IOException with the reason, when it has no signature that is believed and needs one
     */
    public void check(ReadyImage image) throws IOException {
        if (required) {
            try {
                verifier.require(
                        "the image sha256:" + image.digest().substring(0, 12) + " ("
                                + image.manifest().name() + ")",
                        image.digest(),
                        files(image.digest()));
            } catch (ImageException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    /**
     * Why an image, which ran or may have to, may not run any more; empty when it may.
     *
     * @throws IOException when the signatures cannot be read, {@link ImageException} when the keys cannot
     */
    public Optional<String> distrust(ReadyImage image) throws IOException {
        // First by itself: keys that cannot be read are no reason to think ill of an image.
        if (!required || of(image.digest()).stream().anyMatch(Verdict::isValid)) {
            return Optional.empty();
        }
        try {
            check(image);
            return Optional.empty();
        } catch (IOException e) {
            if (e.getCause() instanceof ImageException refusal) {
                return Optional.of(Reason.of(refusal));
            }
            throw e;
        }
    }

    private List<byte[]> files(String digest) throws IOException {
        Path folder = directory.resolve(digest);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var all = new ArrayList<byte[]>();
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                all.add(Files.readAllBytes(file));
            }
        }
        return all;
    }
}
