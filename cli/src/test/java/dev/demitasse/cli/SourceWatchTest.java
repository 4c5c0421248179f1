package dev.demitasse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a change of sources, and what is not. */
final class SourceWatchTest {
    private static final long PATIENCE_SECONDS = 20;

    /** Far longer than the system takes to tell of a change. */
    private static final long SILENCE_MILLIS = 400;

    @TempDir
    private Path folder;

    private SourceWatch watch;

    @BeforeEach
    void project() throws Exception {
        write("pom.xml");
        write("src/main/java/App.java");
        write("target/classes/App.class");
        write(".git/HEAD");
        watch = SourceWatch.of(folder.toString());
    }

    @AfterEach
    void close() throws Exception {
        watch.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "src/main/java/App.java", "src/main/java/New.java", "src/main/resources/a/b"})
    void a_file_of_the_project_that_is_written_or_new_is_a_change(String file) throws Exception {
        var change = next();
        write(file);
        assertThat(change.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isPositive();
    }

    @Test
    void a_file_that_goes_is_a_change() throws Exception {
        var change = next();
        Files.delete(folder.resolve("src/main/java/App.java"));
        assertThat(change.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"target/classes/App.class", ".git/HEAD", "src/main/java/.App.java.swp", "target/new.jar"})
    void what_builds_and_editors_write_is_none(String file) throws Exception {
        var change = next();
        write(file);
        assertThatThrownBy(() -> change.get(SILENCE_MILLIS, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        write("pom.xml");
        assertThat(change.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isPositive();
    }

    @Test
    void folders_that_come_later_are_watched_too() throws Exception {
        var first = next();
        write("src/main/java/inner/One.java");
        first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        var second = next();
        write("src/main/java/inner/Two.java");
        assertThat(second.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isPositive();
    }

    @Test
    void several_files_saved_at_once_are_one_change() throws Exception {
        var first = next();
        for (int i = 0; i < 20; i++) {
            write("src/main/java/Many" + i + ".java");
        }
        first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        var second = next();
        assertThatThrownBy(() -> second.get(SILENCE_MILLIS, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        write("pom.xml");
        second.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void of_a_jar_only_itself_and_the_settings_beside_it_count() throws Exception {
        Path jar = write("lib/app.jar");
        try (var single = SourceWatch.of(jar.toString())) {
            var change = next(single);
            write("lib/other.jar");
            assertThatThrownBy(() -> change.get(SILENCE_MILLIS, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            write("lib/app.jar");
            change.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            var settings = next(single);
            write("lib/demitasse.yaml");
            assertThat(settings.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isPositive();
        }
    }

    private CompletableFuture<Long> next() {
        return next(watch);
    }

    private static CompletableFuture<Long> next(SourceWatch watch) {
        var change = new CompletableFuture<Long>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                change.complete(watch.await());
            } catch (Exception e) {
                change.completeExceptionally(e);
            }
        });
        return change;
    }

    private Path write(String name) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name + System.nanoTime());
    }
}
