package dev.demitasse.control.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.control.ControlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Who may come in: tokens of 192 random bits, of which only hashes are kept, so that whoever reads the file cannot use
 * them. Thread-safe.
 */
public final class Tokens {
    private static final int BYTES = 24;
    private static final int ID_DIGITS = 8;

    private final Path file;
    private final ObjectMapper json = new ObjectMapper();
    private final SecureRandom random = new SecureRandom();
    private List<Entry> entries;

    /**
     * What is kept of a token.
     *
     * @param id names it, to revoke it
     * @param name its owner
     * @param role what he may do
     * @param hash SHA-256 of the token in hexadecimal
     * @param expires when it stops to be of use, in ISO 8601; empty for never
     */
    private record Entry(String id, String name, Role role, String hash, String expires) {}

    /**
     * A token without what would let anybody in.
     *
     * @param id names it
     * @param name its owner
     * @param role what he may do
     * @param expires when it stops to be of use, in ISO 8601; empty for never
     */
    public record Token(String id, String name, String role, String expires) {}

    /**
     * A token just made.
     *
     * @param id names it
     * @param token what lets its owner in; nobody can look it up later
     */
    public record Issued(String id, String token) {}

    /** The tokens in a file; none when there is no file. */
    public Tokens(Path file) throws IOException {
        this.file = file;
        try {
            entries = Files.exists(file) ? List.of(json.readValue(Files.readAllBytes(file), Entry[].class)) : List.of();
        } catch (JacksonException e) {
            throw new ControlException(
                    file + " is damaged: remove it, and the next demi serve makes a token for its owner anew");
        }
    }

    /** Whether there are none at all. */
    public synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Makes a token; it is good once this returns. */
    public synchronized Issued issue(String name, Role role, Optional<Duration> validity) throws IOException {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = "demi_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String hash = hash(token);
        String expires =
                validity.map(time -> Instant.now().plus(time).toString()).orElse("");
        var more = new ArrayList<>(entries);
        more.add(new Entry(hash.substring(0, ID_DIGITS), name, role, hash, expires));
        write(more);
        return new Issued(hash.substring(0, ID_DIGITS), token);
    }

    /** Makes a token useless. */
    public synchronized void revoke(String id) throws IOException {
        List<Entry> left =
                entries.stream().filter(entry -> !entry.id().equals(id)).toList();
        if (left.size() == entries.size()) {
            throw new ControlException("there is no token " + id + "; demi token list shows them");
        }
        if (left.stream().noneMatch(entry -> entry.role() == Role.ADMIN)) {
            throw new ControlException("this is the last token of an admin: make another first");
        }
        write(left);
    }

    /** All tokens. */
    public synchronized List<Token> list() {
        return entries.stream()
                .map(entry -> new Token(entry.id(), entry.name(), entry.role().toString(), entry.expires()))
                .toList();
    }

    /** Whose token it is; empty when it is nobody's, or its time is over. */
    synchronized Optional<Caller> caller(String token) {
        return callerOfHash(hash(token));
    }

    /** Whose token has a hash; empty when nobody's has, or its time is over. */
    synchronized Optional<Caller> callerOfHash(String hash) {
        Instant now = Instant.now();
        return entries.stream()
                .filter(entry -> same(entry.hash(), hash))
                .filter(entry -> entry.expires().isEmpty()
                        || Instant.parse(entry.expires()).isAfter(now))
                .map(entry -> new Caller(entry.name(), entry.role()))
                .findFirst();
    }

    private void write(List<Entry> next) throws IOException {
        writeForOwner(file, json.writeValueAsBytes(next));
        entries = List.copyOf(next);
    }

    /** Replaces a file, whole or not at all, with one that only its owner can read. */
    static void writeForOwner(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(part, bytes);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether two hashes are the same, in a time that does not tell where they differ. */
    static boolean same(String hash, String other) {
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    /** What is kept of a secret: SHA-256 in hexadecimal, enough for one of 192 random bits. */
    static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
