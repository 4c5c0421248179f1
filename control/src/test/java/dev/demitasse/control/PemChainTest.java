package dev.demitasse.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.control.service.SpecException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys as operators bring them. */
final class PemChainTest {
    @TempDir
    private Path folder;

    private static void isRefused(String pem, String reason) {
        assertThatThrownBy(() -> PemChain.parse(pem.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void a_certificate_and_its_key_are_read_in_either_order_with_text_between(String algorithm) throws Exception {
        PemPair pair = PemPair.make(folder, "shop.example.com", algorithm, 30);
        String other = PemPair.make(folder, "root", "EC", 30).chain();
        String text =
                "a comment\r\n" + pair.key() + "subject: shop\n" + pair.chain().replace("\n", "\r\n") + other;
        PemChain chain = PemChain.parse(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(chain.subject()).isEqualTo("CN=shop.example.com");
        assertThat(chain.certificates()).hasSize(2);
        assertThat(chain.key().getFormat()).isEqualTo("PKCS#8");
    }

    @Test
    void what_a_server_could_not_show_is_refused_with_the_mend() throws Exception {
        PemPair pair = PemPair.make(folder, "shop", "EC", 30);
        PemPair other = PemPair.make(folder, "other", "EC", 30);
        isRefused("", "there is no certificate");
        isRefused(pair.key(), "there is no certificate");
        isRefused(pair.chain(), "there is no private key");
        isRefused(pair.chain() + other.key(), "the key is not the certificate's");
        isRefused(pair.chain() + pair.key() + other.key(), "there are two private keys");
        isRefused(
                pair.chain() + PemPair.make(folder, "rsa", "RSA", 30).key(),
                "none for the certificate's algorithm, EC");
        isRefused(pair.chain() + PemPair.block("RSA PRIVATE KEY", new byte[] {1}), "openssl pkcs8 -topk8 -nocrypt");
        isRefused(pair.chain() + PemPair.block("ENCRYPTED PRIVATE KEY", new byte[] {1}), "openssl pkcs8");
        isRefused(PemPair.block("CERTIFICATE", new byte[] {1, 2}) + pair.key(), "a certificate cannot be read");
        PemPair old = PemPair.make(folder, "old", "EC", 3);
        isRefused(old.chain() + old.key(), "the certificate of CN=old expired at");
    }
}
