package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The frameworks that most services stand on, in one image, as processes. All of them, each by itself, are in
 * {@link FrameworkImagesTest}; one image of all would take a larger heap than the builder's compiler gets.
 */
final class FrameworksTest {
    @TempDir
    private static Path folder;

    private static final Set<Framework> FRAMEWORKS =
            EnumSet.of(Framework.JETTY, Framework.HELIDON, Framework.NETTY, Framework.JAVALIN);

    private static String image = "";

    private final int port = Tool.freePort();
    private final String url = "http://127.0.0.1:" + port;

    @BeforeAll
    static void buildTheImage() throws Exception {
        FrameworkClassPath.build(FRAMEWORKS);
        String classPath = FrameworkClassPath.of(FRAMEWORKS);
        Path launcher = FrameworkClassPath.launcher(folder, FRAMEWORKS, classPath);
        image = folder.resolve("frameworks.elf").toString();
        Demi.shared()
                .succeed("build", launcher.toString(), "--classpath", classPath, "--target", "process", "-o", image);
    }

    @ParameterizedTest
    @EnumSource(names = {"JETTY", "HELIDON", "NETTY", "JAVALIN"})
    void answers_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        try (var server = start(framework)) {
            framework.answersAt(url);
            assertThat(server.isAlive()).as(server.out() + server.err()).isTrue();
        }
    }

    @Test
    void jackson_reads_and_writes_records_and_logback_logs() throws Exception {
        try (var server = start(Framework.JAVALIN)) {
            String note = "{\"id\":1,\"text\":\"hi\",\"done\":false}";
            assertThat(Tool.run("curl", "-sS", "--fail", "-d", "{\"text\":\"hi\"}", url + "/notes"))
                    .isEqualTo(note);
            assertThat(Tool.curl(url + "/notes")).isEqualTo("[" + note + "]");
            assertThat(Tool.run("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", url + "/notes/2"))
                    .isEqualTo("404");
            assertThat(server.out()).containsPattern("INFO {2}\\[main] JavalinServer: Listening on port 8080");
        }
    }

    private Demi.Running start(Framework framework) throws InterruptedException {
        Demi.Running server =
                Demi.shared().start("run", "--rm", "-m", "256M", "-p", port + ":8080", image, "--", framework.title());
        server.awaitOutput("Listening on port 8080");
        return server;
    }
}
