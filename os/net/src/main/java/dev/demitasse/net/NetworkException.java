package dev.demitasse.net;

/** A socket operation that failed. */
public final class NetworkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final NetworkError error;

    /** A failure described by its error alone. */
    public NetworkException(NetworkError error) {
        super(error.text());
        this.error = error;
    }

    /** A failure with what it happened to. */
    public NetworkException(NetworkError error, String subject) {
        super(subject + ": " + error.text());
        this.error = error;
    }

    /** What went wrong. */
    public NetworkError error() {
        return error;
    }
}
