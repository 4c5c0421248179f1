package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedMetadataTest {
    private static final Path SOURCES = Path.of("src/main/resources/dev/demitasse/toolchain/metadata");

    @TempDir
    Path folder;

    @Test
    void the_index_lists_what_there_is() throws Exception {
        try (Stream<Path> files = Files.walk(SOURCES, 3)) {
            List<String> folders = files.filter(file -> SOURCES.relativize(file).getNameCount() == 3)
                    .map(file -> SOURCES.relativize(file).toString().replace('/', ':'))
                    .sorted()
                    .toList();

            assertThat(ShippedMetadata.all())
                    .extracting(one -> one.group() + ":" + one.artifact() + ":" + one.version())
                    .containsExactlyElementsOf(folders);
        }
    }

    @Test
    void every_entry_names_a_type_or_a_resource_and_has_options_or_json() throws Exception {
        for (ShippedMetadata known : ShippedMetadata.all()) {
            var json = known.file(ReachabilityMetadata.FILE_NAME);
            assertThat(json.isPresent() || known.hasOptions()).as("%s", known).isTrue();
            if (json.isPresent()) {
                var root = new ObjectMapper().readTree(json.get());
                assertThat(root.path("reflection").size()
                                + root.path("resources").size())
                        .as("%s", known)
                        .isPositive();
                root.path("reflection")
                        .forEach(entry -> assertThat(entry.has("type"))
                                .as("%s: %s", known, entry)
                                .isTrue());
            }
        }
    }

    @Test
    void holds_from_its_version_on() {
        assertThat(ShippedMetadata.of(library("io.netty", "netty-common", "4.1.100.Final")))
                .isEmpty();
        assertThat(ShippedMetadata.of(library("io.netty", "netty-common", "4.2.0.Final")))
                .containsExactly(new ShippedMetadata("io.netty", "netty-common", "4.2.0"));
        assertThat(ShippedMetadata.of(library("io.netty", "netty-common", "4.2.18.Final")))
                .hasSize(1);
    }

    @Test
    void is_of_a_group_if_the_jar_names_one() {
        assertThat(ShippedMetadata.of(library("com.example", "netty-common", "4.2.18.Final")))
                .isEmpty();
    }

    @Test
    void is_found_by_the_name_of_a_jar_that_says_nothing_else() {
        Path jar = Jars.jar().text("x", "").write(folder.resolve("logback-core-1.6.6.jar"));

        assertThat(ShippedMetadata.of(jar))
                .containsExactly(new ShippedMetadata("ch.qos.logback", "logback-core", "1.5.13"));
    }

    @Test
    void is_found_for_each_library_of_a_jar_that_holds_several() {
        Path jar = Jars.jar()
                .text(
                        "META-INF/maven/io.netty/netty-common/pom.properties",
                        properties("io.netty", "netty-common", "4.2.1"))
                .text(
                        "META-INF/maven/ch.qos.logback/logback-core/pom.properties",
                        properties("ch.qos.logback", "logback-core", "1.6.0"))
                .write(folder.resolve("application-1.0.jar"));

        assertThat(ShippedMetadata.of(jar))
                .extracting(ShippedMetadata::artifact)
                .containsExactly("logback-core", "netty-common");
    }

    @Test
    void is_written_where_configuration_of_a_class_path_is_found() throws Exception {
        new ShippedMetadata("io.netty", "netty-common", "4.2.0").write(folder);

        assertThat(LibraryConfiguration.read(List.of(folder), java.util.Set.of())
                        .builderOptions())
                .containsExactly("-H:ReachabilityMetadataResources=META-INF/native-image/io.netty/netty-common/"
                        + "reachability-metadata.json");
    }

    private Path library(String group, String artifact, String version) {
        return Jars.jar()
                .text(
                        "META-INF/maven/" + group + "/" + artifact + "/pom.properties",
                        properties(group, artifact, version))
                .write(folder.resolve(artifact + "-" + version + ".jar"));
    }

    private static String properties(String group, String artifact, String version) {
        return "groupId=" + group + "\nartifactId=" + artifact + "\nversion=" + version + "\n";
    }
}
