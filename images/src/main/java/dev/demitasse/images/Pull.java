package dev.demitasse.images;

import dev.demitasse.toolchain.BuildException;
import dev.demitasse.toolchain.ImageArtifact;
import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.OciDescriptor;
import dev.demitasse.toolchain.OciLayout;
import dev.demitasse.toolchain.OciManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches an image and its signatures from a registry into a store. Nothing is listed there before all its blobs are, with
 * sizes and digests verified. All that the registry decides is how many bytes come, within bounds: names of files are
 * digests, and the image's name is the one asked for.
 */
public final class Pull {
    private static final long MOST_BYTES = 1L << 30;
    private static final int MOST_BLOBS = 16;
    private static final int MOST_SIGNATURE = 1 << 16;

    private final ImageStore store;
    private final RegistryOptions options;
    private final Credentials credentials;

    public Pull(ImageStore store, RegistryOptions options, Credentials credentials) {
        this.store = store;
        this.options = options;
        this.credentials = credentials;
    }

    /**
     * What was done.
     *
     * @param digest the image's, in hexadecimal
     * @param manifest the digest of its manifest
     * @param fetched bytes that were not there already
     * @param signatures how many came along, verified or not
     * @param notes what was wrong with others
     */
    public record Fetched(String digest, String manifest, long fetched, int signatures, List<String> notes) {}

    /**
     * Fetches the image of a name.
     *
     * @throws ImageException when there is none, or what there is is not what it says it is
     * @throws UncheckedIOException when the registry cannot be talked with
     */
    public Fetched fetch(ImageName name) throws InterruptedException {
        Registry registry = Registry.of(name, "pull", options, credentials);
        try {
            Registry.Fetched found = registry.manifest(name.reference(), OciManifest.MEDIA_TYPE)
                    .orElseThrow(() -> new ImageException("there is no image " + name + " at its registry"));
            OciManifest manifest = parsed(name.toString(), found);
            OciDescriptor elf = checked(name, manifest);
            long fetched = blobs(registry, manifest);
            OciDescriptor kept = keep(found, manifest);
            store.adopt(kept, elf);
            store.tag(kept, name.toString());
            var notes = new ArrayList<String>();
            int signatures = signatures(registry, kept, notes);
            return new Fetched(elf.hex(), kept.digest(), fetched, signatures, List.copyOf(notes));
        } catch (BuildException e) {
            throw new ImageException(name + " is no image that this version can use: " + Reasons.of(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be fetched", e);
        }
    }

    /**
     * The image that a name stands for now, of which nothing is fetched but its manifest.
     *
     * @return its digest, in hexadecimal
     * @throws ImageException when there is none, or what there is is no image
     * @throws UncheckedIOException when the registry cannot be talked with
     */
    public String digest(ImageName name) throws InterruptedException {
        Registry registry = Registry.of(name, "pull", options, credentials);
        try {
            Registry.Fetched found = registry.manifest(name.reference(), OciManifest.MEDIA_TYPE)
                    .orElseThrow(() -> new ImageException("there is no image " + name + " at its registry"));
            return checked(name, parsed(name.toString(), found)).hex();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be looked up", e);
        }
    }

    private static OciManifest parsed(String name, Registry.Fetched found) {
        try {
            return OciManifest.parse(found.bytes());
        } catch (IOException e) {
            throw new ImageException("what the registry has as " + name + " " + Reasons.of(e), e);
        }
    }

    private static OciDescriptor checked(ImageName name, OciManifest manifest) {
        if (!manifest.artifactType().equals(ImageArtifact.TYPE)) {
            throw new ImageException(name + " is no image of Demitasse, but "
                    + (manifest.artifactType().isEmpty()
                            ? "a container's or another"
                            : "of the type " + Reasons.line(manifest.artifactType())));
        }
        long bytes = 0;
        for (OciDescriptor blob : manifest.blobs().toList()) {
            bytes += Math.min(blob.size(), MOST_BYTES);
        }
        if (bytes > MOST_BYTES || manifest.layers().size() >= MOST_BLOBS) {
            throw new ImageException(name + " would take more than " + (MOST_BYTES >> 20) + " MiB or " + MOST_BLOBS
                    + " blobs, which no image does: it was not fetched");
        }
        return manifest.layer(ImageArtifact.ELF)
                .orElseThrow(() -> new ImageException(name + " has no layer with an image in it"));
    }

    private long blobs(Registry registry, OciManifest manifest) throws IOException, InterruptedException {
        var download = new BlobDownload(registry, store);
        long fetched = 0;
        for (OciDescriptor blob : manifest.blobs().toList()) {
            fetched += download.fetch(blob);
        }
        return fetched;
    }

    private OciDescriptor keep(Registry.Fetched found, OciManifest manifest) throws IOException {
        OciLayout layout = store.layout();
        OciDescriptor written = layout.write(OciManifest.MEDIA_TYPE, found.bytes());
        return new OciDescriptor(
                written.mediaType(), written.digest(), written.size(), manifest.artifactType(), written.annotations());
    }

    private int signatures(Registry registry, OciDescriptor image, List<String> notes)
            throws IOException, InterruptedException {
        int count = 0;
        for (OciDescriptor referrer : registry.referrers(image, SignatureArtifact.TYPE)) {
            try {
                signature(registry, image, referrer);
                count++;
            } catch (ImageException e) {
                notes.add("a signature was left out: " + Reasons.of(e));
            }
        }
        return count;
    }

    private void signature(Registry registry, OciDescriptor image, OciDescriptor referrer)
            throws IOException, InterruptedException {
        Registry.Fetched found = registry.manifest(referrer.digest(), OciManifest.MEDIA_TYPE)
                .orElseThrow(() -> new ImageException(referrer.digest() + " is not there"));
        OciManifest manifest = parsed(referrer.digest(), found);
        boolean small =
                manifest.blobs().count() <= 2 && manifest.blobs().allMatch(blob -> blob.size() <= MOST_SIGNATURE);
        if (!small
                || !manifest.artifactType().equals(SignatureArtifact.TYPE)
                || manifest.about().filter(image::isSameBlob).isEmpty()) {
            throw new ImageException(referrer.digest() + " is no signature of " + image.digest());
        }
        blobs(registry, manifest);
        store.add(keep(found, manifest));
    }
}
