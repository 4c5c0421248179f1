package dev.demitasse.egress;

/** The filter cannot do what it should. */
public final class FilterException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what is wrong. */
    public FilterException(String message, Throwable cause) {
        super(message, cause);
    }

    /** With what is wrong. */
    public FilterException(String message) {
        super(message);
    }
}
