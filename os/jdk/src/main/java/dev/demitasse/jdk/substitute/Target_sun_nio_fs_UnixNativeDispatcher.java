package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ContentFile;
import dev.demitasse.jdk.Descriptors;
import dev.demitasse.jdk.DirectoryFile;
import dev.demitasse.jdk.FileCalls;
import dev.demitasse.jdk.FileTree;
import dev.demitasse.jdk.NativeMemory;
import dev.demitasse.jdk.OpenMode;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.Namespace.Place;
import dev.demitasse.storage.Node;
import dev.demitasse.storage.StorageException;
import dev.demitasse.storage.SymbolicLink;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of {@code java.nio.file}. Paths come as addresses of zero-terminated bytes. Calls relative to an open
 * directory are reported as missing in {@link #init}, so the JDK does not make them except from the working directory.
 */
@TargetClass(className = "sun.nio.fs.UnixNativeDispatcher")
final class Target_sun_nio_fs_UnixNativeDispatcher {
    /** {@code SUPPORTS_BIRTHTIME}; neither {@code openat} nor extended attributes. */
    private static final int CAPABILITIES = 1 << 16;

    /** {@code AT_SYMLINK_NOFOLLOW} of fcntl.h. */
    private static final int NO_FOLLOW = 0x100;

    @Substitute
    private static int init() {
        return CAPABILITIES;
    }

    @Substitute
    static byte[] getcwd() {
        return new byte[] {'/'};
    }

    @Substitute
    static int dup(int descriptor) {
        try {
            return Descriptors.duplicate(descriptor);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static int open0(long path, int flags, int mode) {
        try {
            return FileTree.open(NativeMemory.cString(path), OpenMode.ofFlags(flags), mode);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static void close0(int descriptor) {
        try {
            Descriptors.close(descriptor);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    /** Mount tables are read as entries and never as lines: there is no line. */
    @Substitute
    static int getlinelen(long stream) {
        return -1;
    }

    @Substitute
    static void rewind(long stream) {}

    private static Place place(long path) throws StorageException {
        return FileTree.namespace().place(NativeMemory.cString(path));
    }

    private static Node find(long path) throws StorageException {
        return FileTree.namespace().find(NativeMemory.cString(path));
    }

    private static Node findNoFollow(long path) throws StorageException {
        return FileTree.namespace().findNoFollow(NativeMemory.cString(path));
    }

    @Substitute
    private static void link0(long existing, long newName) {
        try {
            Place place = place(newName);
            place.directory().link(place.name(), findNoFollow(existing));
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static void unlink0(long path) {
        try {
            Place place = place(path);
            place.directory().removeFile(place.name());
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static void mknod0(long path, int mode, long device) {
        throw Target_sun_nio_fs_UnixException.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void rename0(long from, long to) {
        try {
            Place source = place(from);
            Place target = place(to);
            source.directory().rename(source.name(), target.directory(), target.name());
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static void mkdir0(long path, int mode) {
        try {
            Place place = place(path);
            place.directory().createDirectory(place.name(), mode);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static void rmdir0(long path) {
        try {
            Place place = place(path);
            place.directory().removeDirectory(place.name());
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static byte[] readlink0(long path) {
        try {
            if (findNoFollow(path) instanceof SymbolicLink link) {
                return link.target().getBytes(StandardCharsets.UTF_8);
            }
            throw new StorageException(ErrorCode.INVALID);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static byte[] realpath0(long path) {
        try {
            return FileTree.namespace().realPath(NativeMemory.cString(path)).getBytes(StandardCharsets.UTF_8);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static void symlink0(long target, long name) {
        try {
            Place place = place(name);
            place.directory().createSymbolicLink(place.name(), NativeMemory.cString(target));
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static int stat0(long path, Target_sun_nio_fs_UnixFileAttributes attributes) {
        try {
            Target_sun_nio_fs_UnixFileAttributes.fill(attributes, find(path).attributes());
            return 0;
        } catch (StorageException e) {
            return e.code().number();
        }
    }

    @Substitute
    private static void lstat0(long path, Target_sun_nio_fs_UnixFileAttributes attributes) {
        try {
            Target_sun_nio_fs_UnixFileAttributes.fill(
                    attributes, findNoFollow(path).attributes());
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static void fstat0(int descriptor, Target_sun_nio_fs_UnixFileAttributes attributes) {
        try {
            Target_sun_nio_fs_UnixFileAttributes.fill(
                    attributes, Descriptors.get(descriptor).attributes());
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    /** There is one user, root, and every file is its own: giving it a file changes nothing. */
    private static void checkOwner(int user, int group) {
        if (user > 0 || group > 0) {
            throw Target_sun_nio_fs_UnixException.of(ErrorCode.NOT_PERMITTED);
        }
    }

    @Substitute
    private static void chown0(long path, int user, int group) {
        checkOwner(user, group);
    }

    @Substitute
    private static void lchown0(long path, int user, int group) {
        checkOwner(user, group);
    }

    @Substitute
    static void fchown0(int descriptor, int user, int group) {
        checkOwner(user, group);
    }

    @Substitute
    private static void chmod0(long path, int mode) {
        try {
            find(path).setPermissions(mode);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static void fchmod0(int descriptor, int mode) {
        try {
            node(descriptor).setPermissions(mode);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    private static Node node(int descriptor) throws StorageException {
        return switch (Descriptors.get(descriptor)) {
            case ContentFile content -> content.file();
            case DirectoryFile directory -> directory.directory();
            default -> throw new StorageException(ErrorCode.INVALID);
        };
    }

    @Substitute
    private static void fchmodat0(int directory, long path, int mode, int flag) {
        try {
            Node node = (flag & NO_FOLLOW) != 0 ? findNoFollow(path) : find(path);
            node.setPermissions(mode);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static boolean fchmodatNoFollowSupported0() {
        return true;
    }

    @Substitute
    private static void futimens0(int descriptor, long accessedNanos, long modifiedNanos) {
        try {
            node(descriptor).setTimes(accessedNanos, modifiedNanos);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static void utimensat0(int directory, long path, long accessedNanos, long modifiedNanos, int flags) {
        try {
            Node node = (flags & NO_FOLLOW) != 0 ? findNoFollow(path) : find(path);
            node.setTimes(accessedNanos, modifiedNanos);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    /** A directory's handle is a descriptor. */
    @Substitute
    private static long opendir0(long path) {
        try {
            return FileTree.open(NativeMemory.cString(path), OpenMode.DIRECTORY, 0);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    static long fdopendir(int descriptor) {
        return descriptor;
    }

    @Substitute
    static void closedir(long handle) {
        close0((int) handle);
    }

    @Substitute
    private static byte @Nullable [] readdir0(long handle) {
        try {
            if (Descriptors.get((int) handle) instanceof DirectoryFile directory) {
                String name = directory.nextName();
                return name == null ? null : name.getBytes(StandardCharsets.UTF_8);
            }
            throw new StorageException(ErrorCode.BAD_DESCRIPTOR);
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    /** As {@code read(2)}: 0 at the end. */
    @Substitute
    private static int read0(int descriptor, long address, int length) {
        try {
            return Math.max(0, Descriptors.get(descriptor).read(NativeMemory.buffer(address, length)));
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static int write0(int descriptor, long address, int length) {
        try {
            return Descriptors.get(descriptor).write(NativeMemory.buffer(address, length));
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    private static int access0(long path, int mode) {
        return FileCalls.access(NativeMemory.cString(path), mode);
    }

    @Substitute
    static byte[] getpwuid(int user) {
        return name(user);
    }

    @Substitute
    static byte[] getgrgid(int group) {
        return name(group);
    }

    private static byte[] name(int id) {
        return (id == 0 ? "root" : Integer.toString(id)).getBytes(StandardCharsets.UTF_8);
    }

    @Substitute
    private static int getpwnam0(long name) {
        return id(name);
    }

    @Substitute
    private static int getgrnam0(long name) {
        return id(name);
    }

    private static int id(long name) {
        return NativeMemory.cString(name).equals("root") ? 0 : -1;
    }

    @Substitute
    private static void statvfs0(long path, Target_sun_nio_fs_UnixFileStoreAttributes attributes) {
        try {
            Target_sun_nio_fs_UnixFileStoreAttributes.fill(
                    attributes, FileTree.namespace().fileSystemOf(NativeMemory.cString(path)));
        } catch (StorageException e) {
            throw Target_sun_nio_fs_UnixException.of(e);
        }
    }

    @Substitute
    static byte[] strerror(int number) {
        for (ErrorCode error : ErrorCode.values()) {
            if (error.number() == number) {
                return error.message().getBytes(StandardCharsets.UTF_8);
            }
        }
        return ("Unknown error " + number).getBytes(StandardCharsets.UTF_8);
    }

    @Substitute
    private static int fgetxattr0(int descriptor, long name, long value, int length) {
        throw Target_sun_nio_fs_UnixException.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void fsetxattr0(int descriptor, long name, long value, int length) {
        throw Target_sun_nio_fs_UnixException.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void fremovexattr0(int descriptor, long name) {
        throw Target_sun_nio_fs_UnixException.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    static int flistxattr(int descriptor, long list, int size) {
        throw Target_sun_nio_fs_UnixException.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static int openat0(int directory, long path, int flags, int mode) {
        throw Target_sun_nio_fs_UnixException.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void unlinkat0(int directory, long path, int flag) {
        throw Target_sun_nio_fs_UnixException.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void renameat0(int fromDirectory, long from, int toDirectory, long to) {
        throw Target_sun_nio_fs_UnixException.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void fstatat0(int directory, long path, int flag, Target_sun_nio_fs_UnixFileAttributes attributes) {
        throw Target_sun_nio_fs_UnixException.of(ErrorCode.NOT_SUPPORTED);
    }
}
