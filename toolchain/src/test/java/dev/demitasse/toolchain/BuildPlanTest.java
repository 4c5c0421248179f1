package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildPlanTest {
    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void write_an_application() {
        jar = Jars.jar()
                .manifest("Main-Class: a.One")
                .mainClass("a.One")
                .mainClass("a.Two")
                .write(folder.resolve("app.jar"));
    }

    @Test
    void prefers_the_request_to_the_settings_and_those_to_the_manifest() throws Exception {
        assertThat(plan(request()).main()).isEqualTo("a.One");

        settings("main: a.Two\n");
        assertThat(plan(request()).main()).isEqualTo("a.Two");
        assertThat(plan(request().main("a.One")).main()).isEqualTo("a.One");
    }

    @Test
    void a_quick_build_is_another_image_by_an_option_of_the_compilers() throws Exception {
        assertThat(plan(request().quick()).builderOptions()).contains("-H:Optimize=b");
        assertThat(plan(request()).builderOptions()).isEmpty();
    }

    @Test
    void turns_locales_and_options_of_the_settings_into_the_builders_options() throws Exception {
        settings("locales: [de, fr]\nnative-image: [--enable-url-protocols=jar, -Dkey=value]\n");

        BuildPlan plan = plan(request());
        assertThat(plan.builderOptions()).containsExactly("-H:IncludeLocales=de,fr", "-H:EnableURLProtocols=jar");
        assertThat(plan.jvmOptions()).containsExactly("-Dkey=value");
    }

    @Test
    void turns_settings_into_boot_options_with_blanks_and_percent_signs_encoded() throws Exception {
        settings("environment: {NAME: 100% sure}\nproperties: {a.b: ü}\nargs: [one, two words]\n");

        assertThat(plan(request()).bootOptions())
                .isEqualTo("demi.env=NAME=100%25%20sure demi.prop=a.b=%C3%BC demi.arg=one demi.arg=two%20words");
    }

    @Test
    void lists_the_files_of_a_folder_with_their_guest_paths() throws Exception {
        Path page = Jars.jar().text("index.html", "x").text("css/a.css", "y").writeFolder(folder.resolve("public"));
        settings("files: {public: /srv/www/}\n");

        assertThat(plan(request()).fileListing())
                .containsExactly(
                        "/srv/www/css/a.css\t" + page.resolve("css/a.css"),
                        "/srv/www/index.html\t" + page.resolve("index.html"));
    }

    @Test
    void refuses_a_target_that_there_is_not() {
        assertThatThrownBy(() -> plan(request().target("vax")))
                .hasMessage("there is no target vax; there is qemu, process");
    }

    @Test
    void the_command_line_wins_over_the_settings_and_these_over_what_is_usual_here() throws Exception {
        assertThat(plan(request()).target()).isEqualTo(Target.QEMU);
        assertThat(plan(request().defaultTarget("process")).target()).isEqualTo(Target.PROCESS);
        settings("target: qemu\n");
        assertThat(plan(request().defaultTarget("process")).target()).isEqualTo(Target.QEMU);
        assertThat(plan(request().target("process")).target()).isEqualTo(Target.PROCESS);
    }

    private BuildRequest.Builder request() {
        return BuildRequest.of(jar.toString());
    }

    private void settings(String text) throws Exception {
        Files.writeString(folder.resolve("demitasse.yaml"), text);
    }

    private BuildPlan plan(BuildRequest.Builder request) throws Exception {
        return BuildPlan.of(request.build(), folder.resolve("cache"), BuildListener.SILENT);
    }
}
