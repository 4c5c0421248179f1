package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import dev.demitasse.harness.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demi dev} on a copy of the web server's project, which is edited while it runs. */
final class DevTest {
    private static final String SOURCE = "src/main/java/example/PlainHttp.java";
    private static final String ANSWERED = "first answer of 127.0.0.1:";

    @TempDir
    private Path temporary;

    @Test
    void what_is_saved_is_what_answers_and_what_does_not_compile_changes_nothing() throws Exception {
        Path project = temporary.resolve("edited");
        copy(Path.of(Demi.example("plain-http")), project);
        int port = Tool.freePort();
        String url = "http://127.0.0.1:" + port + "/";
        try (var dev = Demi.shared().start("dev", "-p", port + ":8080", project.toString())) {
            dev.awaitError(ANSWERED);
            assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");

            String source = Files.readString(project.resolve(SOURCE));
            Files.writeString(project.resolve(SOURCE), source.replace("Selector.open(", "Selector.brew("));
            dev.awaitError("the one before runs on");
            assertThat(dev.err()).contains("PlainHttp.java", "brew");
            assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");

            Files.writeString(project.resolve(SOURCE), source.replace("\"Hello, ", "\"Good morning, "));
            Waiting.until(
                    Duration.ofMinutes(10),
                    () -> dev.err().split(ANSWERED, -1).length > 2,
                    () -> dev.out() + dev.err());
            assertThat(Tool.curl(url)).isEqualTo("Good morning, unikernel!\n");
            assertThat(dev.err()).contains(" after the save");

            dev.interrupt();
            assertThat(dev.await(Duration.ofSeconds(15)).status()).isZero();
        }
        assertThat(Demi.shared().succeed("ps", "-a").out()).doesNotContain("edited");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file) && !from.relativize(file).startsWith("target")) {
                    Path copy = to.resolve(from.relativize(file));
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }
}
