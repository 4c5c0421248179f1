package dev.demitasse.storage;

/**
 * What {@code stat} tells about a node.
 *
 * @param type what it is
 * @param permissions the lower twelve bits of a POSIX mode; recorded, not enforced: there is one user, root
 * @param size bytes of content; of a symbolic link, the length of its target
 * @param device number of the file system it lives in
 * @param inode number of the node in that file system, unique while it lives
 * @param links how many names it has
 * @param accessed when it was last read or given this time, nanoseconds since 1970
 * @param modified when its content last changed, nanoseconds since 1970
 * @param changed when its attributes last changed, nanoseconds since 1970
 * @param created when it came to be, nanoseconds since 1970
 */
public record Attributes(
        FileType type,
        int permissions,
        long size,
        int device,
        long inode,
        int links,
        long accessed,
        long modified,
        long changed,
        long created) {

    /** Type and permissions as one POSIX {@code st_mode}. */
    public int mode() {
        return type.modeBits() | permissions;
    }
}
