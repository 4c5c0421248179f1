package dev.demitasse.toolchain;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The licences of a jar, in the words of who states them: those of the Maven project in {@code META-INF/maven}; else, where the jar
 * lies in a repository of Maven's layout, those of the project beside it or of the nearest parent that states some; else
 * the manifest's {@code Bundle-License}. Nothing is fetched. Stateless.
 */
final class JarLicenses {
    private static final Pattern PROJECT = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.xml");
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final int LONGEST = 200;

    /** Parents of parents; four are many. */
    private static final int MOST_PARENTS = 10;

    private JarLicenses() {}

    /** In the order they are stated; none when none can be found. */
    static List<String> of(Path jar) {
        var entry = new ClassPathEntry(jar);
        var projects = entry.resources(name -> PROJECT.matcher(name).matches());
        // A jar with several holds other libraries, too; whose licences they are cannot be told.
        if (projects.size() == 1) {
            List<String> stated = ProjectFile.parse(projects.getFirst().bytes())
                    .map(ProjectFile::licenses)
                    .orElse(List.of());
            if (!stated.isEmpty()) {
                return stated;
            }
        }
        List<String> inherited = inRepository(jar.toAbsolutePath());
        if (!inherited.isEmpty()) {
            return inherited;
        }
        return entry.resources(MANIFEST::equals).stream()
                .flatMap(manifest -> ofManifest(manifest.bytes()).stream())
                .toList();
    }

    /** A jar's path in a repository is {@code group/artifact/version/artifact-version.jar}. */
    private static List<String> inRepository(Path jar) {
        Path version = jar.getParent();
        Path artifact = version == null ? null : version.getParent();
        if (version == null || artifact == null || artifact.getParent() == null) {
            return List.of();
        }
        String base = artifact.getFileName() + "-" + version.getFileName();
        if (!jar.getFileName().toString().startsWith(base)) {
            return List.of();
        }
        Optional<ProjectFile> project = ProjectFile.read(version.resolve(base + ".pom"));
        for (int i = 0; i < MOST_PARENTS && project.isPresent(); i++) {
            if (!project.get().licenses().isEmpty()) {
                return project.get().licenses();
            }
            Optional<ProjectFile.Parent> parent = project.get().parent();
            project = parent.flatMap(one -> above(artifact, one));
        }
        return List.of();
    }

    /** A parent's project: the repository is one of the folders above, and how deep groups are is not known. */
    private static Optional<ProjectFile> above(Path artifact, ProjectFile.Parent parent) {
        for (Path folder = artifact.getParent(); folder != null; folder = folder.getParent()) {
            Optional<ProjectFile> found = ProjectFile.read(parent.in(folder));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static List<String> ofManifest(byte[] bytes) {
        try {
            String stated = new Manifest(new ByteArrayInputStream(bytes))
                    .getMainAttributes()
                    .getValue("Bundle-License");
            // Licences are separated by commas, each may have attributes behind semicolons.
            return stated == null
                    ? List.of()
                    : Stream.of(stated.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                            .map(one -> one.split(";", 2)[0].strip().replace("\"", ""))
                            .filter(one -> !one.isEmpty() && one.length() <= LONGEST)
                            .distinct()
                            .toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
