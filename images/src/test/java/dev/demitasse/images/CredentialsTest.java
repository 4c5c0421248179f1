package dev.demitasse.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    private static final Credentials.Login ANN = new Credentials.Login("ann", "se:cret");

    @TempDir
    Path folder;

    private Credentials credentials() {
        return new Credentials(folder.resolve("own/registries.json"), List.of(folder.resolve("docker.json")));
    }

    @Test
    void what_is_kept_is_found_and_only_its_owner_can_read_it() throws Exception {
        credentials().keep("host:5000", ANN);
        assertThat(credentials().find("host:5000")).contains(ANN);
        assertThat(credentials().find("other:5000")).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("own/registries.json"))))
                .isEqualTo("rw-------");
        assertThat(ANN).hasToString("ann");
    }

    @Test
    void what_is_forgotten_is_not_found_and_the_rest_stays() throws Exception {
        credentials().keep("one", ANN);
        credentials().keep("two", ANN);
        assertThat(credentials().forget("one")).isTrue();
        assertThat(credentials().forget("one")).isFalse();
        assertThat(credentials().find("one")).isEmpty();
        assertThat(credentials().find("two")).isPresent();
    }

    @Test
    void what_docker_keeps_is_read_and_never_written() throws Exception {
        Path docker = folder.resolve("docker.json");
        // ann:other
        Files.writeString(docker, "{\"auths\":{\"https://host\":{\"auth\":\"YW5uOm90aGVy\"}},\"x\":1}");
        assertThat(credentials().find("host")).contains(new Credentials.Login("ann", "other"));
        credentials().keep("host", ANN);
        assertThat(credentials().find("host")).contains(ANN);
        assertThat(docker).content().contains("YW5uOm90aGVy").contains("\"x\":1");
    }

    @Test
    void what_is_damaged_is_named() throws Exception {
        Files.writeString(folder.resolve("docker.json"), "{\"auths\":{\"host\":{\"auth\":\"%%\"}}}");
        assertThatThrownBy(() -> credentials().find("host"))
                .hasMessageContaining("docker.json says of host is damaged");
        Files.writeString(folder.resolve("docker.json"), "no");
        assertThatThrownBy(() -> credentials().find("host")).hasMessageContaining("docker.json is no JSON");
    }

    @Test
    void challenges_are_read_in_any_form() {
        assertThat(Challenge.best(
                        List.of("Basic realm=\"a\"", "Bearer realm=\"https://t/x\", service = s,scope=\"a:b\"")))
                .hasValueSatisfying(challenge -> {
                    assertThat(challenge.scheme()).isEqualTo("bearer");
                    assertThat(challenge.parameters())
                            .containsEntry("realm", "https://t/x")
                            .containsEntry("service", "s")
                            .containsEntry("scope", "a:b");
                });
        assertThat(Challenge.best(List.of("Negotiate", ""))).isEmpty();
    }
}
