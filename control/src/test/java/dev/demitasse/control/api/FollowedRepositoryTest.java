package dev.demitasse.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.control.ContentsVault;
import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.Event;
import dev.demitasse.control.ImageSource;
import dev.demitasse.control.RepositoryView;
import dev.demitasse.control.RepositoryView.NamedImage;
import dev.demitasse.control.ServiceView;
import dev.demitasse.control.StateFolder;
import dev.demitasse.control.desired.Revision;
import dev.demitasse.control.fleet.ImageVault;
import dev.demitasse.control.repository.OwnersRepository;
import dev.demitasse.control.repository.RemoteRepository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A control plane that follows a repository of somebody else's: what it takes up, and what it does not. */
final class FollowedRepositoryTest {
    private static final byte[] NOTHING = {};

    @TempDir
    private Path folder;

    private final byte[] image = TinyImage.bytes("tiny");
    private OwnersRepository owner;
    private ControlPlane plane;
    private ApiUnderTest api;
    private int port;
    private int otherPort;
    private String tag = "as it was";

    @BeforeEach
    void start() throws Exception {
        try (var one = new ServerSocket(0);
                var another = new ServerSocket(0)) {
            port = one.getLocalPort();
            otherPort = another.getLocalPort();
        }
        owner = new OwnersRepository(folder.resolve("owner"));
        serve(true);
    }

    private void serve(boolean follows) throws IOException {
        plane = new ControlPlane(StateFolder.take(folder.resolve("state")), target -> {
            throw new IllegalStateException("nothing runs here");
        });
        if (follows) {
            // Asked by the tests and hardly ever by itself.
            var remote = new RemoteRepository(owner.url(), "main", "", Duration.ofHours(1), Optional.empty());
            plane.follow(remote, new Registry());
        }
        api = new ApiUnderTest(folder, plane);
    }

    /** Where {@code tiny:1} is, until it moves. */
    private final class Registry implements ImageSource {
        @Override
        public String digest(String named, ImageVault images, ContentsVault contents) throws IOException {
            String digest = named.replace("sha256:", "");
            if (named.equals("tiny:1")) {
                digest = FollowedRepositoryTest.this.digest();
                images.put(digest, new ByteArrayInputStream(image));
            }
            if (!images.has(digest)) {
                throw new IOException("nobody has it");
            }
            return "sha256:" + digest;
        }

        @Override
        public String now(String named) throws IOException {
            if (tag.isEmpty()) {
                throw new IOException("the registry does not answer");
            }
            return tag.equals("as it was") ? "sha256:" + FollowedRepositoryTest.this.digest() : tag;
        }
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
        owner.close();
    }

    private String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private String service(String name, int publishes, String rest) {
        return """
                service: %s
                image: tiny:1
                ports: [{listen: %d, guest: 8080, protocol: tcp}]
                scale: {min: 0, max: 1}
                %s""".formatted(name, publishes, rest);
    }

    private RepositoryView look() {
        return plane.lookAtRepository();
    }

    private List<String> names() {
        return plane.services().stream()
                .filter(service -> !service.state().equals("DELETING"))
                .map(ServiceView::name)
                .toList();
    }

    private List<String> events() {
        return plane.journal().latest().stream().map(Event::message).toList();
    }

    private String get(String path) throws Exception {
        return api.ask("GET", path, Role.VIEWER, NOTHING).body();
    }

    @Test
    void what_it_says_is_wanted_under_its_authors_names() throws Exception {
        String commit = owner.commit("shop.yaml", service("shop", port, ""), "Ann", "Open the shop");
        assertThat(look().state()).isEqualTo("CURRENT");
        Revision revision = plane.history("shop").getFirst();
        assertThat(revision.author()).isEqualTo("Ann");
        assertThat(revision.message()).isEqualTo("Open the shop (" + commit.substring(0, 12) + ")");
        assertThat(revision.text().orElseThrow()).contains("sha256:" + digest());
        assertThat(look().taken()).isEqualTo(commit);
        assertThat(plane.history("shop")).hasSize(1);
        assertThat(get("/metrics")).contains("demitasse_repository_in_step 1", "demitasse_repository_up 1");
        assertThat(get("/healthz")).isEqualTo("ok\n");
        assertThat(get("/v1/repository")).contains(commit);
        assertThat(get("/v1/repositories")).startsWith("[{").contains(commit);
    }

