package dev.demitasse.systemtests;

import dev.demitasse.harness.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link LanguagesTest} does, on a virtual machine. Apart from the other tests: two builds, of minutes each.
 */
@Tag("frameworks")
final class LanguageMachinesTest {
    private static final Map<Set<Framework>, FrameworkImage> IMAGES = new HashMap<>();

    @TempDir
    private static Path folder;

    private final int port = Tool.freePort();

    @ParameterizedTest
    @EnumSource(names = {"CLOJURE", "RHINO"})
    void interpreters_answer_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        image(LanguagesTest.INTERPRETED).answers(framework, port);
    }

    @ParameterizedTest
    @EnumSource(names = {"KTOR", "SCALA"})
    void other_compilers_services_answer_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        image(LanguagesTest.COMPILED).answers(framework, port);
    }

    @Test
    void a_jdbc_client_speaks_with_a_real_postgresql() throws Exception {
        try (var database = PostgreSql.start()) {
            image(LanguagesTest.INTERPRETED).answers(Framework.POSTGRESQL, port, database.environment());
        }
    }

    private static FrameworkImage image(Set<Framework> frameworks) throws Exception {
        FrameworkImage image = IMAGES.get(frameworks);
        if (image == null) {
            Path place = Files.createTempDirectory(folder, "image");
            image = FrameworkImage.build("qemu", place, frameworks, "--quick");
            IMAGES.put(frameworks, image);
        }
        return image;
    }
}
