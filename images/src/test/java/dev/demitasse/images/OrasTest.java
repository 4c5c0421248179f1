package dev.demitasse.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.toolchain.ImageArtifact;
import dev.demitasse.toolchain.ImageStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import land.oras.ArtifactType;
import land.oras.ContainerRef;
import land.oras.LayoutRef;
import land.oras.Manifest;
import land.oras.OCILayout;
import land.oras.Referrers;
import land.oras.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we keep and push is what the ORAS SDK, which is not ours, makes of OCI's specifications. */
class OrasTest {
    @TempDir
    Path folder;

    private ImageStore store;

    @BeforeEach
    void prepare() {
        store = new ImageStore(folder.resolve("store"));
    }

    @Test
    void it_reads_the_store_as_a_layout() throws Exception {
        ImageStore.Entry image = TestImages.put(store, "app:1", 1);
        OCILayout layout =
                OCILayout.Builder.builder().defaults(folder.resolve("store")).build();
        Manifest manifest =
                layout.getManifest(LayoutRef.of(layout, image.manifest().digest()));
        assertThat(manifest.getArtifactType().getMediaType()).isEqualTo(ImageArtifact.TYPE);
        assertThat(manifest.getLayers().getFirst().getDigest()).isEqualTo("sha256:" + image.digest());
        assertThat(layout.getIndex(LayoutRef.of(layout)).getManifests())
                .singleElement()
                .satisfies(described -> assertThat(described.getAnnotations())
                        .containsEntry("org.opencontainers.image.ref.name", "app:1"));
    }

    @Test
    void it_gets_from_a_registry_what_we_pushed() throws Exception {
        try (var registry = new FakeRegistry()) {
            String name = registry.name("1").toString();
            ImageStore.Entry image = TestImages.put(store, name, 1);
            var keys = new KeyRing(folder.resolve("keys"));
            keys.create("ann", Optional.empty(), Optional.empty());
            new Signatures(store).sign(image, name, keys, Optional.empty(), Optional.empty(), () -> "");
            new Push(
                            store,
                            new RegistryOptions(false, Optional.empty()),
                            new Credentials(folder.resolve("none.json"), List.of(), List.of()))
                    .send(registry.name("1"));

            Registry other = Registry.builder().insecure().build();
            Manifest manifest = other.getManifest(ContainerRef.parse(name));
            assertThat(manifest.getArtifactType().getMediaType()).isEqualTo(ImageArtifact.TYPE);
            ContainerRef elf = ContainerRef.parse(registry.host() + "/team/app@"
                    + manifest.getLayers().getFirst().getDigest());
            assertThat(read(other, elf)).isEqualTo(TestImages.elf(1));
            Referrers referrers = other.getReferrers(
                    ContainerRef.parse(
                            registry.host() + "/team/app@" + image.manifest().digest()),
                    ArtifactType.from(SignatureArtifact.TYPE));
            assertThat(referrers.getManifests()).hasSize(1);
        }
    }

    private static byte[] read(Registry registry, ContainerRef blob) throws IOException {
        try (InputStream in = registry.fetchBlob(blob)) {
            return in.readAllBytes();
        }
    }
}
