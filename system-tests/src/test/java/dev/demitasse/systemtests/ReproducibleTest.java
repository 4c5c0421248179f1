package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apart from the other tests, since it does not hold every time yet. */
@Tag("reproducible")
final class ReproducibleTest {
    @TempDir
    private Path temporary;

    @Test
    void two_builds_in_different_places_give_the_same_bytes() throws Exception {
        Path shared = temporary.resolve("shared.elf");
        Demi.shared().succeed("build", Demi.example("hello-http"), "-o", shared.toString());

        Path project = temporary.resolve("another/hello-http");
        copyWithoutTarget(Path.of(Demi.example("hello-http")), project);
        Path image = temporary.resolve("again.elf");
        Demi.Result again = Demi.at(temporary.resolve("home"))
                .succeed("build", project.toString(), "-o", image.toString(), "--output", "json");

        assertThat(again.out()).contains("\"cached\" : false");
        assertThat(Files.mismatch(shared, image)).as("first byte that differs").isEqualTo(-1);
    }

    private static void copyWithoutTarget(Path from, Path to) throws IOException {
        Path target = from.resolve("target");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(file -> !file.startsWith(target)).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(file, copy);
            }
        }
    }
}
