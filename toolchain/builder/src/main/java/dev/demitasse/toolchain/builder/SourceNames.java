package dev.demitasse.toolchain.builder;

import com.oracle.svm.hosted.image.sources.SourceManager;
import java.nio.file.Path;
import jdk.graal.compiler.debug.DebugContext;
import jdk.vm.ci.meta.ResolvedJavaType;
import org.jspecify.annotations.Nullable;

/**
 * Names the source file of a class as the class itself does, below the folder of its package: {@code java/lang/String.java}.
 * SVM's own looks for the sources and copies them; here the debugger finds them, where it is told to. Stateless.
 */
final class SourceNames extends SourceManager {
    @Override
    public @Nullable Path findAndCacheSource(
            ResolvedJavaType type, @Nullable Class<?> original, DebugContext debugContext) {
        String file = type.isInstanceClass() || type.isInterface() ? type.getSourceFileName() : null;
        if (file == null) {
            return null;
        }
        String name = type.toClassName();
        int end = name.lastIndexOf('.');
        return end < 0 ? Path.of(file) : Path.of(name.substring(0, end).replace('.', '/'), file);
    }
}
