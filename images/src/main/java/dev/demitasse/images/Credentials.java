package dev.demitasse.images;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
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
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who we are to registries: a file of our own in the form of Docker's {@code config.json}, before Docker's own, which is only
 * read, as are the programs asked that it names. Thread-safe; processes that write at once replace each
 * other's whole file.
 *
 * @param own the file that {@link #keep} writes, for this user only
 * @param others files that are read, too
 * @param programs folders in which programs are looked for that the others name
 */
public record Credentials(Path own, List<Path> others, List<Path> programs) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Under which Docker keeps who we are to its own registry, whatever that is called elsewhere. */
    private static final String DOCKER_HUB = "https://index.docker.io/v1/";

    private static final Set<String> DOCKER_HUB_NAMES = Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

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

    /** The folders that the environment's {@code PATH} names. */
    public static List<Path> path() {
        String path = System.getenv("PATH");
        return path == null
                ? List.of()
                : Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of)
                        .toList();
    }

    /**
     * Who we are to a registry; may run programs, which may ask whoever sits there.
     *
     * @throws ImageException when a file is damaged or a program fails
     */
    public Optional<Login> find(String registry) {
        return find(own, registry)
                .or(() -> others.stream()
                        .flatMap(file -> ask(file, registry).or(() -> find(file, registry)).stream())
                        .findFirst());
    }

    /** What the program says that a file names for a registry, or for all. */
    private Optional<Login> ask(Path file, String registry) {
        ObjectNode settings = read(file);
        String name = settings.path("credHelpers")
                .path(registry)
                .asText(settings.path("credsStore").asText(""));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var program = new CredentialProgram(name, programs);
        return stored(registry).stream()
                .flatMap(key -> program.find(key, file).stream())
                .findFirst();
    }

    /** What a registry may have been stored as. */
    private static List<String> stored(String registry) {
        return DOCKER_HUB_NAMES.contains(registry)
                ? List.of(DOCKER_HUB, registry)
                : List.of(registry, "https://" + registry);
    }

    private static Optional<Login> find(Path file, String registry) {
        JsonNode auths = read(file).path("auths");
        String encoded = stored(registry).stream()
                .map(key -> auths.path(key).path("auth").asText(""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
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
