package dev.demitasse.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.OnRevocation;
import dev.demitasse.control.StateFolder;
import dev.demitasse.images.KeyRing;
import dev.demitasse.images.PublicSigningKey;
import dev.demitasse.images.Signatures;
import dev.demitasse.images.Verifier;
import dev.demitasse.toolchain.ImageArtifact;
import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.OciDescriptor;
import dev.demitasse.toolchain.OciManifest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures by way of the API, in a control plane that runs signed images only. */
final class SignaturesApiTest {
    @TempDir
    private Path folder;

    private KeyRing trusted;
    private ApiUnderTest api;

    @BeforeEach
    void start() throws IOException {
        trusted = new KeyRing(folder.resolve("trusted"));
        var plane = new ControlPlane(
                StateFolder.take(folder.resolve("state")),
                target -> {
                    throw new IllegalStateException("nothing runs here");
                },
                new ControlPlane.Trust(new Verifier(trusted, InstantSource.system()), true, OnRevocation.keep));
        api = new ApiUnderTest(folder, plane);
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    private String signatures(String digest) throws Exception {
        return api.ask("GET", "/v1/images/" + digest + "/signatures", Role.VIEWER, new byte[0])
                .body();
    }

    private HttpResponse<String> apply(String digest) throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String service = "service: small\nimage: sha256:" + digest + "\negress: open\nports: [{listen: " + port
                + ", guest: 8080}]\nscale: {min: 0, max: 1}\n";
        return api.ask("PUT", "/v1/services/small", Role.OPERATOR, service.getBytes(StandardCharsets.UTF_8));
    }

    /** An image in a store, signed by a key of its own ring. */
    private record Made(String digest, byte[] elf, PublicSigningKey key, byte[] signature) {}

    private Made make() throws IOException {
        var store = new ImageStore(folder.resolve("store"));
        byte[] elf = TinyImage.bytes("small");
        OciDescriptor layer = store.layout().write(ImageArtifact.ELF, elf);
        OciDescriptor config = store.layout().write("text/plain", new byte[] {1});
        store.tag(store.layout().write(OciManifest.of(ImageArtifact.TYPE, config, List.of(layer))), "small:1");
        var keys = new KeyRing(folder.resolve("own"));
        PublicSigningKey key = keys.create("bob", Optional.empty(), Optional.empty());
        ImageStore.Entry image = store.byName("small:1").orElseThrow();
        new Signatures(store).sign(image, "small:1", keys, Optional.empty(), Optional.empty(), () -> "");
        return new Made(
                image.digest(),
                elf,
                key,
                new Signatures(store).of(image.digest()).getFirst());
    }

    @Test
    void an_image_is_refused_until_it_is_signed_by_a_key_that_is_believed_and_again_once_that_is_revoked()
            throws Exception {
        Made made = make();
        String image = "/v1/images/" + made.digest();
        String signature = image + "/signatures/" + made.key().id();
        assertThat(api.ask("PUT", image, Role.OPERATOR, made.elf()).statusCode())
                .isEqualTo(201);
        assertThat(signatures(made.digest())).isEqualTo("[]");
        assertThat(apply(made.digest()).body()).contains("has no signature, and one by a trusted key is required here");

        assertThat(api.ask("PUT", signature, Role.VIEWER, made.signature()).statusCode())
                .isEqualTo(403);
        assertThat(api.ask("PUT", signature, Role.OPERATOR, made.signature()).statusCode())
                .isEqualTo(204);
        assertThat(signatures(made.digest())).contains("\"state\":\"untrusted\"", "\"expires\":null");
        assertThat(apply(made.digest()).body()).contains("which is not trusted here");

        trusted.add("bob.pub", made.key().toText(), Optional.empty(), Optional.empty());
        assertThat(signatures(made.digest())).contains("\"name\":\"bob\"", "\"state\":\"valid\"");
        HttpResponse<String> applied = apply(made.digest());
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);

        assertThat(service()).contains("\"untrusted\":\"\"");
        trusted.revoke("bob", Instant.now());
        await(this::service, "\"untrusted\":\"the image sha256:" + made.digest().substring(0, 12));
        assertThat(events()).contains("\"UNTRUSTED\"", "is by the key bob, which was revoked on ");
        assertThat(signatures(made.digest())).contains("\"state\":\"revoked\"");
        assertThat(apply(made.digest()).body()).contains("is by the key bob, which was revoked on ");
        assertThat(api.ask("GET", image, Role.VIEWER, new byte[0]).statusCode())
                .as("it can be looked at all the same")
                .isEqualTo(200);
    }

    @Test
    void a_service_whose_image_is_trusted_again_says_so_and_keys_that_cannot_be_read_change_nothing() throws Exception {
        Made made = make();
        String image = "/v1/images/" + made.digest();
        api.ask("PUT", image, Role.OPERATOR, made.elf());
        api.ask("PUT", image + "/signatures/" + made.key().id(), Role.OPERATOR, made.signature());
        trusted.add("bob.pub", made.key().toText(), Optional.empty(), Optional.empty());
        assertThat(apply(made.digest()).statusCode()).isEqualTo(200);

        Path other = Files.writeString(folder.resolve("trusted/zoe.pub"), "no key");
        await(this::events, "whether images are trusted still cannot be told");
        assertThat(service()).contains("\"untrusted\":\"\"");
        Files.delete(other);

        trusted.remove("bob");
        await(this::service, "which is not trusted here");
        trusted.add("bob.pub", made.key().toText(), Optional.empty(), Optional.empty());
        await(this::events, "what it is made of is trusted again");
        assertThat(service()).contains("\"untrusted\":\"\"");
    }

    private String service() {
        return get("/v1/services/small");
    }

    private String events() {
        return get("/v1/events");
    }

    private String get(String path) {
        try {
            return api.ask("GET", path, Role.VIEWER, new byte[0]).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void await(Supplier<String> told, String text) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!told.get().contains(text)) {
            assertThat(System.nanoTime()).as(told.get()).isLessThan(end);
            Thread.sleep(100);
        }
    }

    @Test
    void what_is_no_signature_by_the_key_named_is_not_taken() throws Exception {
        Made made = make();
        String image = "/v1/images/" + made.digest();
        String other = "0".repeat(64);
        assertThat(api.ask("PUT", image + "/signatures/" + other, Role.OPERATOR, made.signature())
                        .statusCode())
                .isEqualTo(404);
        api.ask("PUT", image, Role.OPERATOR, made.elf());
        assertThat(api.ask("PUT", image + "/signatures/" + other, Role.OPERATOR, made.signature())
                        .body())
                .contains("what was sent is no signature by the key " + other);
        assertThat(api.ask("PUT", image + "/signatures/" + other, Role.OPERATOR, new byte[1 << 17])
                        .body())
                .contains("is no signature by the key");
        assertThat(api.ask("PUT", image + "/signatures/x", Role.OPERATOR, made.signature())
                        .statusCode())
                .isGreaterThanOrEqualTo(400);
    }
}
