package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReachabilityMetadataTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("META-INF/native-image/a/reachability-metadata.json");
    }

    @Test
    void says_what_notes_say() throws Exception {
        ReachabilityMetadata metadata = ReachabilityMetadata.empty();
        new TraceNotes(List.of(
                        "type\ta.B",
                        "method\ta.B\t<init>\tint,java.lang.String[]",
                        "method\ta.B\tclose\t",
                        "field\ta.B\tsize",
                        "allocate\ta.B",
                        "serialize\ta.C",
                        "proxy\ta.I,a.J",
                        "resource\tjava.xml\tjdk/xml.properties",
                        "bundle\ta.Messages",
                        "method\ta.B\tcut of"))
                .addTo(metadata);
        metadata.write(file);

        assertThat(new ObjectMapper().readTree(file.toFile())).isEqualTo(new ObjectMapper().readTree("""
                {
                  "reflection": [
                    {
                      "type": "a.B",
                      "methods": [
                        {"name": "<init>", "parameterTypes": ["int", "java.lang.String[]"]},
                        {"name": "close", "parameterTypes": []}
                      ],
                      "fields": [{"name": "size"}],
                      "unsafeAllocated": true
                    },
                    {"type": "a.C", "serializable": true},
                    {"type": {"proxy": ["a.I", "a.J"]}}
                  ],
                  "resources": [
                    {"bundle": "a.Messages"},
                    {"module": "java.xml", "glob": "jdk/xml.properties"}
                  ]
                }
                """));
    }

    @Test
    void keeps_what_a_file_held_and_adds_nothing_twice() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                {
                  "reflection": [
                    {"type": "a.B", "condition": {"typeReached": "a.C"}},
                    {"type": "a.B", "methods": [{"name": "close", "parameterTypes": []}]}
                  ]
                }
                """);
        ReachabilityMetadata metadata = ReachabilityMetadata.read(file);
        metadata.method("a.B", "close", List.of());
        metadata.type("a.B");
        metadata.write(file);

        assertThat(metadata.size()).isEqualTo(2);
        assertThat(new ObjectMapper().readTree(file.toFile())).isEqualTo(new ObjectMapper().readTree("""
                {
                  "reflection": [
                    {"type": "a.B", "condition": {"typeReached": "a.C"}},
                    {"type": "a.B", "methods": [{"name": "close", "parameterTypes": []}]}
                  ]
                }
                """));
    }

    @Test
    void a_file_that_is_no_json_is_named_with_its_line() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\n  \"reflection\": [\n  nonsense");

        assertThatThrownBy(() -> ReachabilityMetadata.read(file))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith(file + ":3: ");
    }

    @Test
    void knows_the_services_that_helidon_lists() throws Exception {
        Path jar = Jars.jar()
                .text("META-INF/helidon/a.b/service-registry.json", """
                        [{"module": "a.b", "services": [{"descriptor": "a.b.One__ServiceDescriptor", "contracts": ["a.b.One"]}]}]
                        """)
                .text("META-INF/helidon/a.b/service.loader", "# contracts\na.b.spi.Provider\n")
                .write(folder.resolve("a.jar"));
        ReachabilityMetadata metadata = ReachabilityMetadata.empty();
        HelidonServices.of(List.of(jar)).addTo(metadata);
        metadata.write(file);

        assertThat(new ObjectMapper().readTree(file.toFile())).isEqualTo(new ObjectMapper().readTree("""
                {
                  "reflection": [
                    {"type": "a.b.One__ServiceDescriptor", "fields": [{"name": "INSTANCE"}]},
                    {"type": "a.b.spi.Provider"}
                  ]
                }
                """));
    }
}
