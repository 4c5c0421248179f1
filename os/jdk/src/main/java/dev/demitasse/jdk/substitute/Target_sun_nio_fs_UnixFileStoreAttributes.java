package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.storage.FileSystem;

@TargetClass(className = "sun.nio.fs.UnixFileStoreAttributes")
final class Target_sun_nio_fs_UnixFileStoreAttributes {
    private static final int BLOCK = 4096;

    @Alias
    private long f_frsize;

    @Alias
    private long f_blocks;

    @Alias
    private long f_bfree;

    @Alias
    private long f_bavail;

    static void fill(Target_sun_nio_fs_UnixFileStoreAttributes target, FileSystem source) {
        target.f_frsize = BLOCK;
        target.f_blocks = source.capacity() / BLOCK;
        target.f_bfree = source.free() / BLOCK;
        target.f_bavail = target.f_bfree;
    }
}
