package dev.demitasse.gateway;

import java.time.Duration;

/** Why a connection gets no backend, in words for the client. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    /** What kind of refusal it is, for the status of an HTTP answer. */
    enum Kind {
        /** The service can't be had at the moment: 503. */
        UNAVAILABLE,
        /** The client asks too often: 429. */
        TOO_MANY,
        /** It waited as long as it may: 504. */
        TIMEOUT,
    }

    private final Kind kind;

    Refusal(Kind kind, String reason) {
        super(reason, null, false, false);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** Returns the words, never null. */
    String reason() {
        return String.valueOf(getMessage());
    }

    /** Returns after what time it makes sense to try again. */
    Duration retryAfter() {
        return switch (kind) {
            case UNAVAILABLE -> Duration.ofSeconds(2);
            case TOO_MANY, TIMEOUT -> Duration.ofSeconds(1);
        };
    }
}
