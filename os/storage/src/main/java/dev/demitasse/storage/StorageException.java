package dev.demitasse.storage;

/**
 * A call that failed for a reason the caller may want to act on. Carries no stack trace: asking whether a file exists
 * is answered with it, often.
 */
public final class StorageException extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /** @param code why */
    public StorageException(ErrorCode code) {
        super(code.message(), null, false, false);
        this.code = code;
    }

    /** Why. */
    public ErrorCode code() {
        return code;
    }
}
