package dev.demitasse.machine;

/** Time, as a parameter. Thread-safe. */
public interface Clock {
    /** Nanoseconds since an arbitrary fixed point; never goes backwards. */
    long nanoTime();

    /** Nanoseconds since 1970-01-01T00:00:00Z; may be stepped when the machine learns better. */
    long epochNanos();
}
