package dev.demitasse.contents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.StreamSupport;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;

class SbomTest {
    private static final String DIGEST = "ab".repeat(32);

    private final String text = Sbom.of("main", DIGEST, Samples.program());

    @Test
    void is_valid_by_the_schema_of_cyclonedx() throws IOException {
        assertThat(new JsonParser().validate(text.getBytes(StandardCharsets.UTF_8), Version.VERSION_16))
                .isEmpty();
    }

    @Test
    void is_the_same_for_the_same_image_and_names_no_time() {
        assertThat(Sbom.of("main", DIGEST, Samples.program())).isEqualTo(text).doesNotContain("timestamp");
    }

    @Test
    void identifies_libraries_by_package_url_hash_and_licence() throws IOException {
        JsonNode library = component("greetings");

        assertThat(library.path("group").asText()).isEqualTo("library");
        assertThat(library.path("purl").asText()).isEqualTo("pkg:maven/library/greetings@1.0");
        assertThat(library.at("/hashes/0/alg").asText()).isEqualTo("SHA-256");
        assertThat(library.at("/licenses/0/license/id").asText()).isEqualTo("Apache-2.0");
        assertThat(library.at("/licenses/1/license/name").asText()).isEqualTo("A licence of our own");
        assertThat(component("java.base").at("/licenses/0/expression").asText())
                .isEqualTo("GPL-2.0-only WITH Classpath-exception-2.0");
    }

    @Test
    void marks_a_library_of_which_nothing_is_in_the_image() throws IOException {
        assertThat(component("unused").path("scope").asText()).isEqualTo("excluded");
        assertThat(reachable(component("unused"))).isEqualTo("false");
        assertThat(reachable(component("greetings"))).isEqualTo("true");
    }

    private static String reachable(JsonNode component) {
        return StreamSupport.stream(component.path("properties").spliterator(), false)
                .filter(property -> property.path("name").asText().equals(Sbom.REACHABLE))
                .map(property -> property.path("value").asText())
                .findFirst()
                .orElse("");
    }

    private JsonNode component(String name) throws IOException {
        return StreamSupport.stream(
                        new ObjectMapper().readTree(text).path("components").spliterator(), false)
                .filter(component -> component.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
