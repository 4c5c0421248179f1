package dev.demitasse.systemtests;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Several of the frameworks' examples on one class path, so that one image has them: a build takes minutes. Stateless. */
final class FrameworkClassPath {
    private static final Path SOURCES = Demi.ROOT.resolve("system-tests/src/test/apps/frameworks");
    private static final String CLASS_PATH_FILE = "target/framework-classpath.txt";
    private static final Pattern VERSIONED = Pattern.compile("(.+?)-(\\d.*)\\.jar");

    private FrameworkClassPath() {}

    /** Builds some examples in one run of Maven, unless nothing has changed since one did. */
    static void build(Set<Framework> frameworks) throws IOException {
        boolean done = true;
        for (Framework framework : frameworks) {
            done &= isBuilt(Path.of(Demi.example(framework.title())));
        }
        if (done) {
            return;
        }
        String projects =
                frameworks.stream().map(framework -> ":" + framework.title()).collect(Collectors.joining(","));
        Tool.run(
                "mvn",
                "-q",
                "-B",
                "-f",
                SOURCES.resolve("pom.xml").toString(),
                "-pl",
                projects,
                "package",
                "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath",
                "-DskipTests",
                "-DincludeScope=runtime",
                "-Dmdep.outputFile=" + CLASS_PATH_FILE);
    }

    /** Whether an example's class path is written down, which Maven does last, since its sources were, and is all there. */
    private static boolean isBuilt(Path folder) throws IOException {
        Path list = folder.resolve(CLASS_PATH_FILE);
        if (!Files.isRegularFile(list)) {
            return false;
        }
        FileTime built = Files.getLastModifiedTime(list);
        try (Stream<Path> sources = Files.walk(folder.resolve("src"))) {
            for (Path source :
                    Stream.concat(Stream.of(folder.resolve("pom.xml")), sources).toList()) {
                if (Files.getLastModifiedTime(source).compareTo(built) >= 0) {
                    return false;
                }
            }
        }
        return jars(folder).stream().allMatch(Files::isRegularFile);
    }

    /** An example's own jar and those of its libraries. */
    private static List<Path> jars(Path folder) throws IOException {
        String libraries = Files.readString(folder.resolve(CLASS_PATH_FILE)).strip();
        return Stream.concat(
                        Stream.of(folder.resolve("target/" + folder.getFileName() + ".jar")),
                        Stream.of(libraries.split(File.pathSeparator)).map(Path::of))
                .toList();
    }

    /** The jars of some examples, and their libraries, of each library the newest version. */
    static String of(Set<Framework> frameworks) throws IOException {
        var newest = new LinkedHashMap<String, Path>();
        for (Framework framework : frameworks) {
            jars(Path.of(Demi.example(framework.title())))
                    .forEach(jar -> newest.merge(artifact(jar), jar, FrameworkClassPath::newer));
        }
        return newest.values().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Compiles a program that runs the one of them whose title its first argument is. */
    static Path launcher(Path folder, Set<Framework> frameworks, String classPath) throws IOException {
        String cases = frameworks.stream()
                .map(framework -> "case \"" + framework.title() + "\" -> " + call(framework) + ";\n")
                .collect(Collectors.joining());
        Path source = folder.resolve("Launcher.java");
        Files.writeString(source, """
                package launcher;

                public final class Launcher {
                    public static void main(String[] arguments) throws Exception {
                        switch (arguments[0]) {
                %s
                        default -> throw new IllegalArgumentException(arguments[0]);
                        }
                    }
                }
                """.formatted(cases));
        Path classes = Files.createDirectories(folder.resolve("frameworks"));
        List<String> arguments = List.of("-d", classes.toString(), "-cp", classPath, source.toString());
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new AssertionError("cannot compile the launcher of " + frameworks);
        }
        return classes;
    }

    /** Kotlin's main is callable from Java without arguments only. */
    private static String call(Framework framework) {
        return framework.main() + ".main(" + (framework == Framework.KTOR ? "" : "arguments") + ")";
    }

    private static String artifact(Path jar) {
        Matcher name = VERSIONED.matcher(jar.getFileName().toString());
        return name.matches() ? name.group(1) : jar.getFileName().toString();
    }

    private static Path newer(Path one, Path other) {
        return version(one).compareTo(version(other)) >= 0 ? one : other;
    }

    private static Version version(Path jar) {
        Matcher name = VERSIONED.matcher(jar.getFileName().toString());
        return Version.parse(name.matches() ? name.group(2) : "0");
    }
}
