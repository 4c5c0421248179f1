package dev.demitasse.control.repository;

/** The repository cannot be fetched or read; the message says why. */
public final class RepositoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message of one line. */
    public RepositoryException(String message) {
        super(message);
    }

    /** With a message of one line, and what it comes from. */
    public RepositoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
