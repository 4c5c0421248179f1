package dev.demitasse.control.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The repository of what is wanted, whole and damaged. */
final class DesiredStateTest {
    @TempDir
    private Path folder;

    private DesiredState open() {
        return DesiredState.open(folder.resolve("desired.git"));
    }

    @Test
    void what_was_put_is_there_when_it_is_opened_again() {
        try (DesiredState state = open()) {
            assertThat(state.services()).isEmpty();
            state.put("b", "B1", "ann", "Apply b");
            state.put("a", "A1", "bob", "Apply a");
        }
        try (DesiredState state = open()) {
            assertThat(state.services()).isEqualTo(Map.of("a", "A1", "b", "B1"));
        }
    }

    @Test
    void every_change_is_a_revision_with_author_and_message_and_nothing_else_is() {
        try (DesiredState state = open()) {
            state.put("a", "A1", "ann", "Apply a");
            state.put("b", "B1", "ann", "Apply b");
            state.put("a", "A2", "bob", "Faster");
            assertThat(state.put("a", "A2", "bob", "The same again").number()).isEqualTo(2);
            state.delete("a", "ann", "Delete a");
            state.put("a", "A1", "ann", "Back");
            List<Revision> history = state.history("a");
            assertThat(history).extracting(Revision::number).containsExactly(4, 3, 2, 1);
            assertThat(history).extracting(Revision::message).containsExactly("Back", "Delete a", "Faster", "Apply a");
            assertThat(history.get(1).text()).isEmpty();
            assertThat(history.get(2).text()).contains("A2");
            assertThat(history.get(2).author()).isEqualTo("bob");
            assertThat(state.revision("a", "2").text()).contains("A2");
            assertThat(state.revision("a", history.get(2).commit().substring(0, 10))
                            .number())
                    .isEqualTo(2);
        }
    }

    @Test
    void a_revision_or_service_that_never_was_is_one_line() {
        try (DesiredState state = open()) {
            state.put("a", "A1", "ann", "Apply a");
            assertThatThrownBy(() -> state.revision("a", "7"))
                    .hasMessage("a has no revision 7; demi history a lists them");
            assertThatThrownBy(() -> state.revision("z", "1")).hasMessageStartingWith("there is no service z");
        }
    }

    @Test
    void git_itself_reads_it() throws Exception {
        try (DesiredState state = open()) {
            state.put("a", "A1\n", "ann", "Apply a");
        }
        Process git = new ProcessBuilder(
                        "git", "-C", folder.resolve("desired.git").toString(), "show", "main:a.yaml")
                .start();
        assertThat(new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("A1\n");
    }

    @Test
    void a_commit_whose_writing_was_cut_off_changes_nothing_and_the_next_one_goes_on() throws IOException {
        Path objects = folder.resolve("desired.git/objects");
        try (DesiredState state = open()) {
            state.put("a", "A1", "ann", "Apply a");
        }
        // What a crash leaves: objects without a commit that the branch has, and half of one.
        Files.createDirectories(objects.resolve("ab"));
        Files.writeString(objects.resolve("ab").resolve("c".repeat(38)), "half");
        Files.writeString(objects.resolve("noz1234.tmp"), "half");
        try (DesiredState state = open()) {
            assertThat(state.services()).isEqualTo(Map.of("a", "A1"));
            state.put("a", "A2", "ann", "Apply a");
            assertThat(state.services()).isEqualTo(Map.of("a", "A2"));
        }
    }

    @Test
    void a_branch_that_is_being_written_by_another_or_cannot_be_leaves_the_old_state() throws IOException {
        try (DesiredState state = open()) {
            state.put("a", "A1", "ann", "Apply a");
            // A lock as git takes it; a full disk fails at the same call.
            Path lock = Files.createFile(folder.resolve("desired.git/refs/heads/main.lock"));
            assertThatThrownBy(() -> state.put("a", "A2", "ann", "Apply a"))
                    .isInstanceOf(DesiredStateException.class)
                    .hasMessageStartingWith("nothing was changed");
            assertThat(state.services()).isEqualTo(Map.of("a", "A1"));
            Files.delete(lock);
            state.put("a", "A2", "ann", "Apply a");
            assertThat(state.services()).isEqualTo(Map.of("a", "A2"));
        }
    }

    @Test
    void a_damaged_repository_is_not_opened_and_the_message_says_what_helps() throws IOException {
        try (DesiredState state = open()) {
            state.put("a", "A1", "ann", "Apply a");
        }
        try (var files = Files.walk(folder.resolve("desired.git/objects"))) {
            for (Path object : files.filter(Files::isRegularFile).toList()) {
                Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("rw-------"));
                Files.writeString(object, "not what it was");
            }
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(DesiredStateException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("git fsck");
    }
}
