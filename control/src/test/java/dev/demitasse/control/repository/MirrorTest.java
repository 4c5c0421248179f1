package dev.demitasse.control.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copy of a repository of somebody else's, from a folder and over HTTP. */
final class MirrorTest {
    @TempDir
    private Path folder;

    private OwnersRepository owner;

    @BeforeEach
    void create() throws Exception {
        owner = new OwnersRepository(folder.resolve("owner"));
    }

    @AfterEach
    void close() {
        owner.close();
    }

    private Mirror mirror(String url, String branch, String in, Optional<Path> token) {
        return Mirror.open(
                new RemoteRepository(url, branch, in, Duration.ofSeconds(1), token), folder.resolve("copy.git"));
    }

    private Mirror mirror() {
        return mirror(owner.url(), "main", "", Optional.empty());
    }

    private Path token(String text, String permissions) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void the_files_of_a_commit_are_read_with_who_changed_each_last() throws Exception {
        String first = owner.commit("a.yaml", "A1", "ann", "Begin a");
        owner.commit("b.yml", "B1", "bob", "Begin b");
        owner.commit("README.md", "words", "bob", "Explain");
        String last = owner.commit("deeper/c.yaml", "C1", "bob", "Elsewhere");
        try (Mirror mirror = mirror()) {
            assertThat(mirror.fetch()).isEqualTo(last);
            FollowedCommit commit = mirror.read(last);
            assertThat(commit.files()).isEqualTo(Map.of("a.yaml", "A1", "b.yml", "B1"));
            assertThat(commit.author()).isEqualTo("bob");
            assertThat(mirror.lastChange(last, "a.yaml")).isEqualTo(new LastChange(first, "ann", "Begin a"));
        }
    }

    @Test
    void of_a_folder_only_its_own_files_are_read_and_a_missing_one_is_said_to_be() throws Exception {
        owner.commit("a.yaml", "A1", "ann", "Begin a");
        String second = owner.commit("live/b.yaml", "B1", "ann", "Begin b");
        String third = owner.remove("live/b.yaml", "ann", "End b");
        try (Mirror mirror = mirror(owner.url(), "main", "/live/", Optional.empty())) {
            mirror.fetch();
            assertThat(mirror.read(second).files()).isEqualTo(Map.of("live/b.yaml", "B1"));
            assertThatThrownBy(() -> mirror.read(third)).hasMessage("there is no folder live in it");
        }
    }

    @Test
    void how_far_it_was_followed_outlives_it_and_is_forgotten_with_another_branch() throws Exception {
        String commit = owner.commit("a.yaml", "A1", "ann", "Begin a");
        try (Mirror mirror = mirror()) {
            mirror.fetch();
            assertThat(mirror.taken()).isEmpty();
            mirror.take(commit);
        }
        try (Mirror mirror = mirror()) {
            assertThat(mirror.taken()).contains(commit);
        }
        try (Mirror mirror = mirror(owner.url(), "other", "", Optional.empty())) {
            assertThat(mirror.taken()).isEmpty();
        }
    }

    @Test
    void a_rewritten_history_is_fetched_and_told_from_one_that_goes_on() throws Exception {
        String first = owner.commit("a.yaml", "A1", "ann", "Begin a");
        String second = owner.commit("a.yaml", "A2", "ann", "Change a");
        try (Mirror mirror = mirror()) {
            assertThat(mirror.fetch()).isEqualTo(second);
            mirror.take(second);
            assertThat(mirror.follows(second, first)).isTrue();
            owner.goBackTo(first);
            String other = owner.commit("a.yaml", "A3", "ann", "Change a otherwise");
            assertThat(mirror.fetch()).isEqualTo(other);
            assertThat(mirror.follows(other, second)).isFalse();
        }
    }

    @Test
    void what_cannot_be_fetched_is_one_line_that_names_it() throws Exception {
        owner.commit("a.yaml", "A1", "ann", "Begin a");
        try (Mirror mirror = mirror(owner.url(), "release", "", Optional.empty())) {
            assertThatThrownBy(mirror::fetch).hasMessage(owner.url() + " has no branch release");
        }
        String nowhere = folder.resolve("nowhere").toUri().toString();
        try (Mirror mirror = mirror(nowhere, "main", "", Optional.empty())) {
            assertThatThrownBy(mirror::fetch)
                    .hasMessageContaining(nowhere)
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void over_http_the_token_in_the_file_lets_it_in_and_a_wrong_one_does_not() throws Exception {
        String commit = owner.commit("a.yaml", "A1", "ann", "Begin a");
        try (var server = new GitOverHttp(owner.folder(), "git", "t0p-secret");
                Mirror mirror = mirror(server.url(), "main", "", Optional.of(token("t0p-secret\n", "rw-------")))) {
            assertThat(mirror.fetch()).isEqualTo(commit);
            token("git:wrong\n", "rw-------");
            assertThatThrownBy(mirror::fetch)
                    .hasMessageContaining(server.url())
                    .hasMessageContaining("not authorized")
                    .message()
                    .doesNotContain("wrong");
            token("git:t0p-secret", "rw-r--r--");
            assertThatThrownBy(mirror::fetch).hasMessageContaining("chmod 600");
            token("git:t0p-secret", "rw-------");
            assertThat(mirror.fetch()).isEqualTo(commit);
        }
    }

    @Test
    void a_url_with_a_password_or_of_another_kind_is_refused() {
        for (var bad : List.of(
                List.of("https://ann:pw@host/shop.git", "--repository-token"),
                List.of("ssh://git@host/shop.git", "not over ssh"),
                List.of("ssh://host/shop.git", "not over ssh"),
                List.of("git@host:shop.git", "not over ssh"),
                List.of("http://host/shop.git", "use https"))) {
            assertThatThrownBy(() -> new RemoteRepository(
                            bad.get(0), "main", "", Duration.ofSeconds(1), Optional.of(Path.of("token"))))
                    .as(bad.get(0))
                    .isInstanceOf(RepositoryException.class)
                    .hasMessageContaining(bad.get(1));
        }
    }
}
