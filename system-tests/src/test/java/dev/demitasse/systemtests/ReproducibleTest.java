package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReproducibleTest {
    @TempDir
    private Path temporary;

    @Test
    void two_builds_by_two_installations_in_different_places_give_the_same_bytes() throws Exception {
        Path shared = temporary.resolve("shared.elf");
        Demi.shared().succeed("build", Demi.example("hello-http"), "-o", shared.toString());

        Path example = Path.of(Demi.example("hello-http"));
        Path project = temporary.resolve("another place/hello-http");
        copy(example, project, example.resolve("target"));
        Path installation = temporary.resolve("a/folder of another name");
        for (String part : new String[] {"demi", "scripts", ".demitasse/dist"}) {
            copy(Demi.ROOT.resolve(part), installation.resolve(part), installation);
        }
        Path image = temporary.resolve("again.elf");
        Demi.Result again = Demi.at(temporary.resolve("home"))
                .installedAt(installation)
                .succeed("build", project.toString(), "-o", image.toString(), "--output", "json");

        assertThat(again.out()).contains("\"cached\" : false");
        assertThat(Files.mismatch(shared, image)).as("first byte that differs").isEqualTo(-1);
    }

    private static void copy(Path from, Path to, Path without) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(without))
                    .toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
