package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

        ImageStore.Entry entry = put(store, HASH, "image");

        assertThat(store.byInputs(HASH)).contains(entry);
        assertThat(store.byDigest(entry.digest().substring(0, 12))).contains(entry);
        assertThat(store.images()).containsExactly(entry);
        assertThat(entry.image()).hasContent("image");
    }

    @Test
    void does_not_find_what_was_changed_or_removed() throws Exception {
        var store = new ImageStore(folder);
        ImageStore.Entry entry = put(store, HASH, "image");

        Files.writeString(entry.image(), "tampered");
        assertThat(store.byInputs(HASH)).isEmpty();

        store.remove(entry);
        assertThat(store.images()).isEmpty();
    }

    @Test
    void keeps_one_copy_of_equal_images() throws Exception {
        var store = new ImageStore(folder);
        put(store, HASH, "same");
        put(store, "b".repeat(64), "same");

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

    private static ImageStore.Entry put(ImageStore store, String hash, String content) throws Exception {
        try (var work = store.begin(hash, NOTHING)) {
            Path image = Files.writeString(work.folder().resolve("image"), content);
            return store.put(hash, image, Files.createDirectory(work.folder().resolve("reports")));
        }
    }
}
