package dev.demitasse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line as such: help, usage errors, their statuses. */
final class DemiTest {
    private final PrintStream standardOut = System.out;
    private final PrintStream standardErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(standardOut);
        System.setErr(standardErr);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "build",
                "run",
                "dev",
                "trace",
                "ps",
                "logs",
                "stop",
                "rm",
                "images",
                "inspect",
                "why",
                "serve",
                "apply",
                "services",
                "history",
                "diff",
                "rollback",
                "rollout",
                "scale",
                "delete",
                "events",
                "token"
            })
    void every_command_has_help_with_an_example(String command) {
        assertThat(Demi.execute(command, "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Usage: demi " + command, "Example", "  demi " + command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"build", "ps", "images", "inspect", "why", "diff", "services", "history", "events"})
    void commands_that_a_program_would_read_speak_json(String command) {
        Demi.execute(command, "--help");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--output=FORMAT");
    }

    @Test
    void the_version_is_one_line() {
        assertThat(Demi.execute("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).matches("demi \\S+\\R");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                  | a command is needed
                    brew                                | brew
                    dev                                 | APP
                    trace                               | APP
                    run                                 | APP
                    run x -m 4X                         | '4X' is no size
                    run x -p 80800:80                   | port 80800 is not between 0 and 65535
                    run x -p eighty                     | 'eighty' is not [ADDRESS:]HOST:GUEST
                    run x --machine pdp11               | pdp11
                    run x -e =v                         | -e =v names no variable
                    rm                                  | name instances or images, or say --ended
                    stop                                | INSTANCE
                    apply                               | --file
                    rollout explode x                   | explode
                    token create                        | needs the owner's name
                    """)
    void a_command_line_that_makes_no_sense_is_one_line_and_status_2(String line, String complaint) {
        assertThat(Demi.execute(line.isEmpty() ? new String[0] : line.split(" ")))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("demi: ")
                .contains(complaint);
    }

    @Test
    void an_unknown_instance_is_one_line_and_status_1() {
        assertThat(Demi.execute("logs", "no-instance-has-this-name")).isEqualTo(ExitStatus.FAILURE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("demi: no instance is called no-instance-has-this-name; demi ps -a lists them\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"group:artifact:1.0", "no/such.jar"})
    void what_cannot_be_watched_is_one_line_and_status_1(String application) {
        assertThat(Demi.execute("dev", application)).isEqualTo(ExitStatus.FAILURE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("demi: " + application
                        + " cannot be watched: pass a jar, or the folder of a Maven project or of classes\n");
    }

    @Test
    void the_applications_arguments_are_all_that_stands_after_the_two_dashes() {
        var run = new RunCommand();
        new CommandLine(run)
                .registerConverter(Memory.class, new Memory.Converter())
                .parseArgs("app.jar", "-m", "32M", "--", "-m", "--help", "x");
        assertThat(run.arguments()).containsExactly("-m", "--help", "x");
    }
}
