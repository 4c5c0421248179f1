package dev.demitasse.toolchain;

/**
 * A build that cannot succeed, with a message that names the thing, the place and the mend; it is shown to the user as
 * it is, without a stack trace.
 */
public class BuildException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure described by {@code message}. */
    public BuildException(String message) {
        super(message);
    }

    /** A failure described by {@code message}, found because of {@code cause}. */
    public BuildException(String message, Throwable cause) {
        super(message, cause);
    }
}
