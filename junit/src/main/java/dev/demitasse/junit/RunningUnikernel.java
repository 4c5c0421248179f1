package dev.demitasse.junit;

/** A unikernel that tests talk to: the type of fields with {@link Unikernel}. Thread-safe. */
public interface RunningUnikernel {
    /** The address to connect to. */
    String host();

    /**
     * The port to connect to for a port of the application's.
     *
     * @param port one of {@link Unikernel#ports}
     * @throws IllegalArgumentException when it is none of them
     */
    int port(int port);

    /** What the application has written so far to its standard output and error. */
    String console();

    /** Whether it still runs. */
    boolean isAlive();
}