    @Test
    void nobody_else_changes_what_is_wanted_and_who_tries_is_told_whose_it_is() throws Exception {
        owner.commit("shop.yaml", service("shop", port, ""), "Ann", "Open the shop");
        look();
        byte[] text = service("shop", port, "memory: 64M").getBytes(StandardCharsets.UTF_8);
        for (var request : List.of(
                List.of("PUT", "/v1/services/shop"),
                List.of("DELETE", "/v1/services/shop"),
                List.of("POST", "/v1/services/shop/rollback"),
                List.of("POST", "/v1/services/shop/scale?min=1&max=2"))) {
            var answer = api.ask(request.getFirst(), request.getLast(), Role.ADMIN, text);
            assertThat(answer.statusCode()).as("%s", request).isEqualTo(409);
            assertThat(answer.body()).contains(owner.url(), "branch main", "commit the change there");
        }
        assertThat(plane.history("shop")).hasSize(1);
    }

    @Test
    void a_commit_that_makes_no_sense_is_not_taken_not_even_in_part_and_it_is_said_everywhere() throws Exception {
        String good = owner.commit("shop.yaml", service("shop", port, ""), "Ann", "Open the shop");
        look();
        Files.writeString(owner.folder().resolve("shop.yaml"), service("shop", port, "memory: 64M"));
        String bad = owner.commit("bank.yaml", "service: bank\nimage: [", "Bob", "A bank");
        RepositoryView view = look();
        assertThat(view.state()).isEqualTo("REFUSED");
        assertThat(view.taken()).isEqualTo(good);
        assertThat(view.seen()).isEqualTo(bad);
        assertThat(view.message()).startsWith("bank.yaml:");
        assertThat(names()).containsExactly("shop");
        assertThat(plane.history("shop")).hasSize(1);
        assertThat(events().getLast())
                .contains(bad.substring(0, 12) + " is not taken, and what was wanted before stays: bank.yaml:");
        assertThat(get("/metrics")).contains("demitasse_repository_in_step 0", "demitasse_repository_up 1");
        assertThat(get("/healthz")).startsWith("ok\nrepository: its latest commit is not taken");
        int told = events().size();
        look();
        assertThat(events()).as("said once").hasSize(told);
        owner.commit("bank.yaml", service("bank", otherPort, ""), "Bob", "Mend the bank");
        assertThat(look().state()).isEqualTo("CURRENT");
        assertThat(names()).containsExactly("bank", "shop");
        assertThat(plane.history("shop")).hasSize(2);
        assertThat(get("/healthz")).isEqualTo("ok\n");
    }

    @Test
    void a_tag_that_moves_is_told_once_and_changes_nothing_until_the_text_does() throws Exception {
        owner.commit("shop.yaml", service("shop", port, ""), "Ann", "Open the shop");
        NamedImage still = new NamedImage("shop", "tiny:1", "sha256:" + digest(), "");
        assertThat(look().images()).containsExactly(still);
        tag = "sha256:" + "b".repeat(64);
        int told = events().size();
        RepositoryView view = look();
        assertThat(view.state()).isEqualTo("CURRENT");
        assertThat(view.images()).containsExactly(new NamedImage("shop", "tiny:1", "sha256:" + digest(), tag));
        assertThat(look().images()).isEqualTo(view.images());
        assertThat(events()).hasSize(told + 1);
        assertThat(events().getLast())
                .contains(
                        "the image tiny:1 of shop has moved: it was sha256:" + digest().substring(0, 12),
                        "is sha256:bbbbbbbbbbbb now; a commit that changes the text takes it up");
        assertThat(plane.history("shop")).hasSize(1);
        assertThat(get("/v1/repository")).contains("\"moved\":\"" + tag + "\"");
        api.close();
        serve(true);
        assertThat(look().images()).as("after a restart").isEqualTo(view.images());
        tag = "";
        assertThat(look().images()).as("while the registry does not answer").isEqualTo(view.images());
        tag = "as it was";
        assertThat(look().images()).as("moved back").containsExactly(still);
        owner.commit(
                "shop.yaml", service("shop", port, "").replace("tiny:1", "sha256:" + digest()), "Ann", "By digest");
        assertThat(look().images()).isEmpty();
    }

