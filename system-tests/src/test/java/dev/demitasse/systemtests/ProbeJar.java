package dev.demitasse.systemtests;

import dev.demitasse.harness.Demi;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles applications of tests into jars of the same bytes each time, so that their images are built once. */
final class ProbeJar {
    private static final FileTime EPOCH = FileTime.fromMillis(1_767_225_600_000L);

    private static final Path APPLICATIONS = Demi.ROOT.resolve("system-tests/src/test/apps");
    private static final String HARNESS = "../../../harness/src/main/java/dev/demitasse/harness/";
    private static final String EXAMPLES = "../../../../examples/";

    private static final List<String> PROBE = List.of(
            "probe/Probe.java",
            "probe/Calling.java",
            "probe/Families.java",
            "probe/Memory.java",
            EXAMPLES + "echo/src/main/java/example/Echo.java",
            EXAMPLES + "plain-http/src/main/java/example/PlainHttp.java",
            HARNESS + "TrafficServer.java",
            HARNESS + "Traffic.java",
            HARNESS + "Pattern.java");

    private ProbeJar() {}

    /** Writes the jar, with the main class in its manifest if one is given. */
    static Path write(Path directory, @Nullable String mainClass) {
        return write(directory, "probe.jar", mainClass, PROBE);
    }

    /** Writes a jar whose main class tries to break out of its process, and does what the probe does otherwise. */
    static Path writeHostile(Path directory) {
        var sources = new ArrayList<>(PROBE);
        sources.add("hostile/Hostile.java");
        return write(directory, "probe.jar", "hostile.Hostile", sources);
    }

    private static Path write(Path directory, String name, @Nullable String mainClass, List<String> sources) {
        try {
            Path classes = Files.createDirectories(directory.resolve("classes"));
            var compiler = new ArrayList<>(List.of("-d", classes.toString(), "-cp", wordsOfSvm()));
            sources.forEach(source ->
                    compiler.add(APPLICATIONS.resolve(source).normalize().toString()));
            int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, compiler.toArray(String[]::new));
            if (status != 0) {
                throw new AssertionError("cannot compile " + sources);
            }
            var manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            if (mainClass != null) {
                manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
            }
            Path jar = directory.resolve(name);
            try (var out = new JarOutputStream(Files.newOutputStream(jar));
                    var files = Files.walk(classes)) {
                out.putNextEntry(entry("META-INF/MANIFEST.MF"));
                manifest.write(out);
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    out.putNextEntry(entry(classes.relativize(file).toString()));
                    Files.copy(file, out);
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program needs that calls machine code, as the command has it. */
    private static String wordsOfSvm() throws IOException {
        try (var jars = Files.list(Demi.ROOT.resolve(".demitasse/dist/svm"))) {
            return jars.map(Path::toString)
                    .filter(jar -> jar.matches(".*/(nativeimage|word)-[\\d.]+\\.jar"))
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static JarEntry entry(String name) {
        var entry = new JarEntry(name);
        entry.setLastModifiedTime(EPOCH);
        return entry;
    }
}
