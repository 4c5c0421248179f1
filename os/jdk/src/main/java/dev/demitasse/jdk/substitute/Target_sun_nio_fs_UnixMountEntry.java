package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.storage.Namespace.Mount;
import java.nio.charset.StandardCharsets;

@TargetClass(className = "sun.nio.fs.UnixMountEntry")
final class Target_sun_nio_fs_UnixMountEntry {
    @Alias
    private byte[] name;

    @Alias
    private byte[] dir;

    @Alias
    private byte[] fstype;

    @Alias
    private byte[] opts;

    static void fill(Target_sun_nio_fs_UnixMountEntry target, Mount mount) {
        target.name = mount.fileSystem().kind().getBytes(StandardCharsets.UTF_8);
        target.dir = mount.path().getBytes(StandardCharsets.UTF_8);
        target.fstype = target.name;
        target.opts = (mount.fileSystem().readOnly() ? "ro" : "rw").getBytes(StandardCharsets.UTF_8);
    }
}
