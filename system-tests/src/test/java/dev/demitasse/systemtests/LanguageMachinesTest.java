package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link LanguagesTest} does, on virtual machines. Apart from the other tests: two builds of minutes. */
@Tag("frameworks")
final class LanguageMachinesTest {
    private static final Namespace NAMESPACE = Namespace.withoutSynCookies();

    @TempDir
    private static Path folder;

    private static FrameworkImage interpreted = FrameworkImage.NONE;
    private static FrameworkImage compiled = FrameworkImage.NONE;

    private final int port = Tool.freePort();

    @BeforeAll
    static void buildTheImages() throws Exception {
        interpreted = image("i", LanguagesTest.INTERPRETED);
        compiled = image("c", LanguagesTest.COMPILED);
    }

    private static FrameworkImage image(String name, Set<Framework> frameworks) throws Exception {
        return FrameworkImage.build("qemu", Files.createDirectory(folder.resolve(name)), frameworks, "--quick")
                .in(NAMESPACE);
    }

    @AfterAll
    static void closeTheNetwork() {
        NAMESPACE.close();
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
        try (var database = PostgreSql.start(NAMESPACE)) {
            assertThat(interpreted.answers(Framework.POSTGRESQL, port, database.environment()))
                    .contains("Connected to PostgreSQL ");
        }
    }
}
