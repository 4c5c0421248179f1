package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {
    private static final String HASH = "a".repeat(64);
    private static final Runnable NOTHING = () -> {};

    @TempDir
    Path folder;

    @Test
    void finds_an_image_by_inputs_and_by_digest() throws Exception {
        var store = new ImageStore(folder);

        ImageStore.Entry entry = put(store, HASH, 1);

        assertThat(store.byInputs(HASH)).contains(entry);
        assertThat(store.byDigest(entry.digest().substring(0, 12))).contains(entry);
        assertThat(store.images()).containsExactly(entry);
        assertThat(InputHash.ofFile(entry.image())).isEqualTo(entry.digest());
    }

    @Test
    void does_not_find_what_was_changed_or_removed() throws Exception {
        var store = new ImageStore(folder);
        ImageStore.Entry entry = put(store, HASH, 1);

        Files.writeString(entry.image(), "tampered");
        assertThat(store.byInputs(HASH)).isEmpty();

        store.remove(entry);
        assertThat(store.images()).isEmpty();
    }

    @Test
    void keeps_one_copy_of_equal_images() throws Exception {
        var store = new ImageStore(folder);
        put(store, HASH, 1);
        put(store, "b".repeat(64), 1);

        assertThat(store.images()).hasSize(1);
    }

    @Test
    void leaves_nothing_of_a_build_that_ends_without_an_image() throws Exception {
        var store = new ImageStore(folder);
        Path work;
        try (var building = store.begin(HASH, NOTHING)) {
            work = building.folder();
            Files.writeString(work.resolve("half"), "done");
        }

        assertThat(work).doesNotExist();
        assertThat(store.byInputs(HASH)).isEmpty();
    }

    @Test
    void sweeps_the_folders_of_killed_builds() throws Exception {
        Path stale = Files.createDirectories(folder.resolve("work").resolve("b".repeat(64)));
        Files.writeString(stale.resolve("half"), "done");

        new ImageStore(folder).begin(HASH, NOTHING).close();

        assertThat(stale).doesNotExist();
    }

    @Test
    void lets_one_thread_at_a_time_build_from_the_same_inputs() throws Exception {
        var store = new ImageStore(folder);
        var second = new CountDownLatch(1);
        Thread other;
        try (var _ = store.begin(HASH, NOTHING)) {
            other = Thread.ofVirtual().start(() -> {
                try (var _ = store.begin(HASH, NOTHING)) {
                    second.countDown();
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(second.await(100, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
        other.join();
    }

    @Test
    void lets_builds_from_other_inputs_go_on_side_by_side() throws Exception {
        var store = new ImageStore(folder);
        try (var one = store.begin(HASH, NOTHING);
                var two = store.begin("b".repeat(64), NOTHING)) {
            assertThat(List.of(one.folder(), two.folder())).allMatch(Files::isDirectory);
        }
    }

    @Test
    void is_a_layout_whose_manifest_tells_what_the_image_is_and_is_made_from() throws Exception {
        var store = new ImageStore(folder);
        ImageStore.Entry entry = put(store, HASH, 1);

        assertThat(folder.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
        OciManifest manifest = store.layout().manifest(store.layout().index().getFirst());
        assertThat(manifest.artifactType()).isEqualTo("application/vnd.demitasse.image.v1");
        assertThat(manifest.layers()).extracting(OciDescriptor::hex).containsExactly(entry.digest());
        assertThat(new String(store.layout().read(manifest.config(), 10_000), StandardCharsets.UTF_8))
                .contains("\"architecture\" : \"x86-64\"", "\"ports\" : [ 8080 ]", "\"target\" : \"qemu\"")
                .contains("\"leastMemory\" : 5242880", "\"entry\" : \"0x100000\"", "\"all\" : \"sha256:aaaa");
    }

    @Test
    void shares_the_reports_about_contents_as_layers() throws Exception {
        var store = new ImageStore(folder);
        try (var work = store.begin(HASH, NOTHING)) {
            Path image = SmallImage.write(work.folder().resolve("image"), 1);
            Path reports = Files.createDirectory(work.folder().resolve("reports"));
            Files.writeString(reports.resolve("sbom.json"), "{}");
            Files.writeString(reports.resolve("code.txt"), "not to share");
            OciManifest manifest = store.layout()
                    .manifest(store.put(HASH, image, InputHash.ofFile(image), reports, Map.of())
                            .manifest());
            assertThat(manifest.layers())
                    .extracting(OciDescriptor::mediaType)
                    .containsExactly("application/vnd.demitasse.image.v1+elf", "application/vnd.cyclonedx+json");
            assertThat(store.layout().read(manifest.layers().getLast(), 10))
                    .asString()
                    .isEqualTo("{}");
        }
    }

    @Test
    void finds_an_image_by_its_name_with_and_without_the_registry() throws Exception {
        var store = new ImageStore(folder);
        ImageStore.Entry entry = put(store, HASH, 1);
        store.tag(entry.manifest(), "host:5000/app:1");
        store.tag(entry.manifest(), "other:latest");

        assertThat(store.byName("host:5000/app:1").orElseThrow().digest()).isEqualTo(entry.digest());
        assertThat(store.byName("app:1").orElseThrow().digest()).isEqualTo(entry.digest());
        assertThat(store.byName("other").orElseThrow().digest()).isEqualTo(entry.digest());
        assertThat(store.byName("pp:1")).isEmpty();
        assertThat(store.images().getFirst().names()).containsExactly("host:5000/app:1", "other:latest");
        assertThat(ReadyImage.find("app:1", store).orElseThrow().digest()).isEqualTo(entry.digest());
        assertThat(ReadyImage.find("sha256:" + entry.digest(), store)).isPresent();
    }

    @Test
    void a_name_stands_for_one_image_and_an_image_without_names_stays() throws Exception {
        var store = new ImageStore(folder);
        ImageStore.Entry one = put(store, HASH, 1);
        ImageStore.Entry two = put(store, "b".repeat(64), 2);
        store.tag(one.manifest(), "app:1");
        store.tag(two.manifest(), "app:1");

        assertThat(store.byName("app:1").orElseThrow().digest()).isEqualTo(two.digest());
        assertThat(store.images()).hasSize(2);
        store.untag("app:1");
        assertThat(store.byName("app:1")).isEmpty();
        assertThat(store.images()).hasSize(2);
    }

    @Test
    void says_when_a_short_name_stands_for_several() throws Exception {
        var store = new ImageStore(folder);
        store.tag(put(store, HASH, 1).manifest(), "one:5000/app:1");
        store.tag(put(store, "b".repeat(64), 2).manifest(), "two:5000/app:1");

        assertThatThrownBy(() -> store.byName("app:1")).hasMessageContaining("one:5000/app:1, two:5000/app:1");
    }

    @Test
    void names_that_processes_give_at_once_are_all_kept() throws Exception {
        var store = new ImageStore(folder);
        OciDescriptor manifest = put(store, HASH, 1).manifest();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                String name = "app:" + i;
                threads.submit(() -> {
                    new ImageStore(folder).tag(manifest, name);
                    return name;
                });
            }
        }
        assertThat(store.images().getFirst().names()).hasSize(50);
    }

    @Test
    void a_changed_image_is_not_used() throws Exception {
        var store = new ImageStore(folder);
        ImageStore.Entry entry = put(store, HASH, 1);
        byte[] bytes = Files.readAllBytes(entry.image());
        bytes[4096 + 3] ^= 1;
        Files.write(entry.image(), bytes);

        assertThatThrownBy(() -> ReadyImage.find(entry.digest(), store))
                .hasMessageContaining("was changed since it came into the store");
    }

    @Test
    void removing_an_image_frees_its_blobs_and_leaves_those_of_others() throws Exception {
        var store = new ImageStore(folder);
        ImageStore.Entry one = put(store, HASH, 1);
        ImageStore.Entry two = put(store, "b".repeat(64), 2);
        store.remove(one);

        assertThat(store.images()).containsExactly(two);
        try (var blobs = Files.list(folder.resolve("blobs/sha256"))) {
            assertThat(blobs).as("image, config, manifest").hasSize(3);
        }
    }

    @Test
    void collects_what_leads_to_no_image_but_for_what_may_belong_to_a_transfer_under_way() throws Exception {
        var store = new ImageStore(folder);
        ImageStore.Entry entry = put(store, HASH, 1);
        OciDescriptor old = store.layout().write("text/plain", "old".getBytes(StandardCharsets.UTF_8));
        Files.setLastModifiedTime(
                store.layout().blob(old), FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        OciDescriptor young = store.layout().write("text/plain", "young".getBytes(StandardCharsets.UTF_8));

        assertThat(store.collect()).isEqualTo(3);
        assertThat(store.layout().blob(old)).doesNotExist();
        assertThat(store.layout().blob(young)).exists();
        assertThat(ReadyImage.find(entry.digest(), store)).isPresent();
    }

    @Test
    void takes_over_what_an_earlier_version_kept_and_leaves_what_is_no_image() throws Exception {
        Path earlier = Files.createDirectories(folder.resolve("sha256"));
        Path image = SmallImage.write(earlier.resolve("image"), 1);
        String digest = InputHash.ofFile(image);
        Files.move(image, earlier.resolve(digest));
        Files.writeString(Files.createDirectories(folder.resolve("inputs")).resolve(HASH), digest + "\n");
        Path other = Files.writeString(earlier.resolve("b".repeat(64)), "else");
        var store = new ImageStore(folder);

        assertThat(store.byInputs(HASH).orElseThrow().digest()).isEqualTo(digest);
        assertThat(store.byDigest(digest)).isPresent();
        assertThat(other).hasContent("else");
        assertThat(earlier.resolve(digest)).doesNotExist();
    }

    private static ImageStore.Entry put(ImageStore store, String hash, int code) throws Exception {
        try (var work = store.begin(hash, NOTHING)) {
            Path image = SmallImage.write(work.folder().resolve("image"), code);
            return store.put(
                    hash,
                    image,
                    InputHash.ofFile(image),
                    Files.createDirectory(work.folder().resolve("reports")),
                    Map.of("all", "sha256:" + hash));
        }
    }
}
