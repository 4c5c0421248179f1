package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputHashTest {
    @TempDir
    Path folder;

    @Test
    void tells_lists_apart_that_run_together_to_the_same_text() {
        assertThat(texts("ab", "c")).isNotEqualTo(texts("a", "bc")).isNotEqualTo(texts("abc"));
    }

    @Test
    void depends_on_content_and_not_on_place() throws Exception {
        Path one = Jars.jar().text("a/b.txt", "x").writeFolder(folder.resolve("one"));
        Path two = Jars.jar().text("a/b.txt", "x").writeFolder(folder.resolve("two"));
        assertThat(path(one)).isEqualTo(path(two));

        Files.writeString(two.resolve("a/b.txt"), "y");
        assertThat(path(one)).isNotEqualTo(path(two));
    }

    @Test
    void depends_on_the_names_of_files_in_a_folder() throws Exception {
        Path one = Jars.jar().text("a", "x").writeFolder(folder.resolve("one"));
        Path two = Jars.jar().text("b", "x").writeFolder(folder.resolve("two"));

        assertThat(path(one)).isNotEqualTo(path(two));
    }

    private static String texts(String... values) {
        return new InputHash().texts("values", List.of(values)).hex();
    }

    private static String path(Path path) throws Exception {
        return new InputHash().path("path", path).hex();
    }
}
