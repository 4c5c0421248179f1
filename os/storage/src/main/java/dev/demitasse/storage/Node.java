package dev.demitasse.storage;

/** A thing in a file system, apart from its names. Thread-safe. */
public sealed interface Node permits RegularFile, Directory, SymbolicLink, CharacterDevice, SocketNode {
    /** A consistent snapshot of its attributes. */
    Attributes attributes();

    /**
     * Sets the lower twelve bits of the mode.
     *
     * @throws StorageException READ_ONLY
     */
    void setPermissions(int permissions) throws StorageException;

    /**
     * Sets the times of last access and last modification, in nanoseconds since 1970.
     *
     * @throws StorageException READ_ONLY
     */
    void setTimes(long accessed, long modified) throws StorageException;
}
