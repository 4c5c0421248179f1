package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images between machines, which are homes of their own, by way of Debian's docker-registry. */
final class RegistryTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** The application's line, whatever the JDK's version. */
    private static final String RUNS = "Hello from ";

    @TempDir
    private static Path common;

    /** Has the image as it was built, and a key. */
    private static Demi maker;

    private static String digest = "";

    @TempDir
    private Path folder;

    private Demi reader;

    @BeforeAll
    static void make() throws Exception {
        // Once for all tests; in a home of its own, which a registry fills.
        maker = Demi.at(common.resolve("maker"));
        try (var registry = DockerRegistry.open(Files.createDirectory(common.resolve("registry")))) {
            Demi shared = Demi.shared();
            String name = registry.host() + "/hello:built";
            String built = shared.succeed("build", "-t", name, "-t", "hello-for-tests", Demi.example("hello"))
                    .out();
            digest = built.replaceAll("(?s).*sha256 ([0-9a-f]{64}).*", "$1");
            shared.succeed("push", name);
            shared.succeed("rm", name);
            maker.succeed("pull", name);
            maker.succeed("tag", name, "made");
            maker.succeed("rm", name);
        }
        maker.succeed("key", "new", "ann");
    }

    @BeforeEach
    void prepare() {
        reader = Demi.at(folder.resolve("reader"));
    }

    /** Pushes the image under a name. */
    private static void push(String name, String... options) {
        maker.succeed("tag", "made", name);
        String[] all = Arrays.copyOf(new String[] {"push", name}, 2 + options.length);
        System.arraycopy(options, 0, all, 2, options.length);
        maker.succeed(all);
    }

    private static void fails(Demi.Result result, String why) {
        assertThat(result.status()).as(result.toString()).isNotZero();
        assertThat(result.err().lines().filter(line -> line.startsWith("demi: ")))
                .singleElement()
                .asString()
                .contains(why);
        assertThat(result.err()).doesNotContain("\tat ");
    }

    private Path registryFolder() throws IOException {
        return Files.createDirectory(folder.resolve("registry"));
    }

    @Test
    void built_pushed_pulled_on_an_empty_machine_verified_and_run() throws Exception {
        try (var registry = DockerRegistry.open(registryFolder())) {
            String name = registry.host() + "/team/hello:1";
            maker.succeed("tag", "made", name);
            assertThat(maker.succeed("push", name, "--sign", "ann").out())
                    .containsPattern("signatures [1-9]")
                    .doesNotContain("sent       0");
            Path key = Files.writeString(
                    folder.resolve("ann.pub"),
                    maker.succeed("key", "export", "ann").out());

            assertThat(reader.succeed("pull", name).out())
                    .contains("sha256     " + digest)
                    .containsPattern("signatures [1-9]");
            fails(reader.run("verify", name), "not trusted here");
            reader.succeed("key", "import", key.toString());
            assertThat(reader.succeed("verify", name).out()).contains("signed by ann");
            assertThat(reader.succeed("run", "--rm", "--trust", "signed", name).out())
                    .contains(RUNS);
            assertThat(reader.succeed("run", "--rm", "hello:1").out()).contains(RUNS);
            assertThat(reader.succeed("images").out()).contains(digest.substring(0, 12), name);

            // Nothing was built.
            assertThat(folder.resolve("reader/images/inputs")).doesNotExist();
            reader.succeed("key", "revoke", "ann");
            fails(reader.run("run", "--rm", "--trust", "signed", name), "is by the key ann, which was revoked on ");
            Files.writeString(folder.resolve("reader/settings.yaml"), "trust: signed\n");
            fails(reader.run("run", "--rm", name), "is by the key ann, which was revoked on ");
            assertThat(reader.succeed("run", "--rm", "--trust", "any", name).out())
                    .contains(RUNS);
        }
    }

    @Test
    void a_registry_that_asks_for_a_password_gets_it_from_demi_login() throws Exception {
        try (var registry = DockerRegistry.locked(registryFolder())) {
            String name = registry.host() + "/hello:1";
            fails(reader.run("pull", name), "wants to know who asks: demi login " + registry.host());
            fails(login(reader, registry, "wrong"), "does not let ann do that");
            assertThat(login(maker, registry, "open sesame").status()).isZero();
            push(name);
            assertThat(login(reader, registry, "open sesame").status()).isZero();
            reader.succeed("pull", name);
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("reader/registries.json"))))
                    .isEqualTo("rw-------");
            assertThat(reader.succeed("run", "--rm", name).out()).contains(RUNS);
            reader.succeed("logout", registry.host());
            fails(reader.run("pull", name), "wants to know who asks");
        }
    }

    @Test
    void a_registry_that_asks_for_a_password_gets_it_from_the_program_that_docker_keeps_it_with() throws Exception {
        try (var registry = DockerRegistry.locked(registryFolder())) {
            String name = registry.host() + "/hello:1";
            login(maker, registry, "open sesame");
            push(name);
            Path docker = Files.createDirectory(folder.resolve("docker"));
            Files.writeString(
                    docker.resolve("config.json"), "{\"credHelpers\": {\"%s\": \"tests\"}}".formatted(registry.host()));
            Path program = Files.writeString(docker.resolve("docker-credential-tests"), """
                    #!/bin/sh
                    read -r asked
                    test "$1 $asked" = 'get %s' || exit 1
                    echo '{"ServerURL":"x","Username":"ann","Secret":"open sesame"}'
                    """.formatted(registry.host()));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            Demi helped = reader.with("DOCKER_CONFIG", docker.toString());

            fails(helped.run("pull", name), "docker-credential-tests, which is not on the path");
            helped.with("PATH", docker + ":" + System.getenv("PATH")).succeed("pull", name);

            assertThat(folder.resolve("reader/registries.json")).doesNotExist();
            assertThat(reader.succeed("run", "--rm", name).out()).contains(RUNS);
        }
    }

    private static Demi.Result login(Demi demi, DockerRegistry registry, String password) throws IOException {
        try (var running = demi.start("login", registry.host(), "-u", "ann")) {
            running.type(password);
            return running.await(SOON);
        }
    }

    @Test
    void a_registry_with_TLS_is_believed_by_the_certificate_that_is_named() throws Exception {
        try (var registry = DockerRegistry.encrypted(registryFolder())) {
            String name = registry.host() + "/hello:1";
            String certificate = registry.certificate().toString();
            push(name, "--ca", certificate);
            reader.succeed("pull", name, "--ca", certificate);
            assertThat(reader.succeed("run", "--rm", name).out()).contains(RUNS);

            Path other = Files.createDirectory(folder.resolve("other"));
            try (var stranger = DockerRegistry.encrypted(other)) {
                Demi.Result refused = Demi.at(folder.resolve("third"))
                        .run("pull", name, "--ca", stranger.certificate().toString());
                fails(refused, "cannot be fetched");
            }
        }
    }

    @Test
    void transfers_cut_midway_are_taken_up_again() throws Exception {
        try (var registry = DockerRegistry.open(registryFolder());
                var up = new CuttingProxy(registry.port(), 1_000_000);
                var down = new CuttingProxy(registry.port(), 1_000_000)) {
            push(up.host() + "/hello:1");
            assertThat(up.hasCut()).isTrue();
            // This registry does not know how far a broken upload came: that blob is sent once more, and no other.
            long image = Files.size(maker.home().resolve("images/blobs/sha256/" + digest));
            assertThat(up.passed()).as("bytes that were sent").isBetween(image, image + 1_000_000 + 400_000);
            reader.succeed("pull", down.host() + "/hello:1");
            assertThat(down.hasCut()).isTrue();
            long size = Files.size(folder.resolve("reader/images/blobs/sha256/" + digest));
            assertThat(down.passed()).as("bytes that came").isBetween(size, size + 200_000);
            assertThat(reader.succeed("run", "--rm", "hello:1").out()).contains(RUNS);
        }
    }

    @Test
    void a_registry_that_serves_a_changed_byte_is_refused_and_nothing_is_listed() throws Exception {
        try (var registry = DockerRegistry.open(registryFolder())) {
            String name = registry.host() + "/hello:1";
            push(name);
            byte[] bytes = Files.readAllBytes(registry.blob(digest));
            bytes[bytes.length / 2] ^= 1;
            Files.write(registry.blob(digest), bytes);
            fails(reader.run("pull", name), "answers with other bytes than those of sha256:" + digest);
            assertThat(reader.succeed("images", "--output", "json").out().strip())
                    .isEqualTo("[ ]");
        }
    }

    @Test
    void two_pulls_at_once_are_one() throws Exception {
        try (var registry = DockerRegistry.open(registryFolder())) {
            String name = registry.host() + "/hello:1";
            push(name);
            try (var one = reader.start("pull", name);
                    var two = reader.start("pull", name)) {
                assertThat(one.await(SOON).status()).isZero();
                assertThat(two.await(SOON).status()).isZero();
            }
            assertThat(reader.succeed("run", "--rm", name).out()).contains(RUNS);
        }
    }

    @Test
    void a_control_plane_that_trusts_signatures_only_refuses_others_at_apply_and_before_a_boot() throws Exception {
        String state = folder.resolve("s").toString();
        maker.succeed("key", "new", "bob");
        maker.succeed("tag", "made", "served");
        int port = Tool.freePort();
        Path service = Files.writeString(folder.resolve("hello.yaml"), """
                service: hello
                image: sha256:%s
                egress: open
                ports: [{listen: %d, guest: 8080, protocol: http}]
                scale: {min: 0, max: 1, idle: 60s}
                """.formatted(digest, port));
        Path keys = folder.resolve("trusted");
        Path bob = Files.writeString(
                folder.resolve("bob.pub"), maker.succeed("key", "export", "bob").out());
        Demi trusting = Demi.at(folder.resolve("operator"));
        trusting.succeed("key", "import", bob.toString());
        Files.createSymbolicLink(keys, folder.resolve("operator/keys"));
        try (var serving = maker.start(
                "serve", "--state", state, "--listen", "127.0.0.1:0", "--trust", "signed", "--keys", keys.toString())) {
            serving.awaitError("serving http://");
            Demi.Result refused = maker.run("apply", "-f", service.toString(), "--state", state);
            fails(refused, "is refused: it");
            maker.succeed("sign", "served", "--key", "bob");
            maker.succeed("apply", "-f", service.toString(), "--state", state);
            trusting.succeed("key", "revoke", "bob");
            String answer =
                    Tool.run("curl", "-sS", "-w", "%{http_code}", "--max-time", "20", "http://127.0.0.1:" + port + "/");
            assertThat(answer).endsWith("503").contains("is by the key bob, which was revoked on ");
        }
    }
}
