package dev.demitasse.control.service;

/** There is nothing of the name that was asked for; the message says what there is instead. */
public final class UnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message of one line. */
    public UnknownException(String message) {
        super(message);
    }

    /** There is no such service. */
    public static UnknownException service(String name) {
        return new UnknownException("there is no service " + name + "; demi services lists them");
    }

    /** No repository says what is wanted. */
    public static UnknownException repository() {
        return new UnknownException("no repository is followed: demi serve --repository URL follows one");
    }
}
