package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@TargetClass(className = "java.lang.ProcessImpl")
final class Target_java_lang_ProcessImpl {
    @Substitute
    private static void init() {}

    @Substitute
    static Process start(
            String[] command,
            Map<String, String> environment,
            @Nullable String directory,
            ProcessBuilder.Redirect @Nullable [] redirects,
            boolean redirectErrors) {
        throw new UnsupportedOperationException("cannot start " + command[0]
                + ": a unikernel runs one program and has no processes (ProcessBuilder, Runtime.exec)");
    }
}
