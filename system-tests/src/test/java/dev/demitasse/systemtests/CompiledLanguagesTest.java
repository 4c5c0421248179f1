package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Tool;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Services in Kotlin and in Scala, in one image, as processes. */
final class CompiledLanguagesTest {
    static final Set<Framework> FRAMEWORKS = EnumSet.of(Framework.KTOR, Framework.SCALA);

    @TempDir
    private static Path folder;

    private static FrameworkImage image = new FrameworkImage("");

    @BeforeAll
    static void buildTheImage() throws Exception {
        image = FrameworkImage.build(folder, FRAMEWORKS, "--quick");
    }

    @ParameterizedTest
    @EnumSource(names = {"KTOR", "SCALA"})
    void answers_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        int port = Tool.freePort();
        try (var server = image.start(framework, port)) {
            framework.answersAt("http://127.0.0.1:" + port);
            assertThat(server.isAlive()).as(server.out() + server.err()).isTrue();
        }
    }
}
