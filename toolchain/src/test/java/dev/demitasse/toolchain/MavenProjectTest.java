package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shell script stands in for Maven: it counts its runs and leaves what Maven would leave. */
class MavenProjectTest {
    @TempDir
    Path folder;

    private Path project;
    private Path runs;

    @BeforeEach
    void write_a_project() throws IOException {
        project = Files.createDirectories(folder.resolve("shop"));
        runs = folder.resolve("runs");
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        Files.createFile(folder.resolve("library.jar"));
        Jars.jar().manifest("Main-Class: shop.Main", "Class-Path: not-here.jar").write(folder.resolve("built.jar"));
    }

    @Test
    void takes_the_jar_and_the_class_path_that_maven_leaves() throws Exception {
        Application application = application(workingMaven());

        assertThat(application.name()).isEqualTo("shop");
        assertThat(application.declaredMain()).contains("shop.Main");
        assertThat(application.own()).containsExactly(project.toRealPath().resolve("target/shop-1.jar"));
        assertThat(application.libraries()).containsExactly(folder.resolve("library.jar"));
        assertThat(application.folder()).isEqualTo(project.toRealPath());
    }

    @Test
    void does_not_run_maven_again_until_a_source_changes() throws Exception {
        String maven = workingMaven();
        application(maven);
        application(maven);
        assertThat(runs).content().hasLineCount(1);

        Files.writeString(project.resolve("Main.java"), "class Main {}");
        application(maven);
        assertThat(runs).content().hasLineCount(2);
    }

    @Test
    void runs_maven_again_when_what_it_left_is_gone() throws Exception {
        String maven = workingMaven();
        application(maven);
        Files.delete(project.resolve("target/shop-1.jar"));
        application(maven);

        assertThat(runs).content().hasLineCount(2);
    }

    @Test
    void shows_the_errors_that_maven_prints() throws Exception {
        String maven = maven("echo '[INFO] trying'; echo '[ERROR] Main.java:[3,4] not a statement'; exit 1");

        assertThatThrownBy(() -> application(maven))
                .isInstanceOf(BuildException.class)
                .hasMessage("Maven cannot build " + project.toRealPath() + ":\n  Main.java:[3,4] not a statement");
    }

    @Test
    void says_so_when_there_is_no_maven() {
        assertThatThrownBy(() -> application(folder.resolve("nowhere").toString()))
                .hasMessageContaining("cannot be started: install Maven");
    }

    @Test
    void asks_which_jar_is_meant_when_there_are_several() throws Exception {
        String maven = maven("mkdir -p target; touch target/a.jar target/b.jar target/a-sources.jar; echo > "
                + "target/demitasse-classpath.txt");

        assertThatThrownBy(() -> application(maven))
                .hasMessageContaining("builds several jars, pass the one that is meant: ")
                .hasMessageNotContaining("a-sources.jar");
    }

    private Application application(String maven) throws Exception {
        return new MavenProject(project, folder.resolve("cache"), maven).application(BuildListener.SILENT);
    }

    private String workingMaven() throws IOException {
        return maven("echo run >> " + runs + "; mkdir -p target; cp " + folder.resolve("built.jar")
                + " target/shop-1.jar; echo " + folder.resolve("library.jar") + " > target/demitasse-classpath.txt");
    }

    private String maven(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("mvn"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }
}
