package dev.demitasse.images;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Who we are to registries: a file of our own in the form of Docker's {@code config.json}, before Docker's own, which is only
 * read. Programs that keep passwords for Docker are not asked. Thread-safe; processes that write at once replace each
 * other's whole file.
 *
 * @param own the file that {@link #keep} writes, for this user only
 * @param others files that are read, too
 */
public record Credentials(Path own, List<Path> others) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * A name and a password.
     *
     * @param user without a colon
     */
    public record Login(String user, String password) {
        String basic() {
            return "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        /** Keeps the password out of messages. */
        @Override
        public String toString() {
            return user;
        }
    }

    /** The file that Docker keeps for this user. */
    public static Path ofDocker() {
        String folder = System.getenv("DOCKER_CONFIG");
        return (folder == null || folder.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".docker")
                        : Path.of(folder))
                .resolve("config.json");
    }

    /** Who we are to a registry. */
    public Optional<Login> find(String registry) {
        return find(own, registry)
                .or(() -> others.stream()
                        .flatMap(file -> find(file, registry).stream())
                        .findFirst());
    }

    private static Optional<Login> find(Path file, String registry) {
        JsonNode auths = read(file).path("auths");
        JsonNode entry =
                auths.path(registry).isMissingNode() ? auths.path("https://" + registry) : auths.path(registry);
        String encoded = entry.path("auth").asText("");
        if (encoded.isEmpty()) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon > 0) {
                return Optional.of(new Login(text.substring(0, colon), text.substring(colon + 1)));
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new ImageException("what " + file + " says of " + registry + " is damaged: demi login " + registry);
    }

    /** Remembers who we are to a registry. */
    public void keep(String registry, Login login) throws IOException {
        ObjectNode all = read(own);
        ObjectNode auths = all.withObject("/auths");
        auths.putObject(registry).put("auth", login.basic().substring("Basic ".length()));
        write(all);
    }

    /** Forgets it; returns whether it was known. */
    public boolean forget(String registry) throws IOException {
        ObjectNode all = read(own);
        boolean known = all.path("auths").has(registry);
        if (known) {
            all.withObject("/auths").remove(registry);
            write(all);
        }
        return known;
    }

    private static ObjectNode read(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode object
                    ? object
                    : JSON.createObjectNode();
        } catch (NoSuchFileException _) {
            return JSON.createObjectNode();
        } catch (JacksonException e) {
            throw new ImageException(file + " is no JSON: mend or remove it", e);
        } catch (IOException e) {
            throw new ImageException(file + " cannot be read: " + Reasons.of(e), e);
        }
    }

    private void write(ObjectNode all) throws IOException {
        Path folder = own.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        var secret = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path part = Files.createTempFile(folder, "registries", ".part", secret);
        try {
            Files.write(part, JSON.writeValueAsBytes(all));
            Files.move(part, own, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