    @Test
    void an_image_that_nobody_has_refuses_the_commit_until_it_comes() throws Exception {
        String digest = "sha256:" + digest();
        owner.commit("shop.yaml", service("shop", port, "").replace("tiny:1", digest), "Ann", "Open the shop");
        assertThat(look().message()).isEqualTo("shop.yaml: the image \"" + digest + "\" cannot be had: nobody has it");
        assertThat(names()).isEmpty();
        plane.images().put(digest(), new ByteArrayInputStream(image));
        assertThat(look().state()).isEqualTo("CURRENT");
        assertThat(names()).containsExactly("shop");
    }

    @Test
    void a_service_whose_file_is_gone_is_deleted_and_its_port_may_be_anothers_in_the_same_commit() throws Exception {
        owner.commit("shop.yaml", service("shop", port, ""), "Ann", "Open the shop");
        owner.commit("bank.yaml", service("bank", otherPort, ""), "Ann", "Open the bank");
        look();
        // The bank takes the shop's port, and a market that of the bank.
        Files.delete(owner.folder().resolve("shop.yaml"));
        Files.writeString(owner.folder().resolve("bank.yaml"), service("bank", port, ""));
        owner.commit("a-market.yaml", service("a-market", otherPort, ""), "Bob", "Move");
        assertThat(look().message()).isEmpty();
        assertThat(names()).containsExactly("a-market", "bank");
        assertThat(plane.history("shop").getFirst().text()).isEmpty();
        assertThat(plane.history("shop").getFirst().author()).isEqualTo("Bob");
    }

    @Test
    void two_services_on_one_port_are_refused_before_anything_changes() throws Exception {
        owner.commit("shop.yaml", service("shop", port, ""), "Ann", "Open the shop");
        look();
        Files.writeString(owner.folder().resolve("bank.yaml"), service("bank", port, ""));
        owner.commit("market.yaml", service("market", otherPort, ""), "Bob", "Open two more");
        assertThat(look().message()).contains("port 127.0.0.1:" + port + " is the service shop's already");
        assertThat(names()).containsExactly("shop");
    }

    @Test
    void a_forced_push_is_obeyed_and_told() throws Exception {
        String first = owner.commit("shop.yaml", service("shop", port, ""), "Ann", "Open the shop");
        String second = owner.commit("shop.yaml", service("shop", port, "memory: 64M"), "Ann", "More memory");
        look();
        owner.goBackTo(first);
        assertThat(look().taken()).isEqualTo(first);
        assertThat(events())
                .anyMatch(message -> message.contains("its history was rewritten: commit " + first.substring(0, 12)
                        + " does not follow " + second.substring(0, 12)));
        assertThat(plane.history("shop").getFirst().text().orElseThrow()).doesNotContain("memory");
    }

    @Test
    void a_repository_that_does_not_answer_changes_nothing_not_even_after_a_restart() throws Exception {
        owner.commit("shop.yaml", service("shop", port, ""), "Ann", "Open the shop");
        look();
        owner.renameBranch("elsewhere");
        assertThat(look().message()).isEqualTo(owner.url() + " has no branch main");
        assertThat(plane.repository().orElseThrow().state()).isEqualTo("UNREACHABLE");
        assertThat(get("/healthz")).startsWith("ok\nrepository: it does not answer");
        assertThat(get("/metrics")).contains("demitasse_repository_up 0");
        assertThat(names()).containsExactly("shop");
        api.close();
        serve(true);
        assertThat(look().state()).isEqualTo("UNREACHABLE");
        assertThat(names()).containsExactly("shop");
        owner.renameBranch("main");
        assertThat(look().state()).isEqualTo("CURRENT");
        assertThat(plane.history("shop")).hasSize(1);
    }

    @Test
    void after_a_time_without_it_all_is_looked_at_again() throws Exception {
        owner.commit("shop.yaml", service("shop", port, ""), "Ann", "Open the shop");
        look();
        api.close();
        serve(false);
        assertThat(api.ask("POST", "/v1/repository/fetch", Role.OPERATOR, NOTHING)
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/v1/repositories")).isEqualTo("[]");
        String other = service("shop", port, "memory: 64M").replace("tiny:1", "sha256:" + digest());
        plane.apply("shop.yaml", other, "Bob", Optional.empty());
        api.close();
        serve(true);
        look();
        assertThat(plane.history("shop").getFirst().text().orElseThrow()).doesNotContain("memory");
    }
}
