package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Services in other languages, and one with a database, as processes, in two images: one of all would take a larger heap than
 * the builder's compiler gets.
 */
final class LanguagesTest {
    static final Set<Framework> INTERPRETED = EnumSet.of(Framework.CLOJURE, Framework.RHINO, Framework.POSTGRESQL);
    static final Set<Framework> COMPILED = EnumSet.of(Framework.KTOR, Framework.SCALA);

    @TempDir
    private static Path folder;

    private static FrameworkImage interpreted = FrameworkImage.NONE;
    private static FrameworkImage compiled = FrameworkImage.NONE;

    private final int port = Tool.freePort();

    @BeforeAll
    static void buildTheImages() throws Exception {
        interpreted =
                FrameworkImage.build("process", Files.createDirectory(folder.resolve("i")), INTERPRETED, "--quick");
        compiled = FrameworkImage.build("process", Files.createDirectory(folder.resolve("c")), COMPILED, "--quick");
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOJURE", "RHINO"})
    void interpreters_answer_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        interpreted.answers(framework, port);
    }

    @ParameterizedTest
    @EnumSource(names = {"KTOR", "SCALA"})
    void other_compilers_services_answer_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        compiled.answers(framework, port);
    }

    @Test
    void a_jdbc_client_speaks_with_a_real_postgresql() throws Exception {
        try (var database = PostgreSql.start()) {
            assertThat(interpreted.answers(Framework.POSTGRESQL, port, database.environment()))
                    .contains("Connected to PostgreSQL ");
        }
    }
}
