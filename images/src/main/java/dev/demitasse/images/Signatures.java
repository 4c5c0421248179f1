package dev.demitasse.images;

import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.OciDescriptor;
import dev.demitasse.toolchain.OciLayout;
import dev.demitasse.toolchain.OciManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The signatures of a store's images: artifacts that have the image's manifest for their subject, and one layer, the
 * envelope. Thread-safe.
 *
 * @param store where images and signatures are
 */
public record Signatures(ImageStore store) {
    private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";

    /**
     * Signs an image, whose bytes are verified before.
     *
     * @param name what the signature says that it is called
     * @param key whose; none for the only one of one's own
     * @param expires when the signature is good no more, if before its key
     * @param passphrase asked for only if the key is encrypted
     * @return the key
     */
    public PublicSigningKey sign(
            ImageStore.Entry image,
            String name,
            KeyRing keys,
            Optional<String> key,
            Optional<Instant> expires,
            Supplier<String> passphrase)
            throws IOException {
        String digest = OciDescriptor.SHA256 + image.digest();
        if (!Digests.of(image.image()).equals(digest)) {
            throw new ImageException("the file " + image.image() + " was changed since it came into the store");
        }
        KeyRing.Signer signer = keys.signer(key, passphrase);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        if (signer.key().revoked().isPresent()
                || signer.key().expires().filter(when -> !now.isBefore(when)).isPresent()) {
            throw new ImageException("the key " + signer.key().name()
                    + " has expired or was revoked, and nobody would believe it: sign with another");
        }
        var text = new SignedText(
                digest,
                image.manifest().digest(),
                name,
                signer.key().id(),
                now.toString(),
                expires.or(signer.key()::expires).map(Instant::toString).orElse(""));
        Envelope envelope =
                Envelope.sign(SignedText.TYPE, text.toBytes(), signer.key().id(), signer.secret());
        keep(image.manifest(), envelope);
        return signer.key();
    }

    private void keep(OciDescriptor image, Envelope envelope) throws IOException {
        OciLayout layout = store.layout();
        OciDescriptor config = layout.write(EMPTY_TYPE, "{}".getBytes(StandardCharsets.US_ASCII));
        OciDescriptor layer = layout.write(Envelope.MEDIA_TYPE, envelope.toBytes());
        store.add(layout.write(
                OciManifest.of(SignatureArtifact.TYPE, config, List.of(layer)).about(image)));
    }

    /**
     * The signatures of an image, as the bytes of their files; those whose files were changed count as not there.
     *
     * @param digest of the image file, in hexadecimal
     */
    public List<byte[]> of(String digest) throws IOException {
        OciLayout layout = store.layout();
        var signatures = new ArrayList<byte[]>();
        for (OciDescriptor described : store.about(digest)) {
            OciManifest manifest = layout.manifest(described);
            Optional<OciDescriptor> envelope = manifest.layer(Envelope.MEDIA_TYPE);
            if (manifest.artifactType().equals(SignatureArtifact.TYPE)
                    && envelope.isPresent()
                    && layout.isIntact(envelope.get())) {
                signatures.add(layout.read(envelope.get(), Envelope.MOST_BYTES));
            }
        }
        return signatures;
    }
}
