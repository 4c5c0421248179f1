package dev.demitasse.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs GNU binutils, which {@code verify} installs. */
class MachineCodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"common-x86_64.o", "x86/x86_64.o", "linux/linux-x86_64.o"})
    void what_ships_is_what_the_source_assembles_to(String object, @TempDir Path folder) throws Exception {
        Process assemble = new ProcessBuilder("src/main/assembly/assemble", folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(assemble.getInputStream().readAllBytes(), UTF_8);
        assertThat(assemble.waitFor()).as(output).isZero();

        try (InputStream shipped = Machine.class.getResourceAsStream(object)) {
            assertThat(shipped).isNotNull();
            assertThat(Files.readAllBytes(
                            folder.resolve("dev/demitasse/machine").resolve(object)))
                    .isEqualTo(shipped.readAllBytes());
        }
    }
}
