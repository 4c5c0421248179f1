package dev.demitasse.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.images.Verdict.State;
import dev.demitasse.toolchain.ImageStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {
    private static final String OTHER = "f".repeat(64);

    @TempDir
    Path folder;

    private KeyRing keys;
    private Signatures signatures;
    private ImageStore.Entry image;

    @BeforeEach
    void prepare() throws IOException {
        var store = new ImageStore(folder.resolve("images"));
        keys = new KeyRing(folder.resolve("keys"));
        signatures = new Signatures(store);
        image = TestImages.put(store, "app:1", 1);
        keys.create("ann", Optional.empty(), Optional.empty());
    }

    private byte[] sign(Optional<Instant> expires) throws IOException {
        signatures.sign(image, "app:1", keys, Optional.of("ann"), expires, () -> "");
        return signatures.of(image.digest()).getLast();
    }

    private Verdict judge(byte[] signature) throws IOException {
        return new Verifier(keys, InstantSource.system()).judge(image.digest(), signature);
    }

    private void refused(List<byte[]> found, String why) {
        assertThatThrownBy(() -> new Verifier(keys, InstantSource.system()).require("app:1", image.digest(), found))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(why)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void a_signature_by_a_key_of_the_ring_is_believed() throws Exception {
        Verdict verdict = judge(sign(Optional.empty()));
        assertThat(verdict.isValid()).isTrue();
        assertThat(verdict.name()).isEqualTo("ann");
        new Verifier(keys, InstantSource.system()).require("app:1", image.digest(), signatures.of(image.digest()));
    }

    @Test
    void one_that_is_believed_is_enough() throws Exception {
        byte[] good = sign(Optional.empty());
        new Verifier(keys, InstantSource.system()).require("app:1", image.digest(), List.of(new byte[0], good));
    }

    @Test
    void no_signature_is_refused() {
        refused(List.of(), "app:1 is refused: it has no signature, and one by a trusted key is required here");
    }

    @Test
    void an_expired_signature_is_refused() throws Exception {
        Instant end = Instant.now().plusSeconds(60);
        byte[] signature = sign(Optional.of(end));
        var later = new Verifier(keys, InstantSource.offset(InstantSource.system(), Duration.ofSeconds(61)));
        assertThat(later.judge(image.digest(), signature).state()).isEqualTo(State.expired);
        assertThat(judge(signature).isValid()).isTrue();
    }

    @Test
    void a_signature_by_an_expired_key_is_refused() throws Exception {
        keys.create("old", Optional.of(Instant.now().plusSeconds(60)), Optional.empty());
        signatures.sign(image, "", keys, Optional.of("old"), Optional.of(Instant.MAX.minusSeconds(1)), () -> "");
        byte[] signature = signatures.of(image.digest()).getLast();
        var later = new Verifier(keys, InstantSource.offset(InstantSource.system(), Duration.ofSeconds(61)));
        assertThat(later.judge(image.digest(), signature).reason()).startsWith("by old expired on ");
    }

    @Test
    void a_signature_by_a_revoked_key_is_refused() throws Exception {
        byte[] signature = sign(Optional.empty());
        keys.revoke("ann", Instant.now());
        assertThat(judge(signature).state()).isEqualTo(State.revoked);
        refused(List.of(signature), "its signature is by the key ann, which was revoked on ");
    }

    @Test
    void a_signature_by_an_unknown_key_is_refused() throws Exception {
        byte[] signature = sign(Optional.empty());
        keys.remove("ann");
        assertThat(judge(signature).state()).isEqualTo(State.untrusted);
        refused(List.of(signature), "which is not trusted here");
    }

    @Test
    void a_signature_of_another_image_is_refused() throws Exception {
        byte[] signature = sign(Optional.empty());
        Verdict verdict = new Verifier(keys, InstantSource.system()).judge(OTHER, signature);
        assertThat(verdict.state()).isEqualTo(State.invalid);
        assertThat(verdict.reason()).isEqualTo("is of another image");
    }

    @Test
    void a_text_changed_after_it_was_signed_is_refused() throws Exception {
        Envelope envelope = Envelope.parse(sign(Optional.of(Instant.now().plusSeconds(60))));
        String text = new String(envelope.text(), StandardCharsets.UTF_8)
                .replaceFirst("\"expires\":\"20", "\"expires\":\"30");
        var changed = new Envelope(
                envelope.type(), text.getBytes(StandardCharsets.UTF_8), envelope.key(), envelope.signature());
        refused(List.of(changed.toBytes()), "its signature is not by the key ann, or was changed");
    }

    @Test
    void a_text_of_another_type_is_refused() throws Exception {
        Envelope envelope = Envelope.parse(sign(Optional.empty()));
        var changed = new Envelope("text/plain", envelope.text(), envelope.key(), envelope.signature());
        refused(List.of(changed.toBytes()), "is of another kind: text/plain");
    }

    @Test
    void no_single_changed_byte_of_a_signature_is_believed_or_breaks_anything() throws Exception {
        byte[] signature = sign(Optional.empty());
        Envelope original = Envelope.parse(signature);
        var random = new Random(1);
        for (int i = 0; i < signature.length; i++) {
            byte[] changed = signature.clone();
            changed[i] ^= (byte) (1 + random.nextInt(255));
            Verdict verdict = judge(changed);
            // Only the hint of the key's id, JSON's names for what is not read, and Base64's last bits may differ.
            assertThat(verdict.isValid() && !sameContent(original, changed))
                    .as("byte %d", i)
                    .isFalse();
        }
    }

    private static boolean sameContent(Envelope original, byte[] changed) throws IOException {
        Envelope other = Envelope.parse(changed);
        var encoder = Base64.getEncoder();
        return original.type().equals(other.type())
                && encoder.encodeToString(original.text()).equals(encoder.encodeToString(other.text()))
                && encoder.encodeToString(original.signature()).equals(encoder.encodeToString(other.signature()));
    }

    @Test
    void an_image_changed_in_the_store_is_not_signed() throws Exception {
        Files.write(image.image(), new byte[] {1});
        assertThatThrownBy(() -> sign(Optional.empty()))
                .hasMessageContaining("was changed since it came into the store");
    }

    @Test
    void what_is_signed_has_the_encoding_of_the_specification() {
        byte[] bytes =
                Envelope.signedBytes("http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }
}
