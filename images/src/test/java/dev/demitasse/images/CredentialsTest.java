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
        return new Credentials(
                folder.resolve("own/registries.json"), List.of(folder.resolve("docker.json")), List.of(folder));
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

    /** A program that knows one registry, and writes down what it is asked. */
    private void program(String name, String registry, String answer) throws Exception {
        Path file = Files.writeString(
                folder.resolve("docker-credential-" + name), """
                #!/bin/sh
                read -r asked
                echo "$1 $asked" >> '%s'
                if [ "$asked" = '%s' ]; then
                    %s
                else
                    echo 'credentials not found in native keychain'
                    exit 1
                fi
                """.formatted(folder.resolve("asked"), registry, answer));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static String says(String json) {
        return "printf '%s' '" + json + "'";
    }

    @Test
    void the_program_that_docker_names_for_a_registry_is_asked_before_that_for_all() throws Exception {
        Files.writeString(folder.resolve("docker.json"), """
                {"credsStore": "all", "credHelpers": {"one.example": "special"},
                 "auths": {"three.example": {"auth": "YW5uOm90aGVy"}}}""");
        program("all", "https://two.example", says("{\"ServerURL\":\"x\",\"Username\":\"bob\",\"Secret\":\"b\"}"));
        program("special", "one.example", says("{\"Username\":\"ann\",\"Secret\":\"se:cret\"}"));

        assertThat(credentials().find("one.example")).contains(ANN);
        assertThat(credentials().find("two.example")).contains(new Credentials.Login("bob", "b"));
        assertThat(credentials().find("three.example"))
                .as("what no program knows")
                .contains(new Credentials.Login("ann", "other"));
        assertThat(credentials().find("four.example")).isEmpty();
        assertThat(folder.resolve("asked"))
                .content()
                .startsWith("get one.example\nget two.example\nget https://two.example\n");
        credentials().keep("one.example", new Credentials.Login("zoe", "z"));
        assertThat(credentials().find("one.example").orElseThrow())
                .as("what demi login was told")
                .hasToString("zoe");
    }

    @Test
    void a_program_that_is_missing_fails_or_talks_nonsense_is_named_and_a_secret_is_not_shown() throws Exception {
        Files.writeString(folder.resolve("docker.json"), "{\"credsStore\": \"p\"}");
        assertThatThrownBy(() -> credentials().find("host"))
                .hasMessageContaining("docker-credential-p, which is not on the path: install it, or demi login host");
        program("p", "host", "echo 'the keychain is locked'; exit 3");
        assertThatThrownBy(() -> credentials().find("host"))
                .hasMessage("docker-credential-p fails with status 3 (the keychain is locked):"
                        + " demi login host does without it");
        program("p", "host", says("s3cret"));
        assertThatThrownBy(() -> credentials().find("host"))
                .hasMessageContaining("is no JSON")
                .hasMessageNotContaining("s3cret");
        program("p", "host", says("{\"Username\":\"<token>\",\"Secret\":\"s3cret\"}"));
        assertThatThrownBy(() -> credentials().find("host"))
                .hasMessageContaining("keeps an identity token")
                .hasMessageNotContaining("s3cret");
        program("p", "host", says("{\"Username\":\"ann\"}"));
        assertThatThrownBy(() -> credentials().find("host")).hasMessageContaining("without a name and a password");
        Files.writeString(folder.resolve("docker.json"), "{\"credsStore\": \"../p\"}");
        assertThatThrownBy(() -> credentials().find("host")).hasMessageContaining("is no name of one");
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
