package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.infrastructure.OriginalClassProvider;
import com.oracle.graal.pointsto.meta.AnalysisMethod;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import jdk.vm.ci.meta.ResolvedJavaType;

/**
 * Where a class comes from. Immutable.
 *
 * @param name {@code module:NAME}, the URL of a jar or class folder, or {@code generated}
 */
record Origin(String name) {
    /** The system properties that name the jars and folders of the application itself, and of the library OS. */
    private static final String APPLICATION_PROPERTY = "demitasse.own";

    private static final String LIBRARY_OS_PROPERTY = "demitasse.os";

    private static final String MODULE = "module:";

    static Origin of(AnalysisMethod method) {
        return of(method.getDeclaringClass());
    }

    static Origin of(ResolvedJavaType type) {
        Class<?> javaClass = OriginalClassProvider.getJavaClass(type);
        if (javaClass.getModule().isNamed()) {
            return new Origin(MODULE + javaClass.getModule().getName());
        }
        CodeSource source = javaClass.getProtectionDomain().getCodeSource();
        return new Origin(
                source == null || source.getLocation() == null
                        ? "generated"
                        : source.getLocation().toString());
    }

    /** Whether it is a module: the JDK or SVM. */
    boolean isModule() {
        return name.startsWith(MODULE);
    }

    boolean isApplication() {
        return isIn(APPLICATION_PROPERTY);
    }

    boolean isLibraryOs() {
        return isIn(LIBRARY_OS_PROPERTY);
    }

    /** The jars and folders of the application itself. */
    static List<String> ofApplication() {
        return paths(APPLICATION_PROPERTY);
    }

    private static List<String> paths(String property) {
        return Arrays.asList(System.getProperty(property, "").split(File.pathSeparator));
    }

    private boolean isIn(String property) {
        return name.startsWith("file:")
                && paths(property)
                        .contains(Path.of(URI.create(name)).toAbsolutePath().toString());
    }
}
