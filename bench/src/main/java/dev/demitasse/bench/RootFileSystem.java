package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a container and of a Linux guest: the jlinked runtime, the C library that it needs, the jar, an AOT cache
 * made by this very runtime. Nothing else: no shell, no distribution.
 */
final class RootFileSystem {
    private static final String JAR = "/app/app.jar";
    private static final String CACHE = "/app/app.aot";
    /** With {@code /proc}, where the dynamic linker finds out where the JVM is; its mount ends with the shell. */
    private static final String INSIDE = "mount -t proc proc \"$0/proc\" && exec chroot \"$0\" \"$@\"";

    private static final Pattern LIBRARY = Pattern.compile("(/\\S+/\\S+\\.so\\S*)");

    private final Paths paths;
    private final JavaRuntime runtime;

    RootFileSystem(Paths paths, JavaRuntime runtime) {
        this.paths = paths;
        this.runtime = runtime;
    }

    /** Where it is. */
    Path folder(Service service) {
        return paths.of(service).resolve("rootfs");
    }

    /** The command that starts the service inside. */
    static List<String> command() {
        var command = new ArrayList<>(List.of("/jdk/bin/java"));
        command.addAll(JavaRuntime.TUNED);
        command.addAll(List.of("-XX:AOTCache=" + CACHE, "-jar", JAR));
        return command;
    }

    /** Makes it unless it is there. */
    void prepare(Service service) throws IOException, InterruptedException {
        Path root = folder(service);
        if (Files.exists(root.resolve(CACHE.substring(1)))) {
            return;
        }
        runtime.link(service);
        for (String folder : List.of("app", "proc", "sys", "dev", "tmp")) {
            Files.createDirectories(root.resolve(folder));
        }
        Tool.run(
                "cp",
                "-a",
                runtime.folder(service) + "/.",
                Files.createDirectories(root.resolve("jdk")).toString());
        for (Path library : libraries(root.resolve("jdk"))) {
            Path copy = root.resolve(library.toString().substring(1));
            Files.createDirectories(copy.getParent());
            Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(service.jar(paths.root()), root.resolve(JAR.substring(1)), StandardCopyOption.REPLACE_EXISTING);
        JavaRuntime.train(
                List.of("unshare", "--mount", "sh", "-c", INSIDE, root.toString(), "/jdk/bin/java"),
                service,
                JAR,
                CACHE,
                root.resolve(CACHE.substring(1)));
    }

    /** The libraries of the host that the runtime's files are linked with, under the names they are looked up by. */
    private static TreeSet<Path> libraries(Path jdk) throws IOException, InterruptedException {
        var found = new TreeSet<Path>();
        try (Stream<Path> files = Files.walk(jdk)) {
            for (Path file : files.filter(RootFileSystem::isLinked).toList()) {
                Tool.run("ldd", file.toString())
                        .lines()
                        .flatMap(line -> LIBRARY.matcher(line).results())
                        .map(match -> Path.of(match.group(1)))
                        .filter(library -> !library.startsWith(jdk))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static boolean isLinked(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && (name.endsWith(".so") || name.equals("java"));
    }
}
