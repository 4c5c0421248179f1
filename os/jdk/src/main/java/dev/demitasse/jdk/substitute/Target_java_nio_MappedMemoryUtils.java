package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.io.FileDescriptor;

/** A mapping is a copy in memory: it is always loaded, and has nothing to write back. */
@TargetClass(className = "java.nio.MappedMemoryUtils")
final class Target_java_nio_MappedMemoryUtils {
    @Substitute
    private static void registerNatives() {}

    @Substitute
    private static boolean isLoaded0(long address, long length, long pages) {
        return true;
    }

    @Substitute
    private static void load0(long address, long length) {}

    @Substitute
    private static void unload0(long address, long length) {}

    @Substitute
    private static void force0(FileDescriptor descriptor, long address, long length) {}
}
