package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM with only the modules that a service needs, made by {@code jlink}, and the caches that make it start fast. */
final class JavaRuntime {
    /** What makes HotSpot start fast, beside an AOT cache; the C1 compiler also does better where all is emulated. */
    static final List<String> TUNED = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final Duration TRAINING_LIMIT = Duration.ofSeconds(60);

    private final Paths paths;

    JavaRuntime(Paths paths) {
        this.paths = paths;
    }

    /** Where it is. */
    Path folder(Service service) {
        return paths.of(service).resolve("runtime");
    }

    /** Makes it unless it is there. */
    void link(Service service) throws InterruptedException {
        if (!Files.exists(folder(service))) {
            Tool.run(
                    Paths.jdk("jlink"),
                    "--add-modules",
                    service.modules(),
                    "--strip-debug",
                    "--no-header-files",
                    "--no-man-pages",
                    "--vm",
                    "server",
                    "--output",
                    folder(service).toString());
        }
    }

    /**
     * Runs a service until it listens, and keeps what HotSpot has learned (JEP 514).
     *
     * @param java the command of the JVM that will use the cache, which fits no other
     * @param jar the jar under the name that it will be started by
     * @param cache the cache under the name that this JVM knows it by
     * @param file the same for us
     */
    static void train(List<String> java, Service service, String jar, String cache, Path file)
            throws IOException, InterruptedException {
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.getParent());
        var command = new ArrayList<>(java);
        command.add("-XX:AOTCacheOutput=" + cache);
        command.addAll(TUNED);
        command.addAll(List.of("-jar", jar));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.contains(service.ready())) {
                line = lines.readLine();
            }
            // Not of Process, which would close the stream.
            process.toHandle().destroy();
            while (lines.readLine() != null) {
                // It says how large the cache is, and more.
            }
        }
        if (!process.waitFor(TRAINING_LIMIT.toMillis(), TimeUnit.MILLISECONDS) || !Files.exists(file)) {
            process.destroyForcibly();
            throw new IllegalStateException("HotSpot writes no AOT cache " + cache + ": " + command);
        }
    }
}
