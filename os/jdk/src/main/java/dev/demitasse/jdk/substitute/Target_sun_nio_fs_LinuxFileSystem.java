package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.nio.file.WatchService;

@TargetClass(className = "sun.nio.fs.LinuxFileSystem")
final class Target_sun_nio_fs_LinuxFileSystem {
    @Substitute
    public WatchService newWatchService() {
        throw new UnsupportedOperationException(
                "WatchService: a unikernel's files are changed by its own program alone, and not watched");
    }
}
