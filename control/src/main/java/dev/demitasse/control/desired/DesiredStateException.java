package dev.demitasse.control.desired;

/** What is wanted cannot be read or written; the message says why and what to do. */
public final class DesiredStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message of one line. */
    public DesiredStateException(String message) {
        super(message);
    }

    /** With a message of one line, and what it comes from. */
    public DesiredStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
