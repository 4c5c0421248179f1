package dev.demitasse.control.service;

import java.time.Duration;
import java.util.Optional;

/**
 * How instances of one template give way to those of another.
 *
 * @param strategy in which order
 * @param percent how many of a hundred new connections the first new instances get, of a canary
 * @param hold how long they get only those before the others follow, of a canary
 * @param drain how long connections of an old instance may go on
 * @param deadline how long a new instance may take until it is ready and healthy
 * @param mayChange what the new image may differ in from the one before; empty for anything
 */
public record Rollout(
        Strategy strategy,
        int percent,
        Duration hold,
        Duration drain,
        Duration deadline,
        Optional<AllowedChanges> mayChange) {
    /** One by one; half a minute to end connections, a minute to become healthy. */
    public static final Rollout USUAL = new Rollout(
            Strategy.ROLLING,
            10,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Optional.empty());

    /** In which order. */
    public enum Strategy {
        /** One new instance more than there should be; when it is healthy, an old one goes. */
        ROLLING,
        /** All old ones go before the first new one comes. */
        RECREATE,
        /** One new instance with a part of the connections; if it stays healthy, the rest as {@code ROLLING}. */
        CANARY
    }
}
