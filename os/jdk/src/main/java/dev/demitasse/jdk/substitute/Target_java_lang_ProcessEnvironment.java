package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.kernel.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

@TargetClass(className = "java.lang.ProcessEnvironment")
final class Target_java_lang_ProcessEnvironment {
    /** Names and values in turn. */
    @Substitute
    private static byte[][] environ() {
        Map<String, String> environment = Kernel.options().environment();
        byte[][] block = new byte[2 * environment.size()][];
        int i = 0;
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            block[i++] = variable.getKey().getBytes(StandardCharsets.UTF_8);
            block[i++] = variable.getValue().getBytes(StandardCharsets.UTF_8);
        }
        return block;
    }
}
