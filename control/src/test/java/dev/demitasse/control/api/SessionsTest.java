package dev.demitasse.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is signed in. */
final class SessionsTest {
    @TempDir
    private Path folder;

    private Path file;
    private Tokens tokens;
    private Sessions sessions;

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("sessions.json");
        tokens = new Tokens(folder.resolve("tokens.json"));
        sessions = new Sessions(file, tokens);
    }

    private Sessions.Begun begin() throws IOException {
        return sessions.begin(
                        tokens.issue("ann", Role.OPERATOR, Optional.empty()).token())
                .orElseThrow();
    }

    @Test
    void a_session_takes_both_its_cookie_and_its_key() throws IOException {
        Sessions.Begun ann = begin();
        Sessions.Begun other = begin();
        assertThat(sessions.caller(ann.cookie(), ann.key())).contains(new Caller("ann", Role.OPERATOR));
        assertThat(sessions.caller(ann.cookie(), "")).isEmpty();
        assertThat(sessions.caller(ann.cookie(), other.key())).isEmpty();
        assertThat(sessions.caller(ann.key(), ann.cookie())).isEmpty();
        assertThat(sessions.begin("demi_guess")).isEmpty();
    }

    @Test
    void it_outlives_the_control_plane_and_ends_with_signing_out_or_its_token() throws IOException {
        Sessions.Begun ann = begin();
        Tokens.Issued issued = tokens.issue("bob", Role.ADMIN, Optional.empty());
        Sessions.Begun bob = sessions.begin(issued.token()).orElseThrow();
        tokens.issue("eve", Role.ADMIN, Optional.empty());
        Sessions next = new Sessions(file, tokens);
        assertThat(next.caller(ann.cookie(), ann.key())).isPresent();
        next.end(ann.cookie());
        assertThat(next.caller(ann.cookie(), ann.key())).isEmpty();
        assertThat(next.caller(bob.cookie(), bob.key())).isPresent();
        tokens.revoke(issued.id());
        assertThat(next.caller(bob.cookie(), bob.key())).isEmpty();
    }

    @Test
    void a_session_of_a_token_that_is_over_is_over() throws IOException {
        Tokens.Issued brief = tokens.issue("bob", Role.VIEWER, Optional.of(Duration.ofSeconds(2)));
        Sessions.Begun begun = sessions.begin(brief.token()).orElseThrow();
        assertThat(begun.caller().role()).isEqualTo(Role.VIEWER);
        Tokens.Issued over = tokens.issue("bob", Role.VIEWER, Optional.of(Duration.ofNanos(1)));
        assertThat(sessions.begin(over.token())).isEmpty();
    }

    @Test
    void secrets_are_kept_as_hashes_in_a_file_of_their_owner_and_a_damaged_file_signs_out() throws IOException {
        Sessions.Begun ann = begin();
        assertThat(Files.readString(file)).doesNotContain(ann.cookie()).doesNotContain(ann.key());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.writeString(file, "[{");
        assertThat(new Sessions(file, tokens).caller(ann.cookie(), ann.key())).isEmpty();
    }

    @Test
    void there_are_so_many_at_most_and_the_oldest_goes_first() throws IOException {
        Sessions.Begun first = begin();
        Sessions.Begun second = begin();
        String token = tokens.issue("bob", Role.VIEWER, Optional.empty()).token();
        for (int i = 0; i < 199; i++) {
            sessions.begin(token);
        }
        assertThat(sessions.caller(first.cookie(), first.key())).isEmpty();
        assertThat(sessions.caller(second.cookie(), second.key())).isPresent();
    }
}
