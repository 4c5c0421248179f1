package dev.demitasse.systemtests;

import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Part of what {@link LanguagesTest} does, on a virtual machine. Apart from the other tests: a build of minutes.
 */
@Tag("frameworks")
final class LanguageMachinesTest {
    @TempDir
    private static Path folder;

    private static final Namespace NAMESPACE = Namespace.withoutSynCookies();

    private static FrameworkImage image = FrameworkImage.NONE;

    private final int port = Tool.freePort();

    @BeforeAll
    static void buildTheImage() throws Exception {
        image = FrameworkImage.build("qemu", folder, LanguagesTest.INTERPRETED, "--quick")
                .in(NAMESPACE);
    }

    @AfterAll
    static void closeTheNetwork() {
        NAMESPACE.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOJURE", "RHINO"})
    void interpreters_answer_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        image.answers(framework, port);
    }

    @Test
    void a_jdbc_client_speaks_with_a_real_postgresql() throws Exception {
        try (var database = PostgreSql.start(NAMESPACE)) {
            image.answers(Framework.POSTGRESQL, port, database.environment());
        }
    }
}
