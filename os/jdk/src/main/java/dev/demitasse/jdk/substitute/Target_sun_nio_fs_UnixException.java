package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;

@TargetClass(className = "sun.nio.fs.UnixException")
final class Target_sun_nio_fs_UnixException {
    @Alias
    Target_sun_nio_fs_UnixException(int errno) {}
}
