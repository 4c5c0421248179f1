package dev.demitasse.jdk;

/**
 * Answers of a transfer that moved nothing, with the values of the JDK's {@code sun.nio.ch.IOStatus} and of the network
 * stack's sockets.
 */
public final class IoStatus {
    /** There will be no more. */
    public static final int END = -1;

    /** Nothing now. */
    public static final int UNAVAILABLE = -2;

    /** The descriptor was closed by another thread meanwhile. */
    public static final int INTERRUPTED = -3;

    /** The operation does not exist here; the JDK takes its own way round. */
    public static final int UNSUPPORTED = -4;

    /** The operation does not exist for these two files; the JDK takes its own way round. */
    public static final int UNSUPPORTED_CASE = -6;

    private IoStatus() {}
}
