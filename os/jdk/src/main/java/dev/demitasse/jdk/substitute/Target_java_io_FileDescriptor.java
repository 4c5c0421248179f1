package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.SubstrateUtil;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.StreamCalls;
import java.io.FileDescriptor;
import java.io.IOException;

@TargetClass(FileDescriptor.class)
final class Target_java_io_FileDescriptor {
    @Substitute
    private static void initIDs() {}

    @Substitute
    private static long getHandle(int descriptor) {
        return -1;
    }

    @Substitute
    private static boolean getAppend(int descriptor) {
        return false;
    }

    @Substitute
    private void sync0() {
        // Files are in memory: what is written is where it is going to be.
    }

    @Substitute
    private void close0() throws IOException {
        StreamCalls.close(SubstrateUtil.cast(this, FileDescriptor.class));
    }
}
