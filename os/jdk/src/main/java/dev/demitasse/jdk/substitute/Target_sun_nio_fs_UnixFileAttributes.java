package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.storage.Attributes;

@TargetClass(className = "sun.nio.fs.UnixFileAttributes")
final class Target_sun_nio_fs_UnixFileAttributes {
    private static final long NANOS = 1_000_000_000L;

    @Alias
    private int st_mode;

    @Alias
    private long st_ino;

    @Alias
    private long st_dev;

    @Alias
    private int st_nlink;

    @Alias
    private long st_size;

    @Alias
    private long st_atime_sec;

    @Alias
    private long st_atime_nsec;

    @Alias
    private long st_mtime_sec;

    @Alias
    private long st_mtime_nsec;

    @Alias
    private long st_ctime_sec;

    @Alias
    private long st_ctime_nsec;

    @Alias
    private long st_birthtime_sec;

    @Alias
    private long st_birthtime_nsec;

    @Alias
    private boolean birthtime_available;

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
}
