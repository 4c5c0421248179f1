package dev.demitasse.storage;

/** A tree of nodes that share their space. Thread-safe. */
public interface FileSystem {
    /** What kind it is, as {@code mount} would print it. */
    String kind();

    /** The directory everything in it is below. */
    Directory root();

    /** Whether nothing in it can change. */
    boolean readOnly();

    /** Bytes it can hold in all. */
    long capacity();

    /** Bytes of {@link #capacity} not in use. */
    long free();
}
