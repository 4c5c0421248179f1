package dev.demitasse.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
    @Test
    void a_name_has_a_registry_a_repository_and_a_tag() {
        ImageName name = ImageName.parse("localhost:5000/shop/hello_2:v1.0");
        assertThat(name).isEqualTo(new ImageName(Optional.of("localhost:5000"), "shop/hello_2", "v1.0"));
        assertThat(ImageName.parse("[::1]:5000/x").registry()).contains("[::1]:5000");
    }

    @Test
    void the_tag_is_latest_unless_said_and_the_registry_none() {
        assertThat(ImageName.parse("shop/hello")).hasToString("shop/hello:latest");
        assertThatThrownBy(() -> ImageName.parse("shop/hello").neededRegistry())
                .hasMessageContaining("has no registry");
    }

    @Test
    void a_digest_takes_the_place_of_a_tag() {
        String text = "host.example/a@sha256:" + "0".repeat(64);
        assertThat(ImageName.parse(text)).hasToString(text);
        assertThat(ImageName.parse(text).isDigest()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "/",
                "a//b",
                "A/b:1",
                "a:",
                "a:b:c",
                "a b",
                "../etc:1",
                "host.x/../a:1",
                "a@sha256:12",
                "a:-x",
                "host.x:99999999/a",
                "ho st.x/a",
                "a.b/c?d=e",
                "user@host.x/a",
                "host.x/a#b"
            })
    void what_is_no_name_is_refused(String text) {
        assertThatThrownBy(() -> ImageName.parse(text)).hasMessageContaining("is no name of an image");
    }

    @Test
    void registries_are_reached_by_TLS_unless_they_are_here_or_one_says_so() {
        var usual = new RegistryOptions(false, Optional.empty());
        assertThat(usual.address("host.x:5000")).isEqualTo(URI.create("https://host.x:5000/"));
        assertThat(usual.address("127.0.0.1:5000")).hasScheme("http");
        assertThat(usual.address("127.0.0.1.evil.example:5000")).hasScheme("https");
        assertThat(usual.address("localhost.evil.example")).hasScheme("https");
        assertThat(new RegistryOptions(true, Optional.empty()).address("host.x"))
                .hasScheme("http");
        assertThat(new RegistryOptions(false, Optional.of(Path.of("ca.pem"))).address("localhost:1"))
                .hasScheme("https");
    }
}
