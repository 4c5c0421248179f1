package dev.demitasse.control;

/** Something that cannot be done as things stand; the message says why and how to mend it. */
public final class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message of one line. */
    public ControlException(String message) {
        super(message);
    }
}
