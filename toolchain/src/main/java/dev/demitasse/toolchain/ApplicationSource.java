package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the application that a user names: a jar, a folder, or Maven coordinates. Stateless. */
final class ApplicationSource {
    private static final Pattern COORDINATES = Pattern.compile("[\\w.-]+:[\\w.-]+(:[\\w.-]+){1,3}");

    private ApplicationSource() {}

    /**
     * Finds it, and builds it when it is a Maven project.
     *
     * @param name what the user wrote
     * @param cache a folder for what is remembered of projects
     * @throws BuildException when there is no such thing, or it cannot be built
     */
    static Application find(String name, Path cache, BuildListener listener) throws IOException, InterruptedException {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            if (MavenProject.is(path)) {
                return new MavenProject(path, cache, "mvn").application(listener);
            }
            return classFolder(path.toRealPath());
        }
        if (Files.isRegularFile(path)) {
            return ExecutableJar.read(path);
        }
        if (COORDINATES.matcher(name).matches()) {
            return ofCoordinates(name);
        }
        throw new BuildException(
                name + " does not exist: pass a jar, the folder of a Maven project, or group:artifact:version");
    }

    private static Application classFolder(Path folder) {
        boolean classes = new ClassPathEntry(folder).names().stream().anyMatch(file -> file.endsWith(".class"));
        if (!classes) {
            throw new BuildException(folder + " has neither a pom.xml nor classes");
        }
        return new Application(folder.getFileName().toString(), Optional.empty(), List.of(folder), List.of(), folder);
    }

    private static Application ofCoordinates(String coordinates) {
        List<Path> files = new MavenRepositories().resolve(coordinates);
        Path jar = files.getFirst();
        String artifact = coordinates.split(":")[1];
        Path here = Path.of("").toAbsolutePath();
        return new Application(
                artifact, ExecutableJar.mainClass(jar), List.of(jar), files.subList(1, files.size()), here);
    }
}
