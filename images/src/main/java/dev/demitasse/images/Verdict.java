package dev.demitasse.images;

import java.time.Instant;
import java.util.Optional;

/**
 * What a signature is worth here and now. Immutable.
 *
 * @param key the key's id
 * @param name what the key is called here; empty when it is not known
 * @param signed when it says that it was made
 * @param expires when it, or its key, is good no more
 * @param state whether it is believed
 * @param reason why not, to follow "its signature"; empty when it is
 */
public record Verdict(
        String key, String name, Optional<Instant> signed, Optional<Instant> expires, State state, String reason) {
    /** Whether a signature is believed, and if not, what is wrong; named as programs read it. */
    public enum State {
        /** By a key that is believed, of these very bytes, and good still. */
        valid,
        /** It, or its key, was good until some time ago. */
        expired,
        /** Its key was declared bad. */
        revoked,
        /** Its key is not known here. */
        untrusted,
        /** Damaged, of other bytes, or not by the key that it names. */
        invalid
    }

    /** Whether it is believed. */
    public boolean isValid() {
        return state == State.valid;
    }
}
