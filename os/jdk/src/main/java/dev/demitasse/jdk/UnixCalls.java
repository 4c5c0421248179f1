package dev.demitasse.jdk;

import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.Namespace.Place;
import dev.demitasse.storage.Node;
import dev.demitasse.storage.StorageException;
import java.nio.charset.StandardCharsets;

/** What the native methods of {@code sun.nio.fs.UnixNativeDispatcher} have in common. */
public final class UnixCalls {
    /** {@code SUPPORTS_BIRTHTIME}: neither calls relative to an open directory nor extended attributes. */
    public static final int CAPABILITIES = 1 << 16;

    /** {@code AT_SYMLINK_NOFOLLOW} of Linux's fcntl.h. */
    private static final int NO_FOLLOW = 0x100;

    private UnixCalls() {}

    /** The place that the zero-terminated path at an address names. */
    public static Place place(long path) throws StorageException {
        return FileTree.namespace().place(NativeMemory.cString(path));
    }

    /** The node at a path, behind all symbolic links. */
    public static Node find(long path) throws StorageException {
        return FileTree.namespace().find(NativeMemory.cString(path));
    }

    /** The node at a path, which may be a symbolic link. */
    public static Node findNoFollow(long path) throws StorageException {
        return FileTree.namespace().findNoFollow(NativeMemory.cString(path));
    }

    /** The one or the other, by the flag of the calls that end in {@code at}. */
    public static Node find(long path, int flags) throws StorageException {
        return (flags & NO_FOLLOW) != 0 ? findNoFollow(path) : find(path);
    }

    /** The node of an open file. */
    public static Node node(int descriptor) throws StorageException {
        return switch (Descriptors.get(descriptor)) {
            case ContentFile content -> content.file();
            case DirectoryFile directory -> directory.directory();
            default -> throw new StorageException(ErrorCode.INVALID);
        };
    }

    /** There is one user, root, who owns everything: a file can be given to it, or (-1) left alone, and to no other. */
    public static void checkOwner(int user, int group) throws StorageException {
        if (user > 0 || group > 0) {
            throw new StorageException(ErrorCode.NOT_PERMITTED);
        }
    }

    /** The name of a user or group. */
    public static byte[] name(int id) {
        return (id == 0 ? "root" : Integer.toString(id)).getBytes(StandardCharsets.UTF_8);
    }

    /** The number of a user or group, -1 for those there are not. */
    public static int id(long name) {
        return NativeMemory.cString(name).equals("root") ? 0 : -1;
    }

    /** The text of an error's number. */
    public static byte[] message(int number) {
        for (ErrorCode error : ErrorCode.values()) {
            if (error.number() == number) {
                return error.message().getBytes(StandardCharsets.UTF_8);
            }
        }
        return ("Unknown error " + number).getBytes(StandardCharsets.UTF_8);
    }
}
