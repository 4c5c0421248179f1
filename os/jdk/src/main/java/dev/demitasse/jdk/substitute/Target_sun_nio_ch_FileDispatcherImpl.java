package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.IoStatus;
import java.io.FileDescriptor;

/** No short cuts between two descriptors: the JDK copies through a buffer. */
@TargetClass(className = "sun.nio.ch.FileDispatcherImpl")
final class Target_sun_nio_ch_FileDispatcherImpl {
    @Substitute
    static void init0() {}

    @Substitute
    static long transferTo0(FileDescriptor source, long position, long count, FileDescriptor target, boolean append) {
        return IoStatus.UNSUPPORTED;
    }

    @Substitute
    static long transferFrom0(FileDescriptor source, FileDescriptor target, long position, long count, boolean append) {
        return IoStatus.UNSUPPORTED;
    }
}
