package dev.demitasse.systemtests;

import dev.demitasse.harness.Tool;
import dev.demitasse.harness.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Debian's {@code docker-registry} on a port of the loopback interface, with its files in a folder. */
final class DockerRegistry implements AutoCloseable {
    /** Of the user {@code ann}, whose password is {@code open sesame}. */
    private static final String PASSWORDS = "ann:$2b$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n";

    private final Path folder;
    private final int port = Tool.freePort();
    private final Process process;

    private DockerRegistry(Path folder, String more) throws IOException, InterruptedException {
        this.folder = folder;
        Path config =
                Files.writeString(folder.resolve("config.yml"), """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d"%s
                """.formatted(folder.resolve("data"), port, more));
        process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Waiting.until(Duration.ofSeconds(20), this::listens, () -> "docker-registry does not listen: " + log());
    }

    /** One that lets everybody do anything. */
    static DockerRegistry open(Path folder) throws IOException, InterruptedException {
        return new DockerRegistry(folder, "}");
    }

    /** One that knows {@code ann} only. */
    static DockerRegistry locked(Path folder) throws IOException, InterruptedException {
        Path passwords = Files.writeString(folder.resolve("htpasswd"), PASSWORDS);
        return new DockerRegistry(folder, "}\nauth: {htpasswd: {realm: here, path: " + passwords + "}}");
    }

    /** One with TLS, whose certificate {@link #certificate} is signed by itself. */
    static DockerRegistry encrypted(Path folder) throws IOException, InterruptedException {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        Tool.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-subj",
                "/CN=registry",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-days",
                "2",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        return new DockerRegistry(folder, ", tls: {certificate: " + certificate + ", key: " + key + "}}");
    }

    Path certificate() {
        return folder.resolve("certificate.pem");
    }

    int port() {
        return port;
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    /** Where it keeps a blob. */
    Path blob(String digest) {
        return folder.resolve(
                "data/docker/registry/v2/blobs/sha256/" + digest.substring(0, 2) + "/" + digest + "/data");
    }

    private boolean listens() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "no log";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
