package dev.demitasse.systemtests;

import dev.demitasse.harness.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** What {@link LanguagesTest} does, on virtual machines. Apart from the other tests: two builds of minutes. */
@Tag("each-framework")
final class LanguageMachinesTest extends LanguagesTestBase {
    private static final Namespace NAMESPACE = Namespace.withoutSynCookies();

    @TempDir
    private static Path folder;

    private static FrameworkImage interpreted = FrameworkImage.NONE;
    private static FrameworkImage compiled = FrameworkImage.NONE;

    @BeforeAll
    static void buildTheImages() throws Exception {
        interpreted = image("i", LanguagesTest.INTERPRETED);
        compiled = image("c", LanguagesTest.COMPILED);
    }

    private static FrameworkImage image(String name, Set<Framework> frameworks) throws Exception {
        return FrameworkImage.build("qemu", Files.createDirectory(folder.resolve(name)), frameworks)
                .in(NAMESPACE);
    }

    @AfterAll
    static void closeTheNetwork() {
        NAMESPACE.close();
    }

    @Override
    FrameworkImage interpreted() {
        return interpreted;
    }

    @Override
    FrameworkImage compiled() {
        return compiled;
    }

    @Override
    PostgreSql database() throws IOException {
        return PostgreSql.start(NAMESPACE);
    }
}
