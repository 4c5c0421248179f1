package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.Descriptors;
import dev.demitasse.jdk.FileTree;
import dev.demitasse.jdk.IoStatus;
import dev.demitasse.jdk.MountList;
import dev.demitasse.storage.Namespace.Mount;
import dev.demitasse.storage.StorageException;

@TargetClass(className = "sun.nio.fs.LinuxNativeDispatcher")
final class Target_sun_nio_fs_LinuxNativeDispatcher {
    @Substitute
    private static void init() {}

    /** Whatever table of mounts is asked for, there is one. A handle is a descriptor. */
    @Substitute
    private static long setmntent0(long path, long type) {
        try {
            return Descriptors.open(new MountList(FileTree.namespace().mounts()));
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    static int getmntent0(long handle, Target_sun_nio_fs_UnixMountEntry entry, long buffer, int length) {
        Mount mount = MountList.of((int) handle).next();
        if (mount == null) {
            return -1;
        }
        UnixStructures.fill(entry, mount);
        return 0;
    }

    @Substitute
    static void endmntent(long handle) {
        try {
            Descriptors.close((int) handle);
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }

    @Substitute
    static int posix_fadvise(int descriptor, long offset, long length, int advice) {
        return 0;
    }

    /** No short cut between two files; the JDK copies through a buffer then. */
    @Substitute
    static int directCopy0(int target, int source, long cancelAddress) {
        return IoStatus.UNSUPPORTED;
    }
}
