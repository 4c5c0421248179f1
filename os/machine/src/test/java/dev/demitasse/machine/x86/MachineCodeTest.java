package dev.demitasse.machine.x86;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs GNU binutils, which {@code verify} installs. */
class MachineCodeTest {
    @Test
    void what_ships_is_what_the_source_assembles_to(@TempDir Path folder) throws Exception {
        Path object = folder.resolve("x86_64.o");
        Process assemble = new ProcessBuilder("src/main/assembly/assemble", object.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(assemble.getInputStream().readAllBytes(), UTF_8);
        assertThat(assemble.waitFor()).as(output).isZero();

        try (InputStream shipped = PvhMachine.class.getResourceAsStream("x86_64.o")) {
            assertThat(shipped).isNotNull();
            assertThat(Files.readAllBytes(object)).isEqualTo(shipped.readAllBytes());
        }
    }
}
