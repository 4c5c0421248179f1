package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.StreamCalls;
import java.io.IOException;

@TargetClass(className = "java.io.FileCleanable")
final class Target_java_io_FileCleanable {
    @Substitute
    private static void cleanupClose0(int descriptor, long handle) throws IOException {
        StreamCalls.close(descriptor);
    }
}
