package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --debug}: the line that it prints is given to a shell, and gdb does what it is told. */
final class DebugTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String WAITING = "waiting for gdb: ";

    private static final Demi DEMI = Demi.shared();

    @TempDir
    private Path temporary;

    @Test
    void gdb_stops_a_virtual_machine_in_a_line_of_its_sources_shows_java_names_and_steps() throws Exception {
        Path source = Path.of(Demi.example("hello"), "src/main/java/example/Hello.java");
        int line = line(source, "println(\"  \" + argument)");
        try (var running =
                DEMI.start("run", "--rm", "--debug", "--network", "none", Demi.example("hello"), "--", "one")) {
            String said = gdb(
                    running,
                    "break Hello.java:" + line,
                    "continue",
                    "backtrace",
                    "next",
                    "info frame",
                    "step",
                    "delete",
                    "continue");
            assertThat(said)
                    .contains("Breakpoint 1, ", "example/Hello.java:" + line)
                    // The source, which gdb finds without being told where it is.
                    .contains(line + "\t            System.out.println(\"  \" + argument);")
                    .containsPattern(
                            "example\\.Hello::main\\(java\\.lang\\.String\\[\\] \\*\\).* at example/Hello\\.java")
                    .containsPattern(
                            "com\\.oracle\\.svm\\.core\\.JavaMainWrapper::\\w+.* at com/oracle/svm/core/JavaMainWrapper\\.java:\\d+")
                    // The loop's head is where the program goes after the line.
                    .contains("(example/Hello.java:" + (line - 1) + ")");
            Demi.Result result = running.await(PATIENCE);
            assertThat(result.out()).contains("  one");
            assertThat(result.status()).isZero();
        }
    }

    @Test
    void gdb_attaches_to_a_process_that_has_not_begun_yet() throws Exception {
        String image = ProbeImage.process(temporary).toString();
        Path source = Demi.ROOT.resolve("system-tests/src/test/apps/probe/Probe.java");
        int line = line(source, "case \"arguments\" ->");
        try (var running = DEMI.start("run", "--rm", "--debug", "--network", "none", image, "--", "arguments", "x")) {
            String said = gdb(running, "break Probe.java:" + line, "continue", "backtrace", "delete", "continue");
            assertThat(said)
                    .contains("Breakpoint 1, ", "probe/Probe.java:" + line)
                    .containsPattern("probe\\.Probe::main.* at probe/Probe\\.java:" + line)
                    .containsPattern("hostile\\.Hostile::main.* at hostile/Hostile\\.java:\\d+");
            Demi.Result result = running.await(PATIENCE);
            assertThat(result.out()).contains("[arguments, x]");
            assertThat(result.status()).isZero();
        }
    }

    @Test
    void an_image_without_debug_information_is_refused_with_the_way_to_get_it() throws IOException {
        Path image = temporary.resolve("alone.elf");
        DEMI.succeed("build", Demi.example("hello"), "-o", image.toString());
        Demi alone = Demi.at(temporary.resolve("home"));
        Demi.Result result = alone.run("run", "--debug", image.toString());
        assertThat(result.status()).isNotZero();
        assertThat(result.err())
                .isEqualTo("demi: --debug: there is no debug information of " + image
                        + "; demi build --debug writes it, and so does demi run --debug of an application\n");
    }

    /** What gdb says when the printed line is run, with commands behind it. */
    private static String gdb(Demi.Running running, String... commands) throws InterruptedException {
        running.awaitError(WAITING);
        String printed = running.err()
                .lines()
                .filter(line -> line.contains(WAITING))
                .findFirst()
                .orElseThrow();
        var words = new ArrayList<>(List.of(printed.substring(printed.indexOf(WAITING) + WAITING.length()), "-batch"));
        for (String command : commands) {
            words.add("-ex '" + command + "'");
        }
        // The last command decides the status, and a machine that ends closes the connection.
        words.add("-ex 'echo over'");
        return Tool.run("timeout", "120", "sh", "-c", String.join(" ", words));
    }

    /** The number of the line that contains a text. */
    private static int line(Path source, String text) throws IOException {
        List<String> lines = Files.readAllLines(source);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new AssertionError(source + " has no line with " + text);
    }
}
