package dev.demitasse.junit;

/** A unikernel that did not start or did not become ready; the message holds its console. */
public final class UnikernelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnikernelException(String message) {
        super(message);
    }

    UnikernelException(String message, Throwable cause) {
        super(message, cause);
    }
}
