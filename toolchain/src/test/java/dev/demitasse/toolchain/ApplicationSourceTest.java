package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationSourceTest {
    @TempDir
    Path folder;

    @Test
    void reads_main_class_and_class_path_of_an_executable_jar() throws Exception {
        Files.createDirectory(folder.resolve("lib"));
        Path library = Jars.jar().text("x", "").write(folder.resolve("lib/x.jar"));
        Path jar = Jars.jar()
                .manifest("Main-Class: example.Main", "Class-Path: lib/x.jar")
                .mainClass("example.Main")
                .write(folder.resolve("app.jar"));

        Application application = find(jar);

        assertThat(application.name()).isEqualTo("app");
        assertThat(application.declaredMain()).contains("example.Main");
        assertThat(application.classPath()).containsExactly(jar, library);
    }

    @Test
    void refuses_a_jar_whose_class_path_names_a_missing_library() {
        Path jar = Jars.jar().manifest("Class-Path: gone.jar").write(folder.resolve("app.jar"));

        assertThatThrownBy(() -> find(jar))
                .hasMessage(jar + " names gone.jar in its Class-Path, which is not there: put it beside the jar, or"
                        + " pass --classpath");
    }

    @Test
    void refuses_a_jar_of_jars() {
        Path jar = Jars.jar().text("BOOT-INF/lib/x.jar", "").write(folder.resolve("boot.jar"));

        assertThatThrownBy(() -> find(jar))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("(a Spring Boot jar)")
                .hasMessageContaining("--classpath");
    }

    @Test
    void refuses_a_corrupt_jar() throws Exception {
        Path jar = Files.writeString(folder.resolve("corrupt.jar"), "PK not really");

        assertThatThrownBy(() -> find(jar)).hasMessageStartingWith(jar + " is not a readable jar");
    }

    @Test
    void refuses_what_does_not_exist() {
        assertThatThrownBy(() -> ApplicationSource.find("nowhere.jar", folder, BuildListener.SILENT))
                .hasMessage("nowhere.jar does not exist: pass a jar, the folder of a Maven project, or"
                        + " group:artifact:version");
    }

    @Test
    void takes_a_folder_of_classes() throws Exception {
        Path classes = Jars.jar().mainClass("example.Main").writeFolder(folder.resolve("classes"));

        Application application = find(classes);

        assertThat(application.own()).containsExactly(classes.toRealPath());
        assertThat(MainClass.only(application)).isEqualTo("example.Main");
    }

    @Test
    void refuses_a_folder_without_classes() {
        assertThatThrownBy(() -> find(folder)).hasMessageEndingWith(" has neither a pom.xml nor classes");
    }

    @Test
    void asks_which_class_to_start_when_there_are_several() throws Exception {
        Path jar = Jars.jar().mainClass("a.One").mainClass("a.Two").write(folder.resolve("two.jar"));
        Application application = find(jar);

        assertThatThrownBy(() -> MainClass.only(application))
                .hasMessage(jar + " has no Main-Class in its manifest; choose one with --main: a.One, a.Two");
    }

    @Test
    void says_so_when_no_class_can_be_started() throws Exception {
        Path jar = Jars.jar().classWith("a.B", "main", ClassFile.ACC_PUBLIC).write(folder.resolve("none.jar"));
        Application application = find(jar);

        assertThatThrownBy(() -> MainClass.only(application))
                .hasMessage(jar + " has no Main-Class in its manifest, and no class of it has a main method");
    }

    @Test
    void refuses_a_main_class_that_is_not_there_or_has_no_main_method() {
        Path jar = Jars.jar().classWith("a.B", "run", ClassFile.ACC_PUBLIC).write(folder.resolve("a.jar"));

        assertThatThrownBy(() -> MainClass.checked("a.Gone", List.of(jar)))
                .hasMessage(
                        "main class a.Gone is neither in " + jar + " nor in its libraries; name another with --main");
        assertThatThrownBy(() -> MainClass.checked("a.B", List.of(jar)))
                .hasMessage("main class a.B in " + jar + " has no method \"public static void main(String[])\"");
    }

    private Application find(Path path) throws Exception {
        return ApplicationSource.find(path.toString(), folder.resolve("cache"), BuildListener.SILENT);
    }
}
