package dev.demitasse.images;

import dev.demitasse.images.Verdict.State;
import dev.demitasse.toolchain.OciDescriptor;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges signatures by the keys of a ring and a clock. Thread-safe.
 *
 * @param keys the keys that are believed
 * @param clock what time it is
 */
public record Verifier(KeyRing keys, InstantSource clock) {
    /**
     * What a signature of an image is worth.
     *
     * @param digest of the image file, in hexadecimal; the caller has verified that it is
     * @param signature the file's bytes
     * @throws IOException when the keys cannot be read
     */
    public Verdict judge(String digest, byte[] signature) throws IOException {
        Envelope envelope;
        SignedText text;
        try {
            envelope = Envelope.parse(signature);
            if (!envelope.type().equals(SignedText.TYPE)) {
                return invalid("", "is of another kind: " + Reasons.line(envelope.type()));
            }
            text = SignedText.parse(envelope.text());
        } catch (IOException e) {
            return invalid("", "is damaged: " + Reasons.of(e));
        }
        // Nothing of the text counts before the signature is known to be its key's.
        Optional<PublicSigningKey> known = keys.byId(text.key());
        if (known.isEmpty()) {
            String id = Reasons.line(text.key());
            return new Verdict(
                    id,
                    "",
                    Optional.of(Instant.parse(text.signed())),
                    text.expiry(),
                    State.untrusted,
                    "is by the key " + id.substring(0, Math.min(12, id.length())) + ", which is not trusted here");
        }
        PublicSigningKey key = known.get();
        if (!envelope.isBy(key.key())) {
            return invalid(key.id(), "is not by the key " + key.name() + ", or was changed");
        }
        if (!text.image().equals(OciDescriptor.SHA256 + digest)) {
            return invalid(key.id(), "is of another image");
        }
        return judge(text, key);
    }

    private Verdict judge(SignedText text, PublicSigningKey key) {
        Instant now = clock.instant();
        Optional<Instant> end = Stream.of(text.expiry(), key.expires())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
        State state = State.valid;
        String reason = "";
        if (key.revoked().isPresent()) {
            state = State.revoked;
            reason = "is by the key " + key.name() + ", which was revoked on "
                    + key.revoked().get();
        } else if (end.filter(when -> !now.isBefore(when)).isPresent()) {
            state = State.expired;
            reason = "by " + key.name() + " expired on " + end.get();
        }
        return new Verdict(key.id(), key.name(), Optional.of(Instant.parse(text.signed())), end, state, reason);
    }

    private static Verdict invalid(String key, String reason) {
        return new Verdict(key, "", Optional.empty(), Optional.empty(), State.invalid, reason);
    }

    /** The key that a signature names, which may be anything; empty when the file is no signature. */
    public static Optional<String> keyOf(byte[] signature) {
        try {
            return Optional.of(
                    SignedText.parse(Envelope.parse(signature).text()).key());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Refuses an image that has no signature to believe.
     *
     * @param name what messages call it
     * @param digest of the image file, verified
     * @throws ImageException with one line that says why
     */
    public void require(String name, String digest, List<byte[]> signatures) throws IOException {
        var verdicts = new ArrayList<Verdict>();
        for (byte[] signature : signatures) {
            Verdict verdict = judge(digest, signature);
            if (verdict.isValid()) {
                return;
            }
            verdicts.add(verdict);
        }
        throw new ImageException(
                verdicts.isEmpty()
                        ? name + " is refused: it has no signature, and one by a trusted key is required here"
                        : name + " is refused: its signature "
                                + verdicts.stream()
                                        .map(Verdict::reason)
                                        .distinct()
                                        .collect(Collectors.joining("; another ")));
    }
}
