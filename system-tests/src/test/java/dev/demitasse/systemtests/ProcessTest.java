package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The target {@code process}: what an application sees, how it ends, and what it cannot do. All share one image. */
final class ProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a shell reports of a process that SIGSYS (31) has ended. */
    private static final int KILLED_BY_SECCOMP = 128 + 31;

    @TempDir
    private static Path temporary;

    private static final Demi DEMI = Demi.shared();
    private static String image = "";

    @BeforeAll
    static void build() throws Exception {
        image = ProbeImage.process(temporary).toString();
    }

    @Test
    void it_runs_without_the_command_as_any_program_does() {
        assertThat(Tool.run(image, "demi.arg=arguments", "demi.arg=two%20words"))
                .isEqualTo("[arguments, two words]\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 255})
    void the_exit_status_is_the_applications(int status) {
        assertThat(run("exit", Integer.toString(status)).status()).isEqualTo(status);
    }

    @Test
    void arguments_arrive_as_they_were_given() {
        Demi.Result result = run("arguments", "", "a b", "100%", "ünï", "--flag");
        assertThat(result.out()).contains("[arguments, , a b, 100%, ünï, --flag]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "exec", "connect", "fork", "kill", "trace", "map", "write-code"})
    void a_hostile_application_is_killed_and_the_host_says_so(String how) {
        Demi.Result result = run(how);
        assertThat(result.status()).isEqualTo(KILLED_BY_SECCOMP);
        assertThat(result.out()).contains("trying").doesNotContain("survived");
        assertThat(result.err().lines().filter(line -> line.startsWith("demi: ")))
                .singleElement()
                .asString()
                .contains("killed by seccomp");
    }

    @Test
    void a_wrong_access_is_a_panic_with_its_address_and_the_java_stack() {
        Demi.Result result = run("crash");
        assertThat(result.status()).isEqualTo(134);
        assertThat(result.out()).contains("panic: page fault: reading", "where nothing is mapped", "hostile.Hostile");
    }

    @Test
    void a_full_heap_is_an_out_of_memory_error_that_says_what_gives_more() {
        Demi.Result result = run("heap");
        assertThat(result.out()).contains("java.lang.OutOfMemoryError: Java heap space", "demi run -m");
        assertThat(result.status()).isZero();
    }

    @Test
    void a_heap_of_which_90_percent_live_does_not_run_out_while_objects_are_replaced() {
        Demi.Result result = run("churn", "90");
        assertThat(result.out()).containsPattern("replaced \\d{6,} of \\d{5,} objects");
        assertThat(result.status()).isZero();
    }

    @Test
    void a_heap_of_which_75_percent_live_goes_on_through_what_a_service_allocates_in_an_hour() {
        Demi.Result result = run("churn-hours", "75", "1");
        assertThat(result.out()).containsPattern("allocated \\d{4} MiB in \\d+ s beside \\d{5,}");
        assertThat(result.status()).isZero();
    }

    @Test
    void a_heap_of_which_90_percent_live_goes_on_while_little_of_it_is_replaced() {
        Demi.Result result = run("churn-hours", "90", "0.25");
        assertThat(result.out()).containsPattern("allocated \\d{3} MiB in \\d+ s beside \\d{5,}");
        assertThat(result.status()).isZero();
    }

    @Test
    void what_collections_move_stays_what_it_was() {
        Demi.Result result = run("churn-nodes", "85");
        assertThat(result.out()).containsPattern("replaced \\d{4,} nodes 20 times, all as they were");
        assertThat(result.status()).isZero();
    }

    @Test
    void direct_buffers_are_freed_when_they_are_dropped_and_an_error_when_too_many_are_kept() {
        Demi.Result result = run("direct");
        assertThat(result.out())
                .contains("dropped 400 MiB", "java.lang.OutOfMemoryError: Cannot reserve", "then 1048576");
        assertThat(result.status()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"platform-threads, 1000", "virtual-threads, 100000"})
    void so_many_threads_live_at_once_in_256_MiB(String kind, String count) {
        Demi.Result result = DEMI.run("run", "--rm", "--network", "none", "-m", "256M", image, "--", kind, count);
        assertThat(result.out()).contains(count + " threads alive", count + " threads ended");
        assertThat(result.status()).isZero();
    }

    @Test
    void a_deep_recursion_is_a_stack_overflow_error_that_can_be_caught() {
        Demi.Result result = run("stack");
        assertThat(result.out()).contains("java.lang.StackOverflowError");
        assertThat(result.status()).isZero();
    }

    @Test
    void a_spinning_thread_does_not_starve_the_others() {
        assertThat(run("spin").out()).contains("not starved");
    }

    @Test
    void what_is_typed_is_standard_input_and_its_end_is_the_end() throws Exception {
        try (var running = DEMI.start("run", "--rm", "--network", "none", image, "--", "lines")) {
            running.awaitOutput("ready");
            running.type("knock knock");
            running.awaitOutput("heard knock knock");
            running.type("bye");
            assertThat(running.await(PATIENCE).status()).isZero();
        }
    }

    @Test
    void a_stop_runs_the_shutdown_hooks() throws Exception {
        try (var running = DEMI.start("run", "--rm", "--network", "none", image, "--", "hooks")) {
            running.awaitOutput("waiting");
            running.interrupt();
            Demi.Result result = running.await(PATIENCE);
            assertThat(result.out()).contains("hook has run");
            assertThat(result.status()).isZero();
        }
    }

    private static Demi.Result run(String... arguments) {
        var command = new ArrayList<>(List.of("run", "--rm", "--network", "none", image, "--"));
        command.addAll(List.of(arguments));
        return DEMI.run(command.toArray(String[]::new));
    }
}
