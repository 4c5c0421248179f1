package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.io.IOException;

@TargetClass(className = "jdk.internal.io.JdkConsoleImpl")
final class Target_jdk_internal_io_JdkConsoleImpl {
    @Substitute
    private static boolean echo(boolean on) throws IOException {
        throw new IOException("a unikernel's console cannot turn echo on or off");
    }
}
