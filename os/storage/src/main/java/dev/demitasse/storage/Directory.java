package dev.demitasse.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node that names others. Names are single path components: not empty, neither {@code .} nor {@code ..}, without
 * {@code /}; the {@link Namespace} takes care of that.
 */
public non-sealed interface Directory extends Node {
    /** The node of that name, or {@code null}. */
    @Nullable Node find(String name);

    /** The names in it, in the order they were made, as a snapshot. */
    List<String> names();

    /** @throws StorageException EXISTS, READ_ONLY, NO_SPACE, NO_ENTRY when this directory has been removed */
    RegularFile createFile(String name, int permissions) throws StorageException;

    /** @throws StorageException EXISTS, READ_ONLY, NO_SPACE, NO_ENTRY when this directory has been removed */
    Directory createDirectory(String name, int permissions) throws StorageException;

    /** @throws StorageException EXISTS, READ_ONLY, NO_SPACE, NO_ENTRY when this directory has been removed */
    SymbolicLink createSymbolicLink(String name, String target) throws StorageException;

    /** @throws StorageException EXISTS, READ_ONLY, NO_SPACE, NO_ENTRY when this directory has been removed */
    SocketNode createSocket(String name, int permissions) throws StorageException;

    /**
     * Gives a file of the same file system one more name.
     *
     * @throws StorageException EXISTS, READ_ONLY, CROSS_DEVICE, NOT_PERMITTED for a directory, NO_ENTRY when this
     *     directory has been removed
     */
    void link(String name, Node node) throws StorageException;

    /**
     * Removes the name of anything but a directory.
     *
     * @throws StorageException NO_ENTRY, IS_DIRECTORY, READ_ONLY
     */
    void removeFile(String name) throws StorageException;

    /**
     * Removes an empty directory.
     *
     * @throws StorageException NO_ENTRY, NOT_DIRECTORY, NOT_EMPTY, READ_ONLY
     */
    void removeDirectory(String name) throws StorageException;

    /**
     * Moves {@code name} to {@code newName} of {@code target}, replacing a file by a file or an empty directory by a
     * directory; nobody sees a moment with neither or both.
     *
     * @throws StorageException NO_ENTRY, NOT_DIRECTORY, IS_DIRECTORY, NOT_EMPTY, READ_ONLY, CROSS_DEVICE, INVALID when a
     *     directory would move into itself
     */
    void rename(String name, Directory target, String newName) throws StorageException;
}
