package dev.demitasse.toolchain;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An application that is a folder with a Maven project: builds it and takes its jar and runtime class path. The result
 * is remembered by the hash of the project's files, so that an unchanged project is not built again. Confined to one
 * thread.
 */
final class MavenProject {
    /** Part of the tail of Maven's output that explains a failure. */
    private static final int SHOWN_ERRORS = 8;

    /** Where the dependency plugin writes the class path, below the project's folder. */
    private static final String CLASS_PATH_FILE = "target/demitasse-classpath.txt";

    private static final String CLASS_PATH_GOAL =
            "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";

    private final String maven;
    private final Path folder;
    private final Path memory;

    /**
     * The project in {@code folder}.
     *
     * @param cache a folder for what is remembered of projects; made when needed
     * @param maven the command that runs Maven
     */
    MavenProject(Path folder, Path cache, String maven) throws IOException {
        this.maven = maven;
        this.folder = folder.toRealPath();
        String key = new InputHash().text("folder", this.folder.toString()).hex();
        this.memory = cache.resolve(key);
    }

    /** Whether a folder holds a Maven project. */
    static boolean is(Path folder) {
        return Files.isRegularFile(folder.resolve("pom.xml"));
    }

    /**
     * The application, built if it has changed.
     *
     * @throws BuildException when Maven is missing or fails
     */
    Application application(BuildListener listener) throws IOException, InterruptedException {
        String sources = sourceHash();
        List<String> known = Files.exists(memory) ? Files.readAllLines(memory) : List.of();
        if (known.size() > 1
                && known.getFirst().equals(sources)
                && known.stream().skip(1).allMatch(path -> Files.exists(Path.of(path)))) {
            return application(known.subList(1, known.size()));
        }
        build(listener);
        var paths = new ArrayList<String>();
        paths.add(jar().toString());
        String libraries = Files.readString(folder.resolve(CLASS_PATH_FILE)).strip();
        Stream.of(libraries.split(File.pathSeparator))
                .filter(path -> !path.isEmpty())
                .forEach(paths::add);
        var lines = new ArrayList<>(List.of(sourceHash()));
        lines.addAll(paths);
        Files.createDirectories(memory.getParent());
        Files.write(memory, lines);
        return application(paths);
    }

    private Application application(List<String> paths) {
        Path jar = Path.of(paths.getFirst());
        List<Path> libraries = paths.stream().skip(1).map(Path::of).toList();
        String name = folder.getFileName().toString();
        return new Application(name, ExecutableJar.mainClass(jar), List.of(jar), libraries, folder);
    }

    private void build(BuildListener listener) throws IOException, InterruptedException {
        var command = List.of(
                maven,
                "-q",
                "-B",
                "package",
                CLASS_PATH_GOAL,
                "-DskipTests",
                "-DincludeScope=runtime",
                "-Dmdep.outputFile=" + folder.resolve(CLASS_PATH_FILE));
        var program = new ProcessBuilder(command).directory(folder.toFile());
        program.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var output = new ArrayList<String>();
        int status;
        try {
            status = ChildProcess.run(program, line -> {
                output.add(line);
                listener.output(line);
            });
        } catch (IOException e) {
            throw new BuildException(
                    folder + " is a Maven project, but " + maven + " cannot be started: install Maven", e);
        }
        if (status != 0) {
            throw new BuildException("Maven cannot build " + folder + ":\n" + errors(output));
        }
    }

    private static String errors(List<String> output) {
        List<String> errors = output.stream()
                .filter(line -> line.startsWith("[ERROR] ") && !line.contains("[Help"))
                .limit(SHOWN_ERRORS)
                .map(line -> "  " + line.substring("[ERROR] ".length()))
                .toList();
        return String.join("\n", errors.isEmpty() ? output : errors);
    }

    private Path jar() throws IOException {
        List<Path> jars;
        try (var files = Files.list(folder.resolve("target"))) {
            jars = files.filter(file -> isMainJar(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
        if (jars.size() == 1) {
            return jars.getFirst();
        }
        throw new BuildException(
                jars.isEmpty()
                        ? folder + " builds no jar: name the module that does"
                        : folder + " builds several jars, pass the one that is meant: " + jars);
    }

    private static boolean isMainJar(String name) {
        return name.endsWith(".jar")
                && !name.startsWith("original-")
                && Stream.of("-sources.jar", "-javadoc.jar", "-tests.jar", "-test-sources.jar")
                        .noneMatch(name::endsWith);
    }

    /** The hash of the project's files but for what Maven and editors make. */
    private String sourceHash() throws IOException {
        var hash = new InputHash();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path relative = folder.relativize(file);
                boolean source = Stream.iterate(relative, path -> path != null, Path::getParent)
                        .map(path -> path.getFileName().toString())
                        .noneMatch(name -> name.equals("target") || name.startsWith("."));
                if (source) {
                    hash.text("name", relative.toString()).path("file", file);
                }
            }
        }
        return hash.hex();
    }
}
