package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Tool;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The frameworks that most services stand on, in one image, on a virtual machine. Others are in {@link LanguagesTest}, as
 * processes: one image of all would take a larger heap than the builder's compiler gets. All of them, each by itself and as
 * a process, are in {@link EachFrameworkTest}.
 */
@Tag("frameworks")
final class FrameworksTest {
    static final Set<Framework> FRAMEWORKS =
            EnumSet.of(Framework.JETTY, Framework.HELIDON, Framework.NETTY, Framework.JAVALIN);

    @TempDir
    private static Path folder;

    private static final Namespace NAMESPACE = Namespace.withoutSynCookies();

    private static FrameworkImage image = FrameworkImage.NONE;

    private final int port = Tool.freePort();
    private final String url = "http://127.0.0.1:" + port;

    @BeforeAll
    static void buildTheImage() throws Exception {
        image = FrameworkImage.build("qemu", folder, FRAMEWORKS).in(NAMESPACE);
    }

    @AfterAll
    static void closeTheNetwork() {
        NAMESPACE.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"JETTY", "HELIDON", "NETTY", "JAVALIN"})
    void answers_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        image.answers(framework, port);
    }

    @Test
    void jackson_reads_and_writes_records_and_logback_logs() throws Exception {
        try (var server = image.start(Framework.JAVALIN, port)) {
            String note = "{\"id\":1,\"text\":\"hi\",\"done\":false}";
            assertThat(NAMESPACE.run("curl", "-sS", "--fail", "-d", "{\"text\":\"hi\"}", url + "/notes"))
                    .isEqualTo(note);
            assertThat(NAMESPACE.run("curl", "-sS", "--fail", url + "/notes")).isEqualTo("[" + note + "]");
            assertThat(NAMESPACE.run("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", url + "/notes/2"))
                    .isEqualTo("404");
            assertThat(server.out()).containsPattern("INFO {2}\\[main] JavalinServer: Listening on port 8080");
        }
    }
}
