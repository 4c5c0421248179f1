package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The frameworks in two images, as processes; one of them by itself, in a virtual machine. One image of all would take a
 * larger heap than the builder's compiler gets.
 */
final class FrameworksTest {
    private static final int REQUESTS = 1_000;

    @TempDir
    private static Path folder;

    private static final Set<Framework> FIRST =
            EnumSet.of(Framework.JETTY, Framework.HELIDON, Framework.NETTY, Framework.JAVALIN);

    private static final Map<Framework, String> IMAGES = new EnumMap<>(Framework.class);

    private final int port = Tool.freePort();
    private final String url = "http://127.0.0.1:" + port;

    @BeforeAll
    static void buildTheImages() throws Exception {
        FrameworkClassPath.buildAll();
        build("first", FIRST);
        build("second", EnumSet.complementOf(EnumSet.copyOf(FIRST)));
    }

    private static void build(String name, Set<Framework> frameworks) throws Exception {
        String classPath = FrameworkClassPath.of(frameworks);
        Path launcher = FrameworkClassPath.launcher(Files.createDirectory(folder.resolve(name)), frameworks, classPath);
        String image = folder.resolve(name + ".elf").toString();
        Demi.shared()
                .succeed("build", launcher.toString(), "--classpath", classPath, "--target", "process", "-o", image);
        frameworks.forEach(framework -> IMAGES.put(framework, image));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRESQL")
    void answers_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        try (var server = start(framework, List.of())) {
            answersAll(framework, server);
        }
    }

    @Test
    void a_jdbc_client_speaks_with_a_real_postgresql() throws Exception {
        try (var database = PostgreSql.start();
                var server = start(Framework.POSTGRESQL, environment(database))) {
            assertThat(server.out()).contains("Connected to PostgreSQL ");
            answersAll(Framework.POSTGRESQL, server);
        }
    }

    @Test
    void jackson_reads_and_writes_records_and_logback_logs() throws Exception {
        try (var server = start(Framework.JAVALIN, List.of())) {
            String note = "{\"id\":1,\"text\":\"hi\",\"done\":false}";
            assertThat(Tool.run("curl", "-sS", "--fail", "-d", "{\"text\":\"hi\"}", url + "/notes"))
                    .isEqualTo(note);
            assertThat(Tool.curl(url + "/notes")).isEqualTo("[" + note + "]");
            assertThat(Tool.run("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", url + "/notes/2"))
                    .isEqualTo("404");
            assertThat(server.out()).containsPattern("INFO {2}\\[main] JavalinServer: Listening on port 8080");
        }
    }

    @Test
    void by_itself_in_a_virtual_machine_helidon_answers_a_thousand_requests() throws Exception {
        try (var server =
                Demi.shared().start("run", "--rm", "--target", "qemu", "-p", port + ":8080", Demi.example("helidon"))) {
            server.awaitOutput("Listening on port 8080");
            answersAll(Framework.HELIDON, server);
        }
    }

    /** Credentials as an operator passes them; the user network presents the loopback interface of the host as 10.0.2.2. */
    static List<String> environment(PostgreSql database) {
        return List.of(
                "-e",
                "DATABASE_URL=jdbc:postgresql://10.0.2.2:" + database.port() + "/postgres",
                "-e",
                "DATABASE_USER=" + PostgreSql.USER,
                "-e",
                "DATABASE_PASSWORD=" + PostgreSql.PASSWORD);
    }

    private Demi.Running start(Framework framework, List<String> options) throws InterruptedException {
        var arguments = new ArrayList<>(List.of("run", "--rm", "-m", "256M", "-p", port + ":8080"));
        arguments.addAll(options);
        arguments.addAll(List.of(Objects.requireNonNull(IMAGES.get(framework)), "--", framework.title()));
        Demi.Running server = Demi.shared().start(arguments.toArray(String[]::new));
        server.awaitOutput("Listening on port 8080");
        return server;
    }

    private void answersAll(Framework framework, Demi.Running server) {
        assertThat(Tool.curl(url + framework.path())).isEqualTo(framework.answer());
        Wrk.requests(url + "/", REQUESTS);
        assertThat(server.isAlive()).as(server.out() + server.err()).isTrue();
    }
}
