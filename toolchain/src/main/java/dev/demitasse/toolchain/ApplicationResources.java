package dev.demitasse.toolchain;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The resources that go into an image: all files beside the classes of the application and its libraries, as on an
 * ordinary class path, but for those that only tools read. SubstrateVM of itself takes none that no configuration names,
 * and an application would find its own files missing at run time. Stateless.
 */
final class ApplicationResources {
    /**
     * Classes, what compilers say to each other (Scala's is larger than its classes), signatures, what build tools leave
     * behind, what the builder has read, code for other machines.
     */
    private static final Pattern OF_NO_USE = Pattern.compile(".*\\.(class|java|tasty|so|dll|dylib|jnilib|a)"
            + "|META-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]*\\.(SF|RSA|DSA|EC)|(maven|native-image|versions)/.*)");

    /** What has a meaning in the builder's patterns ({@code com.oracle.svm.util.GlobUtils}). */
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[\\]{}\\\\]");

    private ApplicationResources() {}

    /** The names of the resources of a class path, sorted. */
    static TreeSet<String> names(List<Path> classPath) {
        var names = new TreeSet<String>();
        for (Path path : classPath) {
            new ClassPathEntry(path)
                    .names().stream()
                            .filter(name -> !OF_NO_USE.matcher(name).matches())
                            .forEach(names::add);
        }
        return names;
    }

    /** Writes the configuration file that makes SVM take them, and returns the option that names it. */
    static String write(List<Path> classPath, Path file) throws IOException {
        List<Map<String, String>> globs = names(classPath).stream()
                .map(name -> Map.of("glob", WILDCARD.matcher(name).replaceAll("\\\\$0")))
                .toList();
        new ObjectMapper().writeValue(file.toFile(), Map.of("globs", globs));
        return "-H:ResourceConfigurationFiles=" + file;
    }
}
