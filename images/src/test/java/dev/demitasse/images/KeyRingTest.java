package dev.demitasse.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    /** RFC 8410, 10.1. */
    private static final String OF_ANOTHER_PROGRAM = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """;

    @TempDir
    Path folder;

    private KeyRing keys;

    @BeforeEach
    void prepare() {
        keys = new KeyRing(folder.resolve("keys"));
    }

    @Test
    void only_the_owner_can_read_a_secret_key() throws Exception {
        keys.create("ann", Optional.empty(), Optional.empty());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys/ann.key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys"))))
                .isEqualTo("rwx------");
    }

    @Test
    void a_key_with_a_passphrase_signs_with_it_only() throws Exception {
        keys.create("ann", Optional.empty(), Optional.of("open sesame"));
        assertThat(folder.resolve("keys/ann.key")).content().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(keys.signer(Optional.of("ann"), () -> "open sesame").secret().getAlgorithm())
                .isEqualTo("EdDSA");
        assertThatThrownBy(() -> keys.signer(Optional.of("ann"), () -> "open barley"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("the passphrase of");
    }

    @Test
    void a_key_keeps_its_name_and_its_end_from_one_machine_to_another() throws Exception {
        Instant end = Instant.parse("2030-01-01T00:00:00Z");
        PublicSigningKey made = keys.create("ann", Optional.of(end), Optional.empty());
        var other = new KeyRing(folder.resolve("other"));
        PublicSigningKey read = other.add("ann.pub", made.toText(), Optional.empty(), Optional.empty());
        assertThat(read).isEqualTo(made);
        assertThat(other.find(made.id().substring(0, 12))).isEqualTo(made);
        assertThat(other.isOwn(read)).isFalse();
    }

    @Test
    void a_key_of_another_program_is_read() throws Exception {
        PublicSigningKey key = keys.add("x.pub", OF_ANOTHER_PROGRAM, Optional.of("ci"), Optional.empty());
        assertThat(keys.find("ci")).isEqualTo(key);
        assertThatThrownBy(() -> keys.add("x.pub", OF_ANOTHER_PROGRAM, Optional.of("again"), Optional.empty()))
                .hasMessage("this key is here already, as ci");
    }

    @Test
    void a_name_that_would_be_a_path_is_refused() {
        assertThatThrownBy(() -> keys.add(
                        "x.pub", "Name: ../../evil\n" + OF_ANOTHER_PROGRAM, Optional.empty(), Optional.empty()))
                .hasMessageContaining("is no name of a key");
        assertThatThrownBy(() -> keys.create("a/b", Optional.empty(), Optional.empty()))
                .hasMessageContaining("is no name of a key");
    }

    @Test
    void no_key_is_written_over() throws Exception {
        keys.create("ann", Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> keys.create("ann", Optional.empty(), Optional.empty()))
                .hasMessageContaining("there is a key ann already");
    }

    @Test
    void what_holds_no_key_is_said_to() {
        assertThatThrownBy(() -> keys.add("x", "nothing", Optional.empty(), Optional.empty()))
                .hasMessageContaining("x is no file of a public key");
        assertThatThrownBy(() -> keys.add(
                        "x",
                        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                        Optional.of("a"),
                        Optional.empty()))
                .hasMessageContaining("x holds no Ed25519 key");
    }

    @Test
    void a_key_of_somebody_else_does_not_sign() throws Exception {
        keys.add("x.pub", OF_ANOTHER_PROGRAM, Optional.of("ci"), Optional.empty());
        assertThatThrownBy(() -> keys.signer(Optional.of("ci"), () -> ""))
                .hasMessageContaining("the secret half of the key ci is not here");
        assertThatThrownBy(() -> keys.signer(Optional.empty(), () -> ""))
                .hasMessageContaining("there is no key to sign with");
    }
}
