package dev.demitasse.jdk.substitute;

import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.FileSystem;
import dev.demitasse.storage.Namespace.Mount;
import java.nio.charset.StandardCharsets;

/** Fills the objects in which {@code sun.nio.fs} keeps what system calls tell. */
final class UnixStructures {
    private static final long NANOS = 1_000_000_000L;
    private static final int BLOCK = 4096;

    private UnixStructures() {}

    static void fill(Target_sun_nio_fs_UnixFileAttributes target, Attributes source) {
        target.st_mode = source.mode();
        target.st_ino = source.inode();
        target.st_dev = source.device();
        target.st_nlink = source.links();
        target.st_size = source.size();
        target.st_atime_sec = Math.floorDiv(source.accessed(), NANOS);
        target.st_atime_nsec = Math.floorMod(source.accessed(), NANOS);
        target.st_mtime_sec = Math.floorDiv(source.modified(), NANOS);
        target.st_mtime_nsec = Math.floorMod(source.modified(), NANOS);
        target.st_ctime_sec = Math.floorDiv(source.changed(), NANOS);
        target.st_ctime_nsec = Math.floorMod(source.changed(), NANOS);
        target.st_birthtime_sec = Math.floorDiv(source.created(), NANOS);
        target.st_birthtime_nsec = Math.floorMod(source.created(), NANOS);
        target.birthtime_available = true;
    }

    static void fill(Target_sun_nio_fs_UnixFileStoreAttributes target, FileSystem source) {
        target.f_frsize = BLOCK;
        target.f_blocks = source.capacity() / BLOCK;
        target.f_bfree = source.free() / BLOCK;
        target.f_bavail = target.f_bfree;
    }

    static void fill(Target_sun_nio_fs_UnixMountEntry target, Mount mount) {
        target.name = mount.fileSystem().kind().getBytes(StandardCharsets.UTF_8);
        target.dir = mount.path().getBytes(StandardCharsets.UTF_8);
        target.fstype = target.name;
        target.opts = (mount.fileSystem().readOnly() ? "ro" : "rw").getBytes(StandardCharsets.UTF_8);
    }
}
