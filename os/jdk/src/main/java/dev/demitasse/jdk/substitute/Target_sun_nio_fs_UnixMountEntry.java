package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;

@TargetClass(className = "sun.nio.fs.UnixMountEntry")
final class Target_sun_nio_fs_UnixMountEntry {
    @Alias
    byte[] name;

    @Alias
    byte[] dir;

    @Alias
    byte[] fstype;

    @Alias
    byte[] opts;
}
