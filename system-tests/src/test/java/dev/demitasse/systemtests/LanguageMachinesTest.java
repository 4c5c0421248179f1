package dev.demitasse.systemtests;

import dev.demitasse.harness.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Part of what {@link LanguagesTest} does, on a virtual machine. Apart from the other tests: a build of minutes. Clojure is
 * in the image, too, but not here: see docs/compatibility.md.
 */
@Tag("frameworks")
final class LanguageMachinesTest {
    @TempDir
    private static Path folder;

    private static FrameworkImage image = new FrameworkImage("");

    private final int port = Tool.freePort();

    @BeforeAll
    static void buildTheImage() throws Exception {
        image = FrameworkImage.build("qemu", folder, LanguagesTest.INTERPRETED, "--quick");
    }

    @Test
    void rhino_answers_a_thousand_requests_without_an_error() throws Exception {
        image.answers(Framework.RHINO, port);
    }

    @Test
    void a_jdbc_client_speaks_with_a_real_postgresql() throws Exception {
        try (var database = PostgreSql.start()) {
            image.answers(Framework.POSTGRESQL, port, database.environment());
        }
    }
}
