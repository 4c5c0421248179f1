package dev.demitasse.cli;

/** Ends a command with one line for the user and a status that is not zero. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** A failure with status 1. */
    CommandException(String message) {
        this(message, 1);
    }

    /** A failure with the given status. */
    CommandException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** What {@code demi} exits with. */
    int status() {
        return status;
    }
}
