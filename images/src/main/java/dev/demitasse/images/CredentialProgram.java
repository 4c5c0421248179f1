package dev.demitasse.images;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A program that keeps passwords for Docker: {@code docker-credential-NAME get} reads a registry from its standard input and
 * writes JSON, as docker/docker-credential-helpers describes it. Stateless.
 *
 * @param name what stands in Docker's file
 * @param folders where it is looked for, in their order
 */
record CredentialProgram(String name, List<Path> folders) {
    /** It may ask whoever sits there for a passphrase. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int MOST_BYTES = 1 << 16;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String NOT_FOUND = "credentials not found";
    private static final String IDENTITY_TOKEN = "<token>";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Who we are to a registry, as the program says; empty when it does not know the registry.
     *
     * @param registry as it was stored
     * @param source the file that names the program, for messages
     * @throws ImageException in one line, when it is not there, fails, or says what makes no sense
     */
    Optional<Credentials.Login> find(String registry, Path source) {
        if (!NAME.matcher(name).matches()) {
            throw new ImageException(
                    source + " names a program \"" + Reasons.line(name) + "\" for passwords, which is no name of one");
        }
        String program = "docker-credential-" + name;
        Path file = folders.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new ImageException(source + " has passwords kept by " + program
                        + ", which is not on the path: install it, or demi login " + registry));
        String answer;
        int status;
        try {
            Process process = new ProcessBuilder(file.toString(), "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                // In a thread of its own, which a program that neither ends nor answers does not hold up.
                CompletableFuture<byte[]> reading = CompletableFuture.supplyAsync(() -> read(process));
                try (OutputStream in = process.getOutputStream()) {
                    in.write(registry.getBytes(StandardCharsets.UTF_8));
                } catch (IOException _) {
                    // It ended without reading; its status says whether that is bad.
                }
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new ImageException(program + " does not answer: demi login " + registry + " does without it");
                }
                status = process.exitValue();
                answer = new String(reading.join(), StandardCharsets.UTF_8).strip();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new ImageException(program + " cannot be run: " + Reasons.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException("interrupted while " + program + " was asked for a password", e);
        }
        if (status != 0) {
            if (answer.contains(NOT_FOUND)) {
                return Optional.empty();
            }
            throw new ImageException("%s fails with status %d%s: demi login %s does without it"
                    .formatted(program, status, answer.isEmpty() ? "" : " (" + Reasons.line(answer) + ")", registry));
        }
        return Optional.of(login(program, registry, answer));
    }

    private static byte[] read(Process process) {
        try {
            return process.getInputStream().readNBytes(MOST_BYTES);
        } catch (IOException _) {
            // It was ended.
            return new byte[0];
        }
    }

    /** Nothing of the answer is ever shown: it is a password. */
    private static Credentials.Login login(String program, String registry, String answer) {
        JsonNode json;
        try {
            json = JSON.readTree(answer);
        } catch (JacksonException _) {
            throw new ImageException(program + " answers with what is no JSON: demi login " + registry);
        }
        String user = json.path("Username").asText("");
        String secret = json.path("Secret").asText("");
        if (user.equals(IDENTITY_TOKEN)) {
            throw new ImageException(program + " keeps an identity token for " + registry
                    + ", which demi cannot use: demi login " + registry + " with a name and a password");
        }
        if (user.isEmpty() || user.contains(":") || secret.isEmpty()) {
            throw new ImageException(program + " answers without a name and a password: demi login " + registry);
        }
        return new Credentials.Login(user, secret);
    }
}
