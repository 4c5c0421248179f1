package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

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
 * Services in Clojure and JavaScript, and one with a database, in one image, as processes. Kotlin's and Scala's, which have
 * servers of their own and take the builder as long again, are in {@link FrameworkImagesTest}.
 */
final class LanguagesTest {
    static final Set<Framework> FRAMEWORKS = EnumSet.of(Framework.CLOJURE, Framework.RHINO, Framework.POSTGRESQL);

    @TempDir
    private static Path folder;

    private static FrameworkImage image = new FrameworkImage("");

    private final int port = Tool.freePort();
    private final String url = "http://127.0.0.1:" + port;

    @BeforeAll
    static void buildTheImage() throws Exception {
        image = FrameworkImage.build(folder, FRAMEWORKS, "--quick");
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOJURE", "RHINO"})
    void answers_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        try (var server = image.start(framework, port)) {
            framework.answersAt(url);
            assertThat(server.isAlive()).as(server.out() + server.err()).isTrue();
        }
    }

    @Test
    void a_jdbc_client_speaks_with_a_real_postgresql() throws Exception {
        try (var database = PostgreSql.start();
                var server = image.start(Framework.POSTGRESQL, port, database.environment())) {
            Framework.POSTGRESQL.answersAt(url);
            assertThat(server.out()).contains("Connected to PostgreSQL ");
            assertThat(server.isAlive()).as(server.out() + server.err()).isTrue();
        }
    }
}
