package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** Reads an application from a jar with {@code Main-Class} and {@code Class-Path} in its manifest. Stateless. */
final class ExecutableJar {
    /** Folders in which jars of jars keep their libraries, and who makes them. */
    private enum Nesting {
        SPRING_BOOT("BOOT-INF/lib/", "Spring Boot"),
        WEB_ARCHIVE("WEB-INF/lib/", "web archive");

        private final String folder;
        private final String maker;

        Nesting(String folder, String maker) {
            this.folder = folder;
            this.maker = maker;
        }
    }

    private ExecutableJar() {}

    /**
     * Reads the jar.
     *
     * @throws BuildException when it is no jar, nests its libraries, or names libraries that are not there
     */
    static Application read(Path jar) {
        requireFlat(jar);
        Attributes manifest = manifest(jar);
        String fileName = jar.getFileName().toString();
        Path folder = jar.toAbsolutePath().getParent();
        return new Application(
                fileName.replaceFirst("\\.jar$", ""),
                mainClass(manifest),
                List.of(jar),
                libraries(jar, manifest),
                folder == null ? jar : folder);
    }

    /** The {@code Main-Class} of a jar whose libraries are known from elsewhere; fails for one that nests its own. */
    static Optional<String> mainClass(Path jar) {
        requireFlat(jar);
        return mainClass(manifest(jar));
    }

    private static Optional<String> mainClass(Attributes manifest) {
        return Optional.ofNullable(manifest.getValue(Attributes.Name.MAIN_CLASS))
                .map(String::strip);
    }

    private static void requireFlat(Path jar) {
        List<String> names = new ClassPathEntry(jar).names();
        for (Nesting nesting : Nesting.values()) {
            if (names.stream().anyMatch(name -> name.startsWith(nesting.folder))) {
                throw new BuildException(
                        "%s keeps its libraries in %s (a %s jar), where the closed-world analysis cannot see them: build"
                                        .formatted(jar, nesting.folder, nesting.maker)
                                + " the plain jar and pass its libraries with --classpath");
            }
        }
    }

    private static Attributes manifest(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            return manifest == null ? new Attributes() : manifest.getMainAttributes();
        } catch (IOException e) {
            throw new BuildException(jar + " has no readable manifest: " + e.getMessage(), e);
        }
    }

    /** {@code Class-Path} is a list of URLs relative to the jar ("JAR File Specification", Main Attributes). */
    private static List<Path> libraries(Path jar, Attributes manifest) {
        String value = manifest.getValue(Attributes.Name.CLASS_PATH);
        var libraries = new ArrayList<Path>();
        if (value == null || value.isBlank()) {
            return libraries;
        }
        for (String element : value.strip().split("\\s+")) {
            Path library = Path.of(jar.toAbsolutePath().toUri().resolve(element));
            if (!Files.exists(library)) {
                throw new BuildException(
                        "%s names %s in its Class-Path, which is not there: put it beside the jar, or pass --classpath"
                                .formatted(jar, element));
            }
            libraries.add(library);
        }
        return libraries;
    }
}
