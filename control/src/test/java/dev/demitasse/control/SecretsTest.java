package dev.demitasse.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.control.service.SpecException;
import dev.demitasse.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that services refer to. */
final class SecretsTest {
    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Secrets secrets() {
        return new Secrets(folder.resolve("secrets"));
    }

    @Test
    void a_value_is_kept_without_the_line_end_that_editors_add_and_can_be_replaced() throws IOException {
        Secrets secrets = secrets();
        secrets.set("shop-db", bytes("pass wörd\n"));
        assertThat(secrets().value("shop-db")).isEqualTo("pass wörd");
        secrets.set("shop-db", bytes("other"));
        assertThat(secrets.value("shop-db")).isEqualTo("other");
        assertThat(secrets.names()).containsExactly("shop-db");
        secrets.remove("shop-db");
        assertThat(secrets.has("shop-db")).isFalse();
    }

    @Test
    void only_its_owner_may_read_it() throws IOException {
        secrets().set("key", bytes("value"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets/key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets"))))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../token", "a/b", ".hidden", "a b", "a\nb"})
    void a_name_that_could_be_another_file_is_refused(String name) {
        assertThatThrownBy(() -> secrets().set(name, bytes("value")))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("is no name of a secret");
    }

    @Test
    void what_no_variable_can_have_is_refused_without_telling_it() {
        for (byte[] wrong : new byte[][] {{}, bytes("a\0hidden"), {'h', 'i', 'd', (byte) 0xff}, new byte[16385]}) {
            assertThatThrownBy(() -> secrets().set("key", wrong))
                    .isInstanceOf(SpecException.class)
                    .hasMessageNotContaining("hid");
        }
    }

    @Test
    void one_that_is_missing_is_named_with_the_mend() {
        assertThatThrownBy(() -> secrets().value("shop-db"))
                .isInstanceOf(HypervisorException.class)
                .hasMessage("the secret shop-db is missing: demi secret set shop-db makes it");
    }
}
