package dev.demitasse.images;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A verdict as programs read it.
 *
 * @param key the key's id
 * @param name what the key is called here; empty when it is not known
 * @param signed when it says that it was made, in ISO 8601
 * @param expires when it is good no more, in ISO 8601; null for never
 * @param state {@code valid}, {@code expired}, {@code revoked}, {@code untrusted} or {@code invalid}
 */
public record SignatureView(
        String key,
        String name,
        @Nullable String signed,
        @Nullable String expires,
        String state) {
    /** Shows a verdict. */
    public static SignatureView of(Verdict verdict) {
        return new SignatureView(
                verdict.key(),
                verdict.name(),
                verdict.signed().map(Instant::toString).orElse(null),
                verdict.expires().map(Instant::toString).orElse(null),
                verdict.state().name());
    }
}
