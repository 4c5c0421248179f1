package dev.demitasse.toolchain.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How old resources are said to be. */
final class ResourceTimeTest {
    @TempDir
    private Path folder;

    @Test
    void a_jar_is_as_old_as_the_newest_file_in_it_wherever_that_is() throws IOException {
        Path jar = jar("2026-01-01T00:00:00Z", "2026-03-01T12:00:00Z", "2026-02-01T00:00:00Z");
        assertThat(Instant.ofEpochMilli(ResourceTime.newest(jar.toFile()))).isEqualTo("2026-03-01T12:00:00Z");
    }

    @Test
    void of_a_jar_without_files_it_is_not_known() throws IOException {
        assertThat(ResourceTime.newest(jar().toFile())).isZero();
    }

    private Path jar(String... times) throws IOException {
        Path jar = folder.resolve("application.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                var out = new ZipOutputStream(file)) {
            for (String time : times) {
                var entry = new ZipEntry(time);
                entry.setTime(Instant.parse(time).toEpochMilli());
                out.putNextEntry(entry);
            }
        }
        return jar;
    }
}
