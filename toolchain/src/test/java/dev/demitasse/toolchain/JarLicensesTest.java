package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarLicensesTest {
    private static final String PROJECT = "META-INF/maven/a.group/library/pom.xml";

    @TempDir
    private Path folder;

    @Test
    void are_those_of_the_project_in_the_jar() {
        var jar = Jars.jar().text(PROJECT, """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <licenses>
                    <license><name>Apache License,
                       Version 2.0</name><url>https://www.apache.org/licenses/LICENSE-2.0</url></license>
                    <license><url>https://example.com/own</url></license>
                  </licenses>
                </project>
                """);
        assertThat(of(jar)).containsExactly("Apache License, Version 2.0", "https://example.com/own");
    }

    @Test
    void are_else_those_of_the_manifest() {
        var jar = Jars.jar()
                .manifest("Bundle-License: \"EPL-2.0\";link=\"https://example.com/a,b\",Apache-2.0")
                .text(PROJECT, "<project><licenses/></project>");
        assertThat(of(jar)).containsExactly("EPL-2.0", "Apache-2.0");
    }

    @Test
    void are_none_where_the_jar_states_none_or_holds_several_projects() {
        String licensed = "<project><licenses><license><name>MIT</name></license></licenses></project>";
        assertThat(of(Jars.jar().text("readme.txt", ""))).isEmpty();
        assertThat(of(Jars.jar().text(PROJECT, licensed).text("META-INF/maven/b/c/pom.xml", licensed)))
                .isEmpty();
    }

    @Test
    void are_none_where_the_project_is_damaged_or_would_have_other_files_read() {
        assertThat(of(Jars.jar().text(PROJECT, "<project><licenses>"))).isEmpty();
        assertThat(of(Jars.jar().text(PROJECT, """
                <!DOCTYPE project [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
                <project><licenses><license><name>&secret;</name></license></licenses></project>
                """))).isEmpty();
    }

    @Test
    void are_those_of_the_nearest_parent_that_states_some_where_the_jar_lies_in_a_repository() throws Exception {
        Path jar = inRepository(
                "a/group/library/1.0/library-1.0.jar",
                Jars.jar().manifest("Bundle-License: Other").text(PROJECT, child("parent", "7")));
        project("a/group/library/1.0/library-1.0.pom", child("parent", "7"));
        project("a/parent/7/parent-7.pom", child("grandparent", "2"));
        assertThat(JarLicenses.of(jar)).as("its parents are not all there").containsExactly("Other");

        project("a/grandparent/2/grandparent-2.pom", """
                <project><licenses><license><name>EPL 2.0</name></license></licenses></project>
                """);
        assertThat(JarLicenses.of(jar)).containsExactly("EPL 2.0");

        project("a/parent/7/parent-7.pom", child("parent", "7"));
        assertThat(JarLicenses.of(jar)).as("a parent of itself").containsExactly("Other");
    }

    @Test
    void are_looked_for_in_no_file_outside_a_repository() throws Exception {
        Path jar = inRepository("library/1.0/library-1.0.jar", Jars.jar().text("readme.txt", ""));
        project("a/parent/x", "");
        project("a/parent-...pom", "<project><licenses><license><name>Secret</name></license></licenses></project>");
        for (String version : List.of("..", "../..", "${revision}", "1.0/..", "")) {
            project("library/1.0/library-1.0.pom", child("parent", version));
            assertThat(JarLicenses.of(jar)).as(version).isEmpty();
        }
    }

    private static String child(String parent, String version) {
        return "<project><parent><groupId>a</groupId><artifactId>" + parent + "</artifactId><version>" + version
                + "</version></parent></project>";
    }

    private Path inRepository(String path, Jars jar) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        return jar.write(folder.resolve(path));
    }

    private void project(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
    }

    private List<String> of(Jars jar) {
        return JarLicenses.of(jar.write(folder.resolve("library.jar")));
    }
}
