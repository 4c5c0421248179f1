package dev.demitasse.images;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The keys whose signatures are believed, and the secret halves of one's own: {@code NAME.pub} and {@code NAME.key} in a
 * folder that only this user can look into. It is read anew each time, so that what is revoked is refused at once.
 * Thread-safe.
 *
 * @param folder made when needed
 */
public record KeyRing(Path folder) {
    private static final String PUBLIC = ".pub";
    private static final String SECRET = ".key";

    /**
     * A key of one's own.
     *
     * @param secret what signs
     */
    record Signer(PublicSigningKey key, PrivateKey secret) {}

    /** All keys, by name. */
    public List<PublicSigningKey> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var keys = new ArrayList<PublicSigningKey>();
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(PUBLIC)) {
                    keys.add(PublicSigningKey.parse(
                            file.toString(),
                            Files.readString(file),
                            name.substring(0, name.length() - PUBLIC.length())));
                }
            }
        }
        return keys;
    }

    /** The key with an id. */
    Optional<PublicSigningKey> byId(String id) throws IOException {
        return all().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /**
     * The key that is called so, or whose id begins so.
     *
     * @throws ImageException when there is none, or several are
     */
    public PublicSigningKey find(String named) throws IOException {
        List<PublicSigningKey> all = all();
        List<PublicSigningKey> found =
                all.stream().filter(key -> key.name().equals(named)).toList();
        if (found.isEmpty() && named.matches("[0-9a-f]{6,64}")) {
            found = all.stream().filter(key -> key.id().startsWith(named)).toList();
        }
        if (found.size() != 1) {
            throw new ImageException("there is no key " + named + " here; demi key list lists all");
        }
        return found.getFirst();
    }

    /** Whether the secret half of a key is here. */
    public boolean isOwn(PublicSigningKey key) {
        return Files.exists(file(key.name(), SECRET));
    }

    /** Makes a key of one's own. */
    public PublicSigningKey create(String name, Optional<Instant> expires, Optional<String> passphrase)
            throws IOException {
        made();
        KeyPair pair;
        try {
            pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        }
        var key = new PublicSigningKey(name, pair.getPublic(), expires, Optional.empty());
        refuseTaken(key);
        try {
            SecretKeyFile.write(file(name, SECRET), pair.getPrivate(), passphrase);
        } catch (FileAlreadyExistsException e) {
            throw taken(name);
        }
        write(key);
        return key;
    }

    /**
     * Believes a key from now on.
     *
     * @param source what messages call the text
     * @param name what to call it, if not what the text says
     * @param expires until when, if not what the text says
     */
    public PublicSigningKey add(String source, String text, Optional<String> name, Optional<Instant> expires)
            throws IOException {
        PublicSigningKey read = PublicSigningKey.parse(source, text, name.orElse("unnamed"));
        var key = new PublicSigningKey(name.orElse(read.name()), read.key(), expires.or(read::expires), read.revoked());
        refuseTaken(key);
        write(key);
        return key;
    }

    /** Refuses from now on what a key has signed, whenever. */
    public PublicSigningKey revoke(String named, Instant when) throws IOException {
        PublicSigningKey key = find(named).revoked(when);
        write(key);
        return key;
    }

    /** Forgets a key, and its secret half. */
    public PublicSigningKey remove(String named) throws IOException {
        PublicSigningKey key = find(named);
        Files.deleteIfExists(file(key.name(), PUBLIC));
        Files.deleteIfExists(file(key.name(), SECRET));
        return key;
    }

    /**
     * A key of one's own, to sign with.
     *
     * @param named its name or id; none for the only one there is
     * @param passphrase asked for only if it is encrypted
     */
    Signer signer(Optional<String> named, Supplier<String> passphrase) throws IOException {
        PublicSigningKey key = named.isPresent() ? find(named.get()) : only();
        if (!isOwn(key)) {
            throw new ImageException(
                    "the secret half of the key " + key.name() + " is not here: sign with one of your own");
        }
        return new Signer(key, SecretKeyFile.read(file(key.name(), SECRET), passphrase));
    }

    private PublicSigningKey only() throws IOException {
        List<PublicSigningKey> own = all().stream().filter(this::isOwn).toList();
        if (own.size() != 1) {
            throw new ImageException(
                    own.isEmpty()
                            ? "there is no key to sign with: demi key new NAME makes one"
                            : "there are several keys to sign with: say which with --key NAME");
        }
        return own.getFirst();
    }

    private void refuseTaken(PublicSigningKey key) throws IOException {
        if (Files.exists(file(key.name(), PUBLIC))) {
            throw taken(key.name());
        }
        Optional<PublicSigningKey> same = byId(key.id());
        if (same.isPresent()) {
            throw new ImageException(
                    "this key is here already, as " + same.get().name());
        }
    }

    private static ImageException taken(String name) {
        return new ImageException("there is a key " + name + " already: choose another name, or demi key rm " + name);
    }

    private Path file(String name, String extension) {
        return folder.resolve(name + extension);
    }

    private void write(PublicSigningKey key) throws IOException {
        Path part = Files.createTempFile(made(), "key", ".part");
        try {
            Files.writeString(part, key.toText());
            Files.move(
                    part,
                    file(key.name(), PUBLIC),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Path made() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return folder;
    }
}
