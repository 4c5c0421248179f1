package dev.demitasse.contents;

/** Contents that cannot be read, or a question about them that has no answer; the message is for the user. */
public final class ContentsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong and what to do about it. */
    public ContentsException(String message) {
        super(message);
    }

    /** With a cause, too. */
    public ContentsException(String message, Throwable cause) {
        super(message, cause);
    }
}
