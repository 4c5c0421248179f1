package dev.demitasse.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles the application {@code probe} into a jar of the same bytes each time, so that its image is built once. */
final class ProbeJar {
    private static final FileTime EPOCH = FileTime.fromMillis(1_767_225_600_000L);

    private ProbeJar() {}

    /** Writes the jar, with the main class in its manifest if one is given. */
    static Path write(Path directory, @Nullable String mainClass) {
        try {
            Path source = Demi.ROOT.resolve("system-tests/src/test/apps/probe/Probe.java");
            Path classes = Files.createDirectories(directory.resolve("classes"));
            int status = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-d", classes.toString(), source.toString());
            if (status != 0) {
                throw new AssertionError("cannot compile " + source);
            }
            var manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            if (mainClass != null) {
                manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
            }
            Path jar = directory.resolve("probe.jar");
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

    private static JarEntry entry(String name) {
        var entry = new JarEntry(name);
        entry.setLastModifiedTime(EPOCH);
        return entry;
    }
}
