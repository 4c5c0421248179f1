package dev.demitasse.control.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Who is signed in at the page. A session has two secrets, and takes both: a cookie, which scripts cannot read, and a key,
 * which only pages of our own origin have. Browsers send cookies to every port of a machine, so that a service published
 * beside us gets the first; it does not get the second. Both are kept as hashes, in a file, so that who is signed in stays
 * so when the control plane is started anew. A session ends with its token. Thread-safe.
 */
public final class Sessions {
    /** How long one is good for. */
    static final Duration VALIDITY = Duration.ofHours(12);

    private static final int BYTES = 24;
    private static final int MOST = 200;

    private final Path file;
    private final Tokens tokens;
    private final ObjectMapper json = new ObjectMapper();
    private final SecureRandom random = new SecureRandom();
    private List<Entry> entries;

    /** What is kept of a session: hashes of its secrets and of its token, and when it is over, in ISO 8601. */
    private record Entry(String cookie, String key, String token, String expires) {
        boolean isOver() {
            return !Instant.parse(expires).isAfter(Instant.now());
        }
    }

    /** A session just made: what the browser gets. */
    record Begun(String cookie, String key, Caller caller) {}

    /** The sessions in a file; none when there is no file, or one that makes no sense. */
    public Sessions(Path file, Tokens tokens) throws IOException {
        this.file = file;
        this.tokens = tokens;
        this.entries = read(file);
    }

    private List<Entry> read(Path from) throws IOException {
        try {
            return Files.exists(from) ? List.of(json.readValue(Files.readAllBytes(from), Entry[].class)) : List.of();
        } catch (JacksonException e) {
            // All that is lost is that people sign in again.
            return List.of();
        }
    }

    /** Signs in who has a token; empty when it is none of ours. */
    synchronized Optional<Begun> begin(String token) throws IOException {
        Optional<Caller> caller = tokens.caller(token);
        if (caller.isEmpty()) {
            return Optional.empty();
        }
        String cookie = secret();
        String key = secret();
        String expires = Instant.now().plus(VALIDITY).toString();
        var next = new ArrayList<>(entries);
        next.removeIf(Entry::isOver);
        if (next.size() >= MOST) {
            next.removeFirst();
        }
        next.add(new Entry(Tokens.hash(cookie), Tokens.hash(key), Tokens.hash(token), expires));
        write(next);
        return Optional.of(new Begun(cookie, key, caller.get()));
    }

    /** Who has a session of these secrets. */
    synchronized Optional<Caller> caller(String cookie, String key) {
        return find(cookie)
                .filter(entry -> Tokens.same(entry.key(), Tokens.hash(key)))
                .flatMap(entry -> tokens.callerOfHash(entry.token()));
    }

    /** Signs out. */
    synchronized void end(String cookie) throws IOException {
        Optional<Entry> ended = find(cookie);
        if (ended.isPresent()) {
            write(entries.stream().filter(entry -> !entry.equals(ended.get())).toList());
        }
    }

    private Optional<Entry> find(String cookie) {
        String hash = Tokens.hash(cookie);
        return entries.stream()
                .filter(entry -> Tokens.same(entry.cookie(), hash) && !entry.isOver())
                .findFirst();
    }

    private String secret() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void write(List<Entry> next) throws IOException {
        Tokens.writeForOwner(file, json.writeValueAsBytes(next));
        entries = List.copyOf(next);
    }
}
