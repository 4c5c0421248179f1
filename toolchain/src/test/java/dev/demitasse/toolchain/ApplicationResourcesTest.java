package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationResourcesTest {
    @TempDir
    Path folder;

    @Test
    void are_the_files_of_the_class_path_that_a_program_may_read() {
        Path application = Jars.jar()
                .manifest("Main-Class: example.Main")
                .mainClass("example.Main")
                .text("example/messages.properties", "")
                .text("META-INF/services/java.sql.Driver", "")
                .text("META-INF/maven/example/app/pom.xml", "")
                .text("META-INF/native-image/example/app/reflect-config.json", "[]")
                .text("META-INF/EXAMPLE.SF", "")
                .text("linux-x86_64/libfast.so", "")
                .text("example/Main.tasty", "")
                .write(folder.resolve("app.jar"));
        Path library = Jars.jar().text("META-INF/lib/types.properties", "").writeFolder(folder.resolve("library"));

        assertThat(ApplicationResources.names(List.of(application, library)))
                .containsExactly(
                        "META-INF/lib/types.properties",
                        "META-INF/services/java.sql.Driver",
                        "example/messages.properties");
    }

    @Test
    void are_named_to_the_builder_letter_by_letter() throws Exception {
        Path jar = Jars.jar().text("a/[b]*.txt", "").write(folder.resolve("a.jar"));
        Path file = folder.resolve("resources.json");

        String option = ApplicationResources.write(List.of(jar), file);

        assertThat(option).isEqualTo("-H:ResourceConfigurationFiles=" + file);
        assertThat(Files.readString(file)).isEqualTo("{\"globs\":[{\"glob\":\"a/\\\\[b\\\\]\\\\*.txt\"}]}");
    }
}
