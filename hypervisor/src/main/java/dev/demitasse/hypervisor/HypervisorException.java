package dev.demitasse.hypervisor;

/** An instance that cannot be started or reached; the message is one line for the user and names the mend. */
public class HypervisorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure described by {@code message}. */
    public HypervisorException(String message) {
        super(message);
    }

    /** A failure described by {@code message}, found because of {@code cause}. */
    public HypervisorException(String message, Throwable cause) {
        super(message, cause);
    }
}
