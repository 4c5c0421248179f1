package dev.demitasse.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes whose unikernels are shell scripts that keep the boot contract of a process. */
final class UnikernelExtensionTest {
    /** What the test classes have seen of their unikernels, in the order of their tests. */
    private static final List<RunningUnikernel> SEEN = new ArrayList<>();

    private static final String SERVER = """
            trap 'exit 0' TERM
            echo "booted with $DEMITASSE_BOOT"
            echo demi main >&2
            echo demi listening 80 >&2
            while :; do sleep 0.01; done
            """;

    @TempDir
    private static Path temporary;

    private static String script = "";

    private final PrintStream standardErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void prepare() {
        SEEN.clear();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(standardErr);
    }

    @Test
    void one_in_a_static_field_serves_all_tests_of_the_class_and_is_stopped_after_them() throws Exception {
        var results = run(Shared.class, SERVER);
        results.testEvents()
                .assertStatistics(statistics -> statistics.succeeded(2).failed(0));
        assertThat(SEEN).hasSize(2);
        assertThat(SEEN.getFirst()).isSameAs(SEEN.getLast());
        assertThat(SEEN.getFirst().isAlive()).isFalse();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void one_in_another_field_is_each_tests_own() throws Exception {
        var results = run(Own.class, SERVER);
        results.testEvents()
                .assertStatistics(statistics -> statistics.succeeded(2).failed(0));
        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates().noneMatch(RunningUnikernel::isAlive);
    }

    @Test
    void the_console_is_shown_when_a_test_fails_and_only_then() throws Exception {
        var results = run(Failing.class, SERVER);
        results.testEvents()
                .assertStatistics(statistics -> statistics.succeeded(1).failed(1));
        assertThat(err.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("console of")))
                .singleElement()
                .asString()
                .contains("Failing.server");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("    booted with ");
    }

    @Test
    void one_that_ends_before_it_is_ready_fails_the_tests_with_its_console() throws Exception {
        run(Shared.class, "echo no such file; echo demi exit 3 >&2")
                .allEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(
                                instanceOf(UnikernelException.class),
                                message(text -> text.contains("has ended before it was ready: Exited[status=3]")
                                        && text.contains("no such file"))));
        assertThat(SEEN).isEmpty();
    }

    @Test
    void one_that_is_not_ready_in_time_fails_the_tests_and_is_stopped() throws Exception {
        run(Impatient.class, "trap 'exit 0' TERM; echo demi boot >&2; while :; do sleep 0.01; done")
                .allEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(
                                instanceOf(UnikernelException.class),
                                message(text -> text.contains("is not ready after 1 s"))));
    }

    @Test
    void a_field_of_another_type_is_named() throws Exception {
        run(Mistyped.class, SERVER)
                .allEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(
                                message(text -> text.contains("server") && text.contains("must be RunningUnikernel"))));
    }

    private static EngineExecutionResults run(Class<?> tests, String body) throws Exception {
        script = body;
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
                .execute();
    }

    private static UnikernelExtension scripted() {
        return new UnikernelExtension(temporary, _ -> {
            try {
                Path image = Files.writeString(temporary.resolve("image"), "#!/bin/sh\n" + script);
                assertThat(image.toFile().setExecutable(true)).isTrue();
                return new Images.Image(image, "process", 64 << 20);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Like the others below, run by the tests above only: the build looks for classes named after tests. */
    static class Shared {
        @Order(1)
        @RegisterExtension
        static final UnikernelExtension EXTENSION = scripted();

        @Order(2)
        @Unikernel(app = "script", ports = 80, memory = "32M", arguments = "two words", environment = "A=b")
        static RunningUnikernel server;

        @Test
        void is_told_what_the_annotation_says() {
            SEEN.add(server);
            assertThat(server.console()).contains("demi.memory=33554432", "demi.env=A=b", "demi.arg=two%20words");
            assertThat(server.isAlive()).isTrue();
        }

        @Test
        void has_a_port_of_the_host_for_each_of_its_own() {
            SEEN.add(server);
            int port = server.port(80);
            // Taken, by the network that forwards it.
            assertThatThrownBy(() -> {
                        try (var socket = new ServerSocket(port, 1, InetAddress.getByName(server.host()))) {
                            socket.getLocalPort();
                        }
                    })
                    .isInstanceOf(BindException.class);
            assertThatThrownBy(() -> server.port(81))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[80]");
        }
    }

    static class Own {
        @Order(1)
        @RegisterExtension
        static final UnikernelExtension EXTENSION = scripted();

        @Order(2)
        @Unikernel(app = "script")
        private RunningUnikernel server;

        @Test
        void first() {
            SEEN.add(server);
        }

        @Test
        void second() {
            SEEN.add(server);
        }
    }

    static class Failing {
        @Order(1)
        @RegisterExtension
        static final UnikernelExtension EXTENSION = scripted();

        @Order(2)
        @Unikernel(app = "script")
        static RunningUnikernel server;

        @Test
        void succeeds() {
            assertThat(server.isAlive()).isTrue();
        }

        @Test
        void fails() {
            assertThat(server.isAlive()).isFalse();
        }
    }

    static class Impatient {
        @Order(1)
        @RegisterExtension
        static final UnikernelExtension EXTENSION = scripted();

        @Order(2)
        @Unikernel(app = "script", readySeconds = 1)
        static RunningUnikernel server;

        @Test
        void never_runs() {
            SEEN.add(server);
        }
    }

    static class Mistyped {
        @Order(1)
        @RegisterExtension
        static final UnikernelExtension EXTENSION = scripted();

        @Order(2)
        @Unikernel(app = "script")
        static String server;

        @Test
        void never_runs() {
            assertThat(server).isNull();
        }
    }
}
