package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryConfigurationTest {
    private static final String FOLDER = "META-INF/native-image/group/artifact/";

    @TempDir
    Path folder;

    @Test
    void translates_options_of_the_command_into_those_of_the_builder() {
        var configuration = read(properties("Args = --features=a.B --initialize-at-build-time=a.b,c.D \\\n"
                + "  --initialize-at-run-time=a.E -Da.b=c -H:+SomeThing -O2 --enable-url-protocols=http\n"
                + "JavaArgs = -Xverify:none"));

        assertThat(configuration.builderOptions())
                .containsExactly(
                        "-H:Features=a.B",
                        "-H:ClassInitialization=a.b:build_time,c.D:build_time",
                        "-H:ClassInitialization=a.E:run_time",
                        "-H:+SomeThing",
                        "-H:Optimize=2",
                        "-H:EnableURLProtocols=http");
        assertThat(configuration.jvmOptions()).containsExactly("-Da.b=c", "-Xverify:none");
    }

    @Test
    void expands_the_folder_of_the_file_and_keeps_quoted_blanks() {
        var configuration = read(properties("Args = -H:A=${.}/x.json \"-H:B=two words\""));

        assertThat(configuration.builderOptions()).containsExactly("-H:A=" + FOLDER + "x.json", "-H:B=two words");
    }

    @Test
    void finds_configuration_files_in_jars_and_folders() {
        Path jar = Jars.jar()
                .text(FOLDER + "reflect-config.json", "[]")
                .text(FOLDER + "reachability-metadata.json", "{}")
                .write(folder.resolve("a.jar"));
        Path classes = Jars.jar()
                .text("META-INF/native-image/resource-config.json", "{}")
                .writeFolder(folder.resolve("b"));

        assertThat(LibraryConfiguration.read(List.of(jar, classes), Set.of()).builderOptions())
                .containsExactly(
                        "-H:ReachabilityMetadataResources=" + FOLDER + "reachability-metadata.json",
                        "-H:ReflectionConfigurationResources=" + FOLDER + "reflect-config.json",
                        "-H:ResourceConfigurationResources=META-INF/native-image/resource-config.json");
    }

    @Test
    void mentions_jni_configuration_once_for_all_jars() {
        Path one = Jars.jar().text(FOLDER + "jni-config.json", "[]").write(folder.resolve("one.jar"));
        Path two = Jars.jar().text(FOLDER + "jni-config.json", "[]").write(folder.resolve("two.jar"));

        assertThat(LibraryConfiguration.read(List.of(one, two), Set.of()).notes())
                .singleElement()
                .asString()
                .startsWith("JNI configuration is ignored, for an image has no native libraries: one.jar!")
                .contains("two.jar!");
    }

    @Test
    void options_of_an_overruled_jar_count_for_nothing_but_its_other_files_do() {
        Path jar = Jars.jar()
                .text(FOLDER + "native-image.properties", "Args = --initialize-at-build-time=a.b")
                .text(FOLDER + "reflect-config.json", "[]")
                .write(folder.resolve("a.jar"));

        assertThat(LibraryConfiguration.read(List.of(jar), Set.of(jar)).builderOptions())
                .containsExactly("-H:ReflectionConfigurationResources=" + FOLDER + "reflect-config.json");
    }

    @Test
    void leaves_out_what_only_the_image_builder_may_say() {
        assertThat(read(properties("Args = -H:Name=other -H:Class=other.Main --no-fallback"))
                        .builderOptions())
                .isEmpty();
    }

    @Test
    void notes_an_option_that_it_does_not_know() {
        assertThat(read(properties("Args = --frobnicate")).notes())
                .containsExactly("a.jar!" + FOLDER + "native-image.properties: option --frobnicate is ignored");
    }

    @Test
    void refuses_a_file_that_is_no_jar() throws Exception {
        Path file = Files.writeString(folder.resolve("broken.jar"), "no zip file");

        assertThatThrownBy(() -> LibraryConfiguration.read(List.of(file), Set.of()))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith(file + " is not a readable jar");
    }

    private Path properties(String text) {
        return Jars.jar().text(FOLDER + "native-image.properties", text).write(folder.resolve("a.jar"));
    }

    private static LibraryConfiguration read(Path jar) {
        return LibraryConfiguration.read(List.of(jar), Set.of());
    }
}
