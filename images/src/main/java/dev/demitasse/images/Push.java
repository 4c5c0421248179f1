package dev.demitasse.images;

import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.OciDescriptor;
import dev.demitasse.toolchain.OciLayout;
import dev.demitasse.toolchain.OciManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Sends an image and its signatures from a store to a registry. */
public final class Push {
    private final ImageStore store;
    private final RegistryOptions options;
    private final Credentials credentials;

    public Push(ImageStore store, RegistryOptions options, Credentials credentials) {
        this.store = store;
        this.options = options;
        this.credentials = credentials;
    }

    /**
     * What was done.
     *
     * @param manifest the digest of the image's manifest
     * @param sent bytes that the registry lacked
     * @param signatures how many went along
     */
    public record Sent(String manifest, long sent, int signatures) {}

    /**
     * Sends the image that the store calls so.
     *
     * @throws ImageException when there is none, or the registry does not take it
     * @throws UncheckedIOException when the registry cannot be talked with
     */
    public Sent send(ImageName name) throws InterruptedException {
        Registry registry = Registry.of(name, "pull,push", options, credentials);
        try {
            ImageStore.Entry entry = store.byName(name.toString())
                    .orElseThrow(() -> new ImageException("there is no image " + name + "; demi tag IMAGE " + name
                            + " makes one, demi images lists all"));
            long sent = send(registry, entry.manifest(), name.reference());
            List<OciDescriptor> signatures = store.about(entry.digest());
            int count = 0;
            for (OciDescriptor signature : signatures) {
                if (isAbout(signature, entry.manifest())) {
                    sent += send(registry, signature, signature.digest());
                    count++;
                }
            }
            return new Sent(entry.manifest().digest(), sent, count);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be sent", e);
        }
    }

    private boolean isAbout(OciDescriptor manifest, OciDescriptor subject) throws IOException {
        return store.layout()
                .manifest(manifest)
                .about()
                .filter(subject::isSameBlob)
                .isPresent();
    }

    /** Sends a manifest with its blobs, and notes it at the one that it is about. */
    private long send(Registry registry, OciDescriptor described, String reference)
            throws IOException, InterruptedException {
        OciLayout layout = store.layout();
        OciManifest manifest = layout.manifest(described);
        var upload = new BlobUpload(registry, layout);
        long sent = 0;
        for (OciDescriptor blob : manifest.blobs().toList()) {
            sent += upload.send(blob);
        }
        byte[] bytes = layout.read(described, OciManifest.MOST_BYTES);
        boolean noted = registry.putManifest(reference, OciManifest.MEDIA_TYPE, bytes);
        if (manifest.about().isPresent() && !noted) {
            var referrer = new OciDescriptor(
                    described.mediaType(),
                    described.digest(),
                    described.size(),
                    manifest.artifactType(),
                    manifest.annotations());
            registry.tagReferrer(manifest.about().get(), referrer);
        }
        return sent;
    }
}
