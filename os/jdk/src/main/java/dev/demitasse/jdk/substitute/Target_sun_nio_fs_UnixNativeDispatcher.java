package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.Descriptors;
import dev.demitasse.jdk.DirectoryFile;
import dev.demitasse.jdk.FileCalls;
import dev.demitasse.jdk.FileTree;
import dev.demitasse.jdk.NativeMemory;
import dev.demitasse.jdk.OpenMode;
import dev.demitasse.jdk.UnixCalls;
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
    @Substitute
    private static int init() {
        return UnixCalls.CAPABILITIES;
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
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static int open0(long path, int flags, int mode) {
        try {
            return FileTree.open(NativeMemory.cString(path), OpenMode.ofFlags(flags), mode);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void close0(int descriptor) {
        try {
            Descriptors.close(descriptor);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    /** Mount tables are read as entries and never as lines: there is no line. */
    @Substitute
    static int getlinelen(long stream) {
        return -1;
    }

    @Substitute
    static void rewind(long stream) {}

    @Substitute
    private static void link0(long existing, long newName) {
        try {
            Place place = UnixCalls.place(newName);
            place.directory().link(place.name(), UnixCalls.findNoFollow(existing));
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void unlink0(long path) {
        try {
            Place place = UnixCalls.place(path);
            place.directory().removeFile(place.name());
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void mknod0(long path, int mode, long device) {
        throw UnixFailure.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void rename0(long from, long to) {
        try {
            Place source = UnixCalls.place(from);
            Place target = UnixCalls.place(to);
            source.directory().rename(source.name(), target.directory(), target.name());
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void mkdir0(long path, int mode) {
        try {
            FileTree.makeDirectory(NativeMemory.cString(path), mode);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void rmdir0(long path) {
        try {
            Place place = UnixCalls.place(path);
            place.directory().removeDirectory(place.name());
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static byte[] readlink0(long path) {
        try {
            if (UnixCalls.findNoFollow(path) instanceof SymbolicLink link) {
                return link.target().getBytes(StandardCharsets.UTF_8);
            }
            throw new StorageException(ErrorCode.INVALID);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static byte[] realpath0(long path) {
        try {
            return FileTree.namespace().realPath(NativeMemory.cString(path)).getBytes(StandardCharsets.UTF_8);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void symlink0(long target, long name) {
        try {
            Place place = UnixCalls.place(name);
            place.directory().createSymbolicLink(place.name(), NativeMemory.cString(target));
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static int stat0(long path, Target_sun_nio_fs_UnixFileAttributes attributes) {
        try {
            UnixStructures.fill(attributes, UnixCalls.find(path).attributes());
            return 0;
        } catch (StorageException e) {
            return e.code().number();
        }
    }

    @Substitute
    private static void lstat0(long path, Target_sun_nio_fs_UnixFileAttributes attributes) {
        try {
            UnixStructures.fill(attributes, UnixCalls.findNoFollow(path).attributes());
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void fstat0(int descriptor, Target_sun_nio_fs_UnixFileAttributes attributes) {
        try {
            UnixStructures.fill(attributes, Descriptors.get(descriptor).attributes());
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void chown0(long path, int user, int group) {
        try {
            UnixCalls.checkOwner(user, group);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void lchown0(long path, int user, int group) {
        try {
            UnixCalls.checkOwner(user, group);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    static void fchown0(int descriptor, int user, int group) {
        try {
            UnixCalls.checkOwner(user, group);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void chmod0(long path, int mode) {
        try {
            UnixCalls.find(path).setPermissions(mode);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void fchmod0(int descriptor, int mode) {
        try {
            UnixCalls.node(descriptor).setPermissions(mode);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void fchmodat0(int directory, long path, int mode, int flag) {
        try {
            Node node = UnixCalls.find(path, flag);
            node.setPermissions(mode);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static boolean fchmodatNoFollowSupported0() {
        return true;
    }

    @Substitute
    private static void futimens0(int descriptor, long accessedNanos, long modifiedNanos) {
        try {
            UnixCalls.node(descriptor).setTimes(accessedNanos, modifiedNanos);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static void utimensat0(int directory, long path, long accessedNanos, long modifiedNanos, int flags) {
        try {
            Node node = UnixCalls.find(path, flags);
            node.setTimes(accessedNanos, modifiedNanos);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    /** A directory's handle is a descriptor. */
    @Substitute
    private static long opendir0(long path) {
        try {
            return FileTree.open(NativeMemory.cString(path), OpenMode.DIRECTORY, 0);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
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
            throw UnixFailure.of(e);
        }
    }

    /** As {@code read(2)}: 0 at the end. */
    @Substitute
    private static int read0(int descriptor, long address, int length) {
        try {
            return Math.max(0, Descriptors.get(descriptor).read(NativeMemory.buffer(address, length)));
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static int write0(int descriptor, long address, int length) {
        try {
            return Descriptors.get(descriptor).write(NativeMemory.buffer(address, length));
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    private static int access0(long path, int mode) {
        return FileCalls.access(NativeMemory.cString(path), mode);
    }

    @Substitute
    static byte[] getpwuid(int user) {
        return UnixCalls.name(user);
    }

    @Substitute
    static byte[] getgrgid(int group) {
        return UnixCalls.name(group);
    }

    @Substitute
    private static int getpwnam0(long name) {
        return UnixCalls.id(name);
    }

    @Substitute
    private static int getgrnam0(long name) {
        return UnixCalls.id(name);
    }

    @Substitute
    private static void statvfs0(long path, Target_sun_nio_fs_UnixFileStoreAttributes attributes) {
        try {
            UnixStructures.fill(attributes, FileTree.namespace().fileSystemOf(NativeMemory.cString(path)));
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    static byte[] strerror(int number) {
        return UnixCalls.message(number);
    }

    @Substitute
    private static int fgetxattr0(int descriptor, long name, long value, int length) {
        throw UnixFailure.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void fsetxattr0(int descriptor, long name, long value, int length) {
        throw UnixFailure.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void fremovexattr0(int descriptor, long name) {
        throw UnixFailure.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    static int flistxattr(int descriptor, long list, int size) {
        throw UnixFailure.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static int openat0(int directory, long path, int flags, int mode) {
        throw UnixFailure.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void unlinkat0(int directory, long path, int flag) {
        throw UnixFailure.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void renameat0(int fromDirectory, long from, int toDirectory, long to) {
        throw UnixFailure.of(ErrorCode.NOT_SUPPORTED);
    }

    @Substitute
    private static void fstatat0(int directory, long path, int flag, Target_sun_nio_fs_UnixFileAttributes attributes) {
        throw UnixFailure.of(ErrorCode.NOT_SUPPORTED);
    }
}
