package dev.demitasse.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.toolchain.ImageArtifact;
import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.OciDescriptor;
import dev.demitasse.toolchain.OciManifest;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferTest {
    private static final RegistryOptions USUAL = new RegistryOptions(false, Optional.empty());

    @TempDir
    Path folder;

    private FakeRegistry registry;
    private ImageStore here;
    private ImageStore there;
    private ImageStore.Entry image;

    @BeforeEach
    void prepare() throws IOException {
        registry = new FakeRegistry();
        here = new ImageStore(folder.resolve("here"));
        there = new ImageStore(folder.resolve("there"));
        image = TestImages.put(here, registry.name("1").toString(), 1);
    }

    @AfterEach
    void end() {
        registry.close();
    }

    private Credentials credentials() {
        return new Credentials(folder.resolve("registries.json"), List.of(), List.of());
    }

    private Push.Sent push() throws InterruptedException {
        return new Push(here, USUAL, credentials()).send(registry.name("1"));
    }

    private Pull.Fetched pull() throws InterruptedException {
        return new Pull(there, USUAL, credentials()).fetch(registry.name("1"));
    }

    @Test
    void what_is_pushed_is_pulled_and_can_be_run_with_its_reports() throws Exception {
        assertThat(push().sent()).isGreaterThan(TestImages.FILLING);
        Pull.Fetched fetched = pull();

        assertThat(fetched.digest()).isEqualTo(image.digest());
        assertThat(fetched.manifest()).isEqualTo(image.manifest().digest());
        ReadyImage ready = ReadyImage.find("team/app:1", there).orElseThrow();
        assertThat(ready.file()).hasBinaryContent(TestImages.elf(1)).isExecutable();
        assertThat(there.reports(image.digest()).resolve("sbom.json")).hasContent("{\"bom\":1}");
    }

    @Test
    void what_is_there_already_is_not_sent_and_not_fetched_again() throws Exception {
        push();
        pull();
        assertThat(push().sent()).isZero();
        assertThat(pull().fetched()).isZero();
    }

    @Test
    void an_image_is_pulled_by_the_digest_of_its_manifest() throws Exception {
        push();
        ImageName name = registry.name(image.manifest().digest());
        new Pull(there, USUAL, credentials()).fetch(name);
        assertThat(there.byName(name.toString())).isPresent();
    }

    @Test
    void what_a_name_stands_for_is_told_without_fetching_it() throws Exception {
        push();
        assertThat(new Pull(there, USUAL, credentials()).digest(registry.name("1")))
                .isEqualTo(image.digest());
        assertThat(there.images()).isEmpty();
        assertThat(registry.requests).noneMatch(request -> request.startsWith("GET") && request.contains("/blobs/"));
    }

    @Test
    void a_pull_cut_midway_goes_on_from_there() throws Exception {
        push();
        registry.cutAfter = 100_000;
        // A client may lose what it has received when it hears of the end, but not what it has written.
        Path half = there.incoming().resolve(image.digest());
        registry.beforeCut = () -> awaitSize(half, 100_000);
        pull();

        assertThat(registry.requests).anySatisfy(request -> assertThat(request).endsWith(" bytes=100000-"));
        assertThat(ReadyImage.find("app:1", there)).isPresent();
    }

    private static void awaitSize(Path file, long size) {
        for (int tries = 0; tries < 1000 && file.toFile().length() < size; tries++) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void what_a_process_left_half_fetched_is_gone_on_with_by_the_next() throws Exception {
        push();
        byte[] half = Arrays.copyOf(TestImages.elf(1), 200_000);
        Files.write(there.incoming().resolve(image.digest()), half);

        assertThat(pull().fetched()).isLessThan(TestImages.FILLING - 100_000);
        assertThat(registry.requests).anySatisfy(request -> assertThat(request).endsWith(" bytes=200000-"));
    }

    @Test
    void a_half_that_was_wrong_is_fetched_anew() throws Exception {
        push();
        Files.write(there.incoming().resolve(image.digest()), new byte[200_000]);
        pull();
        assertThat(ReadyImage.find("app:1", there)).isPresent();
    }

    @Test
    void a_push_cut_midway_goes_on_from_there() throws Exception {
        registry.cutAfter = 120_000;
        push();

        assertThat(registry.blobs.get("sha256:" + image.digest())).isEqualTo(TestImages.elf(1));
        assertThat(registry.requests.stream().filter(request -> request.startsWith("PATCH")))
                .as("two for the image, one for config and report each")
                .hasSize(4);
        assertThat(registry.requests.stream().filter(request -> request.startsWith("POST")))
                .as("uploads begun")
                .hasSize(3);
    }

    @Test
    void a_changed_byte_is_refused_and_nothing_is_kept_of_it() throws Exception {
        push();
        registry.tampering = bytes -> {
            byte[] changed = bytes.clone();
            changed[changed.length - 1] ^= 1;
            return changed;
        };
        assertThatThrownBy(this::pull)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("answers with other bytes than those of sha256:");
        assertThat(there.images()).isEmpty();
        assertThat(there.incoming()).isEmptyDirectory();
    }

    @Test
    void more_bytes_than_were_announced_are_refused() throws Exception {
        push();
        registry.tampering = bytes -> Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(this::pull).hasMessageContaining("sends more than the");
        assertThat(there.images()).isEmpty();
    }

    @Test
    void fewer_bytes_than_were_announced_are_given_up_after_a_while() throws Exception {
        push();
        registry.tampering = bytes -> Arrays.copyOf(bytes, bytes.length / 2);
        assertThatThrownBy(this::pull).hasRootCauseMessage("it ends too early");
        assertThat(there.images()).isEmpty();
    }

    @Test
    void another_manifest_than_that_of_the_digest_asked_for_is_refused() throws Exception {
        push();
        String digest = image.manifest().digest();
        registry.manifests.put(digest, "{}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new Pull(there, USUAL, credentials()).fetch(registry.name(digest)))
                .hasMessageContaining("answers with another manifest than " + digest);
    }

    @Test
    void digests_that_would_be_paths_are_refused() throws Exception {
        push();
        String text = new String(registry.manifests.get("1"), StandardCharsets.UTF_8);
        String hostile =
                text.replaceFirst("sha256:[0-9a-f]{64}", "sha256:../../../../../../../../../../../../etc/passwd");
        registry.manifests.put("1", hostile.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::pull).hasMessageContaining("a digest is no sha256: and 64 hexadecimal digits");
    }

    @Test
    void an_image_that_says_it_is_huge_is_not_fetched() throws Exception {
        push();
        var huge = OciDescriptor.of(ImageArtifact.ELF, "sha256:" + "a".repeat(64), 1L << 40);
        registry.manifests.put(
                "1", OciManifest.of(ImageArtifact.TYPE, huge, List.of(huge)).toBytes());
        assertThatThrownBy(this::pull).hasMessageContaining("which no image does: it was not fetched");
    }

    @Test
    void a_container_is_told_from_an_image() throws Exception {
        push();
        OciManifest manifest = here.layout().manifest(image.manifest());
        registry.manifests.put(
                "1", OciManifest.of("", manifest.config(), manifest.layers()).toBytes());
        assertThatThrownBy(this::pull).hasMessageContaining("is no image of Demitasse, but a container's or another");
    }

    @Test
    void an_image_that_is_not_there_is_said_not_to_be() {
        assertThatThrownBy(this::pull).hasMessageContaining("there is no image " + registry.name("1"));
    }

    @Test
    void a_blob_that_was_changed_here_is_not_sent() throws Exception {
        Files.write(image.image(), new byte[10]);
        assertThatThrownBy(this::push).hasMessageContaining("is missing or was changed");
    }

    @Test
    void two_pulls_at_once_fetch_each_blob_once() throws Exception {
        push();
        registry.requests.clear();
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (var done : threads.invokeAll(List.<Callable<Pull.Fetched>>of(this::pull, this::pull))) {
                done.get();
            }
        }
        assertThat(registry.requests.stream()
                        .filter(request -> request.startsWith("GET") && request.contains("/blobs/")))
                .hasSize(3);
        assertThat(there.images()).hasSize(1);
    }

    @Test
    void who_is_not_let_in_is_told_to_log_in() {
        registry.wanted = "Basic x";
        registry.challenge = "Basic realm=\"here\"";
        assertThatThrownBy(this::pull).hasMessageContaining("wants to know who asks: demi login " + registry.host());
    }

    @Test
    void a_name_and_a_password_let_in() throws Exception {
        var login = new Credentials.Login("ann", "secret");
        registry.wanted = login.basic();
        registry.challenge = "Basic realm=\"here\"";
        RegistryLogin.check(registry.host(), USUAL, login);
        credentials().keep(registry.host(), login);
        push();
        assertThat(pull().digest()).isEqualTo(image.digest());
        assertThatThrownBy(() -> RegistryLogin.check(registry.host(), USUAL, new Credentials.Login("ann", "wrong")))
                .hasMessageContaining("does not let ann do that");
    }

    @Test
    void a_token_is_fetched_where_the_registry_says() throws Exception {
        var login = new Credentials.Login("ann", "secret");
        try (var tokens = new TokenServer(login.basic())) {
            registry.wanted = "Bearer the-token";
            registry.challenge =
                    "Bearer realm=\"" + tokens.url() + "\",service=\"here\",scope=\"repository:team/app:pull\"";
            credentials().keep(registry.host(), login);
            push();
            assertThat(pull().digest()).isEqualTo(image.digest());
            assertThat(tokens.asked()).contains("scope=repository:team/app:pull&service=here");
        }
    }

    @Test
    void what_lets_us_in_does_not_go_where_the_registry_redirects() throws Exception {
        push();
        var login = new Credentials.Login("ann", "secret");
        registry.wanted = login.basic();
        registry.challenge = "Basic realm=\"here\"";
        credentials().keep(registry.host(), login);
        try (var elsewhere = new FakeRegistry()) {
            elsewhere.blobs.putAll(registry.blobs);
            elsewhere.wanted = "nothing at all";
            elsewhere.challenge = "None";
            registry.redirect = "http://" + elsewhere.host() + "/v2/team/app/blobs/";
            assertThatThrownBy(this::pull).hasMessageContaining("does not let ann do that");
            elsewhere.wanted = "";
            assertThat(pull().digest()).isEqualTo(image.digest());
        }
    }

    @Test
    void redirects_in_a_circle_end() throws Exception {
        push();
        registry.redirect = "http://" + registry.host() + "/v2/team/app/blobs/";
        assertThatThrownBy(this::pull).rootCause().hasMessageContaining("redirects more than 5 times");
    }

    @Test
    void signatures_go_along_whether_the_registry_knows_referrers_or_not() throws Exception {
        var keys = new KeyRing(folder.resolve("keys"));
        keys.create("ann", Optional.empty(), Optional.empty());
        keys.create("bob", Optional.empty(), Optional.empty());
        for (boolean known : new boolean[] {true, false}) {
            registry.referrers = known;
            for (String key : List.of("ann", "bob")) {
                new Signatures(here).sign(image, "app:1", keys, Optional.of(key), Optional.empty(), () -> "");
            }
            int count = push().signatures();
            assertThat(pull().signatures()).isEqualTo(count);
            assertThat(new Signatures(there).of(image.digest())).hasSize(count);
            assertThat(registry.manifests.containsKey(
                            "sha256-" + image.manifest().hex()))
                    .isEqualTo(!known);
        }
    }

    @Test
    void a_signature_that_was_changed_on_the_way_is_left_out_and_told() throws Exception {
        var keys = new KeyRing(folder.resolve("keys"));
        keys.create("ann", Optional.empty(), Optional.empty());
        new Signatures(here).sign(image, "app:1", keys, Optional.empty(), Optional.empty(), () -> "");
        push();
        registry.blobs.replaceAll((digest, bytes) ->
                bytes.length > 500 && bytes.length < 2000 ? Arrays.copyOf(bytes, bytes.length - 1) : bytes);
        registry.tampering = bytes ->
                bytes.length > 500 && bytes.length < 2000 ? Arrays.copyOf(new byte[] {1}, bytes.length + 1) : bytes;
        Pull.Fetched fetched = pull();
        assertThat(fetched.signatures()).isZero();
        assertThat(fetched.notes()).singleElement().asString().contains("a signature was left out");
    }
}
