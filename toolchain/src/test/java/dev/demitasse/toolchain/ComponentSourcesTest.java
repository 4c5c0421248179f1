package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.contents.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentSourcesTest {
    @TempDir
    private Path folder;

    private Path library;
    private Path plain;
    private Path classes;
    private Path kernel;
    private ComponentSources sources;

    @BeforeEach
    void write_a_class_path() throws IOException {
        library = jar("library-1.2.jar")
                .text("META-INF/maven/a.group/library/pom.properties", """
                        groupId=a.group
                        artifactId=library
                        version=1.2
                        """)
                .manifest("Bundle-License: MIT")
                .write(folder.resolve("library-1.2.jar"));
        plain = jar("plain").write(folder.resolve("plain.jar"));
        classes = Files.createDirectory(folder.resolve("classes"));
        Files.createDirectories(folder.resolve("dist/os"));
        kernel = jar("kernel").write(folder.resolve("dist/os/demitasse-kernel-0.1.jar"));
        var application = new Application("shop", Optional.empty(), List.of(classes), List.of(library, plain), folder);
        sources = new ComponentSources(application, new Distribution(folder.resolve("dist")));
    }

    private static Jars jar(String content) {
        return Jars.jar().text("content.txt", content);
    }

    @Test
    void a_library_is_called_as_maven_calls_it() throws IOException {
        ComponentSource source = sources.of(library.toUri().toString());

        assertThat(source.origin()).isEqualTo(Origin.LIBRARY);
        assertThat(source.name()).isEqualTo("a.group:library");
        assertThat(source.purl()).isEqualTo("pkg:maven/a.group/library@1.2");
        assertThat(source.sha256()).isEqualTo(InputHash.ofFile(library));
        assertThat(source.licenses()).containsExactly("MIT");
    }

    @Test
    void a_jar_that_tells_nothing_goes_by_its_file_name_and_the_applications_classes_by_its_name() {
        assertThat(sources.of(plain.toUri().toString()))
                .extracting(ComponentSource::name)
                .isEqualTo("plain.jar");
        ComponentSource own = sources.of(classes.toUri().toString());
        assertThat(own.name()).isEqualTo("shop");
        assertThat(own.origin()).isEqualTo(Origin.APPLICATION);
    }

    @Test
    void the_library_os_the_jdk_and_the_compiler_are_told_apart() {
        ComponentSource os = sources.of(kernel.toUri().toString());
        assertThat(os.origin()).isEqualTo(Origin.LIBRARY_OS);
        assertThat(os.name()).isEqualTo("demitasse-kernel");
        assertThat(sources.of("module:java.base").origin()).isEqualTo(Origin.JDK);
        assertThat(sources.of("module:java.base").licenses())
                .containsExactly("GPL-2.0-only WITH Classpath-exception-2.0");
        assertThat(sources.of("module:org.graalvm.nativeimage.builder").purl())
                .startsWith("pkg:maven/org.graalvm.nativeimage/svm@");
        assertThat(sources.of("module:jdk.graal.compiler").origin()).isEqualTo(Origin.COMPILER);
        assertThat(sources.of("module:jdk.proxy2").name()).isEqualTo("classes made during the build");
        assertThat(sources.of("generated")).isEqualTo(sources.of("module:jdk.proxy1"));
    }

    @Test
    void all_of_the_class_path_is_listed_whether_anything_of_it_is_reached_or_not() {
        assertThat(sources.onClassPath())
                .extracting(ComponentSource::name)
                .containsExactly("shop", "a.group:library", "plain.jar", "demitasse-kernel");
    }
}
