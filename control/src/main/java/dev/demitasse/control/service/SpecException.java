package dev.demitasse.control.service;

/** What an operator wrote makes no sense; the message says where and how to mend it. */
public final class SpecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message of one line. */
    public SpecException(String message) {
        super(message);
    }

    /** With a message of one line, and what it comes from. */
    public SpecException(String message, Throwable cause) {
        super(message, cause);
    }
}
