package dev.demitasse.machine;

/** The machine's text console: what {@code System.out} and {@code System.err} write to and {@code System.in} reads. */
public interface Console {
    /** Writes all the bytes, in order, waiting while the device is busy. Thread-safe, each call's bytes together. */
    void write(byte[] bytes, int offset, int length);

    /**
     * Reads at least one byte, waiting for it, and at most {@code length}.
     *
     * @return how many were read, or -1 when the console can give no more
     */
    int read(byte[] bytes, int offset, int length);

    /** How many bytes {@link #read} would give without waiting. */
    int available();
}
