package dev.demitasse.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services in other languages, and one with a database, as processes, in two images: one of all would take a larger heap than
 * the builder's compiler gets.
 */
@Tag("frameworks")
final class LanguagesTest extends LanguagesTestBase {
    static final Set<Framework> INTERPRETED = EnumSet.of(Framework.CLOJURE, Framework.RHINO, Framework.POSTGRESQL);
    static final Set<Framework> COMPILED = EnumSet.of(Framework.KTOR, Framework.SCALA);

    @TempDir
    private static Path folder;

    private static FrameworkImage interpreted = FrameworkImage.NONE;
    private static FrameworkImage compiled = FrameworkImage.NONE;

    /** Both at a time: a build keeps one processor busy. */
    @BeforeAll
    static void buildTheImages() throws Exception {
        try (var executor = Executors.newSingleThreadExecutor()) {
            var other = executor.submit(
                    () -> FrameworkImage.build("process", Files.createDirectory(folder.resolve("i")), INTERPRETED));
            compiled = FrameworkImage.build("process", Files.createDirectory(folder.resolve("c")), COMPILED);
            interpreted = other.get();
        }
    }

    @Override
    FrameworkImage interpreted() {
        return interpreted;
    }

    @Override
    FrameworkImage compiled() {
        return compiled;
    }

    @Override
    PostgreSql database() throws IOException {
        return PostgreSql.start();
    }
}
