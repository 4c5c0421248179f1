package dev.demitasse.jdk;

import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.Directory;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.FileSystem;
import dev.demitasse.storage.FileType;
import dev.demitasse.storage.Namespace;
import dev.demitasse.storage.Node;
import dev.demitasse.storage.StorageException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the native methods of {@code java.io.File} do: most answer {@code false}, 0 or {@code null} where others would
 * throw.
 */
public final class FileCalls {
    /** Most characters in one name of a path. */
    public static final int LONGEST_NAME = 255;

    /** {@code BA_EXISTS}, {@code BA_REGULAR}, {@code BA_DIRECTORY} of {@code java.io.FileSystem}. */
    private static final int EXISTS = 1;

    private static final int REGULAR = 2;
    private static final int DIRECTORY = 4;

    /** {@code ACCESS_WRITE} of {@code java.io.FileSystem} and {@code W_OK}. */
    private static final int ACCESS_WRITE = 2;

    /** {@code ACCESS_EXECUTE} and {@code X_OK}. */
    private static final int ACCESS_EXECUTE = 1;

    /** Any of the permissions to execute. */
    private static final int EXECUTABLE = 0111;

    private static final int WRITABLE = 0222;

    /** {@code SPACE_TOTAL} of {@code java.io.FileSystem}; the others ask for what is free. */
    private static final int SPACE_TOTAL = 0;

    private FileCalls() {}

    private static Namespace tree() {
        return FileTree.namespace();
    }

    /** The attributes behind {@code path}, or {@code null} when there is nothing. */
    private static @Nullable Attributes attributes(String path) {
        try {
            return tree().find(path).attributes();
        } catch (StorageException e) {
            return null;
        }
    }

    /** Whether it exists, is a regular file, is a directory, as bits. */
    public static int booleanAttributes(String path) {
        Attributes attributes = attributes(path);
        if (attributes == null) {
            return 0;
        }
        return EXISTS
                | (attributes.type() == FileType.REGULAR ? REGULAR : 0)
                | (attributes.type() == FileType.DIRECTORY ? DIRECTORY : 0);
    }

    /**
     * What {@code access(2)} says to the root user: everything may be read, only what has any such permission executed,
     * nothing on a read-only file system written.
     *
     * @return 0 or the number of the error
     */
    public static int access(String path, int mode) {
        try {
            Attributes attributes = tree().find(path).attributes();
            if ((mode & ACCESS_WRITE) != 0
                    && attributes.type() != FileType.CHARACTER_DEVICE
                    && tree().fileSystemOf(path).readOnly()) {
                return ErrorCode.READ_ONLY.number();
            }
            if ((mode & ACCESS_EXECUTE) != 0 && (attributes.permissions() & EXECUTABLE) == 0) {
                return ErrorCode.ACCESS.number();
            }
            return 0;
        } catch (StorageException e) {
            return e.code().number();
        }
    }

    /** The absolute path without links, {@code .} and {@code ..}; what does not exist is taken as it is written. */
    public static String canonicalize(String path) throws IOException {
        try {
            return tree().realPath(path);
        } catch (StorageException e) {
            if (e.code() == ErrorCode.LOOP) {
                throw Failures.ioException(e);
            }
            int slash = path.lastIndexOf('/');
            String parent = slash <= 0 ? "/" : canonicalize(path.substring(0, slash));
            String name = path.substring(slash + 1);
            return switch (name) {
                case "", "." -> parent;
                case ".." -> parent.lastIndexOf('/') <= 0 ? "/" : parent.substring(0, parent.lastIndexOf('/'));
                default -> parent.equals("/") ? "/" + name : parent + "/" + name;
            };
        }
    }

    /** When it was last modified, milliseconds since 1970; 0 when there is nothing. */
    public static long lastModifiedMillis(String path) {
        Attributes attributes = attributes(path);
        return attributes == null ? 0 : TimeUnit.NANOSECONDS.toMillis(attributes.modified());
    }

    /** Bytes of content; 0 when there is nothing. */
    public static long length(String path) {
        Attributes attributes = attributes(path);
        return attributes == null ? 0 : attributes.size();
    }

    /** Gives or takes read (4), write (2) or execute (1) permission; whether that worked. */
    public static boolean setPermission(String path, int access, boolean enable, boolean ownerOnly) {
        int bits = ownerOnly ? access << 6 : access << 6 | access << 3 | access;
        return changePermissions(path, enable ? bits : 0, enable ? 0 : bits);
    }

    /** Takes all permissions to write; whether that worked. */
    public static boolean setReadOnly(String path) {
        return changePermissions(path, 0, WRITABLE);
    }

    private static boolean changePermissions(String path, int set, int clear) {
        try {
            Node node = tree().find(path);
            node.setPermissions(node.attributes().permissions() & ~clear | set);
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    /** Makes an empty file; {@code false} when there is one. */
    public static boolean createExclusively(String path) throws IOException {
        try {
            Descriptors.close(FileTree.open(path, OpenMode.NEW, 0666));
            return true;
        } catch (StorageException e) {
            if (e.code() == ErrorCode.EXISTS) {
                return false;
            }
            throw Failures.ioException(e);
        }
    }

    /** Removes a file or an empty directory; whether that worked. */
    public static boolean delete(String path) {
        try {
            Namespace.Place place = tree().place(path);
            if (place.directory().find(place.name()) instanceof Directory) {
                place.directory().removeDirectory(place.name());
            } else {
                place.directory().removeFile(place.name());
            }
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    /** The names in a directory, or {@code null} when it is none. */
    public static String @Nullable [] list(String path) {
        try {
            return tree().find(path) instanceof Directory directory
                    ? directory.names().toArray(new String[0])
                    : null;
        } catch (StorageException e) {
            return null;
        }
    }

    /** Makes a directory; whether that worked. */
    public static boolean createDirectory(String path) {
        try {
            FileTree.makeDirectory(path, 0777);
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    /** Moves; whether that worked. */
    public static boolean rename(String from, String to) {
        try {
            Namespace.Place source = tree().place(from);
            Namespace.Place target = tree().place(to);
            source.directory().rename(source.name(), target.directory(), target.name());
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    /** Sets when it was last modified; whether that worked. */
    public static boolean setLastModified(String path, long millis) {
        try {
            Node node = tree().find(path);
            node.setTimes(node.attributes().accessed(), TimeUnit.MILLISECONDS.toNanos(millis));
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    /** Bytes its file system has in all (0) or free (1, 2); 0 when there is nothing. */
    public static long space(String path, int what) {
        try {
            FileSystem fileSystem = tree().fileSystemOf(path);
            return what == SPACE_TOTAL ? fileSystem.capacity() : fileSystem.free();
        } catch (StorageException e) {
            return 0;
        }
    }
}
