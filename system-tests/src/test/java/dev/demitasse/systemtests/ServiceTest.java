package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import dev.demitasse.harness.Waiting;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services of the control plane, as processes of one image of hello-http. */
final class ServiceTest {
    private static final String SLEEPS = "scale: {min: 0, max: 2, idle: 1s}\n";

    @TempDir
    private Path folder;

    private final int port = Tool.freePort();
    private final String url = "http://127.0.0.1:" + port + "/";
    private ControlPlane plane;

    @BeforeAll
    static void build() {
        // Once for all tests; demi apply then finds it built.
        Demi.shared().succeed("build", "--target", "process", Demi.example("hello-http"));
    }

    @BeforeEach
    void serve() throws InterruptedException {
        plane = new ControlPlane(folder.resolve("s"));
    }

    @AfterEach
    void end() {
        plane.close();
    }

    private Path service(String rest) throws IOException {
        return Files.writeString(folder.resolve("hello.yaml"), """
                service: hello
                image: %s
                egress: open
                ports: [{listen: %d, guest: 8080, protocol: http}]
                %s""".formatted(Demi.example("hello-http"), port, rest));
    }

    private String apply(String rest) throws IOException {
        return plane.demi("apply", "--target", "process", "-f", service(rest).toString());
    }

    @Test
    void a_sleeping_service_boots_on_the_first_connection_and_is_gone_when_idle() throws Exception {
        // Longer than a command takes on a busy machine.
        assertThat(apply("scale: {min: 0, max: 2, idle: 8s}\n")).startsWith("hello is wanted as of revision 1");
        assertThat(plane.demi("services")).contains("sleeping");
        assertThat(plane.processes()).isZero();
        assertThat(Tool.run("curl", "-sS", "--fail", url)).isEqualTo("Hello, unikernel!\n");
        assertThat(plane.demi("services")).contains("1 of 0-2");
        String token = Files.readString(plane.state().resolve("token")).strip();
        assertThat(Tool.run("curl", "-sS", "--fail", "-H", "Authorization: Bearer " + token, plane.url() + "/metrics"))
                .contains(
                        "demitasse_service_boots_total{service=\"hello\"} 1\n",
                        "demitasse_service_requests_total{service=\"hello\"} 1\n")
                .containsPattern(
                        "demitasse_instance_boot_seconds\\{service=\"hello\",instance=\"hello-[0-9a-f]+\"} 0\\.[0-9]+\n");
        plane.awaitOutput("sleeping", "services");
        assertThat(plane.processes()).isZero();
    }

    @Test
    void with_one_started_ahead_the_first_answer_comes_within_50_ms_and_nothing_runs_before() throws Exception {
        apply("scale: {min: 0, max: 2, idle: 300ms, warm: 1}\n");
        var times = new ArrayList<Double>();
        for (int i = 0; i < 5; i++) {
            plane.awaitOutput("sleeping  0 of 0-2, 1 warm", "services");
            awaitPaused();
            times.add(Double.parseDouble(
                    Tool.run("curl", "-sS", "--fail", "-o", "/dev/null", "-w", "%{time_total}", url)));
        }
        times.sort(Comparator.naturalOrder());
        assertThat(times.get(2)).as("median in seconds, of %s", times).isLessThan(0.050);
    }

    @Test
    void what_was_started_ahead_is_taken_up_by_the_next_control_plane_and_ends_with_it() throws Exception {
        apply("scale: {min: 0, max: 2, idle: 1h, warm: 1}\n");
        plane.awaitOutput("1 warm", "services");
        awaitPaused();
        String before = plane.firstInstance("hello");
        plane.killAndRestart();
        plane.awaitOutput("adopted: found paused", "events", "hello");
        assertThat(Tool.run("curl", "-sS", "--fail", url)).isEqualTo("Hello, unikernel!\n");
        assertThat(plane.firstInstance("hello")).isEqualTo(before);
        plane.awaitOutput("1 of 0-2, 1 warm", "services");
        assertThat(plane.interrupt().status()).isZero();
        assertThat(plane.processes()).as("processes after the end").isZero();
    }

    @Test
    void a_burst_of_1000_connections_to_a_sleeping_service_boots_what_it_may_and_serves_them_all() throws Exception {
        apply("scale: {min: 0, max: 3, idle: 1h}\n");
        plane.awaitService("hello sleeping 0 of 0-3 ");
        var answers = new ArrayList<Future<String>>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1000; i++) {
                answers.add(clients.submit(() -> {
                    try (var socket = new Socket("127.0.0.1", port)) {
                        socket.getOutputStream()
                                .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                    }
                }));
            }
        }
        for (Future<String> answer : answers) {
            assertThat(answer.get()).startsWith("HTTP/1.1 200 ").endsWith("Hello, unikernel!\n");
        }
        assertThat(plane.demi("services")).contains("3 of 0-3");
    }

    /** Waits until the one instance stands still. */
    private void awaitPaused() throws InterruptedException {
        Waiting.until(
                Duration.ofSeconds(10),
                () -> plane.instanceStates().equals(List.of("T")),
                () -> "states of instances: " + plane.instanceStates());
    }

    @Test
    void an_update_under_load_fails_no_request_and_goes_back_by_command() throws Exception {
        apply("replicas: 4\nhealth: {http: /}\n");
        plane.awaitOutput("4 of 4", "services");
        Process wrk = load();
        apply("replicas: 4\nhealth: {http: /}\nenvironment: {VERSION: two}\n");
        plane.awaitOutput("rolled out", "events", "hello");
        plane.demi("rollout", "status", "hello", "--wait");
        endWithoutFailure(wrk);
        assertThat(plane.demi("diff", "hello")).contains("+   VERSION: \"two\"");
        assertThat(plane.demi("rollback", "hello")).contains("revision 3: Roll back hello to revision 1");
        plane.demi("rollout", "status", "hello", "--wait");
        assertThat(plane.demi("history", "hello").lines()).hasSize(4);
    }

    /** Asks the service without a pause until {@link #endWithoutFailure}. */
    private Process load() throws IOException {
        return new ProcessBuilder("wrk", "-t1", "-c4", "-d300", url)
                .redirectErrorStream(true)
                .start();
    }

    private static void endWithoutFailure(Process wrk) throws IOException {
        assertThat(wrk.isAlive()).isTrue();
        // It reports what it has done so far.
        Tool.run("kill", "-INT", Long.toString(wrk.pid()));
        String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(report).contains("requests in").doesNotContain("Socket errors", "Non-2xx");
    }

    @Test
    void an_update_that_never_gets_healthy_goes_back_by_itself_and_fails_no_request() throws Exception {
        apply("replicas: 4\n");
        plane.awaitOutput("4 of 4", "services");
        Process wrk = load();
        Path deaf = service("replicas: 4\nmemory: 48M\nrollout: {deadline: 2s}\n");
        // A port that the application does not listen on.
        String text = Files.readString(deaf).replace("http}]", "http}, {listen: " + Tool.freePort() + ", guest: 9}]");
        Files.writeString(deaf, text);
        plane.demi("apply", "--target", "process", "-f", deaf.toString());
        plane.awaitOutput("rolled back: to revision 1, since it was not ready after 2000 ms", "events", "hello");
        endWithoutFailure(wrk);
        assertThat(plane.demi("history", "hello")).contains("demitasse  Roll back hello to revision 1");
        plane.awaitOutput("serving", "services");
    }

    @Test
    void killed_it_leaves_its_instances_running_and_the_next_one_takes_them_up() throws Exception {
        apply("replicas: 1\n");
        plane.awaitOutput("1 of 1", "services");
        String before = plane.firstInstance("hello");
        plane.killAndRestart();
        plane.awaitOutput("adopted", "events", "hello");
        plane.awaitOutput("1 of 1", "services");
        assertThat(Tool.run("curl", "-sS", "--fail", url)).isEqualTo("Hello, unikernel!\n");
        assertThat(plane.firstInstance("hello")).isEqualTo(before);
        assertThat(plane.interrupt().status()).isZero();
        assertThat(plane.processes()).as("processes after the end").isZero();
    }

    @Test
    void an_instance_that_is_killed_is_replaced_within_two_seconds() throws Exception {
        apply("replicas: 1\n");
        plane.awaitOutput("1 of 1", "services");
        long pid = Long.parseLong(plane.demi("services", "hello")
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .replaceAll(".* ", ""));
        long start = System.nanoTime();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(2000);
        assertThat(plane.demi("events", "hello")).contains("failed: it was killed");
    }

    @Test
    void an_image_that_has_vanished_is_said_to_have_and_brings_no_connection_to_hang() throws Exception {
        apply(SLEEPS);
        try (var images = Files.list(plane.state().resolve("images"))) {
            for (Path image : images.toList()) {
                Files.delete(image);
            }
        }
        String answer = Tool.run("curl", "-sS", "-w", "%{http_code}", "--max-time", "10", url);
        assertThat(answer).endsWith("503").contains("hello cannot start").contains("is gone from");
        apply(SLEEPS);
        assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
    }

    @Test
    void an_image_that_was_changed_is_not_booted_and_applied_again_it_is() throws Exception {
        apply(SLEEPS);
        try (var images = Files.list(plane.state().resolve("images"))) {
            for (Path image : images.toList()) {
                byte[] bytes = Files.readAllBytes(image);
                bytes[bytes.length / 2] ^= 1;
                Files.delete(image);
                Files.write(image, bytes);
            }
        }
        String answer = Tool.run("curl", "-sS", "-w", "%{http_code}", "--max-time", "10", url);
        assertThat(answer).endsWith("503").contains("hello cannot start").contains("was changed: apply it again");
        apply(SLEEPS);
        assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
    }

    @Test
    void what_cannot_be_is_refused_with_place_and_mend_and_changes_nothing() throws Exception {
        assertThat(plane.fails("apply", "-f", service("replicas: many\n").toString()))
                .contains("hello.yaml:5:11: \"many\" is no number between 0 and 1000");
        apply(SLEEPS);
        Path sealed = Files.writeString(
                folder.resolve("sealed.yaml"),
                Files.readString(folder.resolve("hello.yaml")).replace("egress: open\n", "egress: [db.internal]\n"));
        assertThat(plane.fails("apply", "--target", "process", "-f", sealed.toString()))
                .contains("sealed.yaml:3:10: \"db.internal\" is no destination such as db.internal:5432");
        Path other = Files.writeString(
                folder.resolve("other.yaml"),
                Files.readString(folder.resolve("hello.yaml")).replace("service: hello", "service: other"));
        assertThat(plane.fails("apply", "--target", "process", "-f", other.toString()))
                .contains("is the service hello's already");
        assertThat(plane.demi("services").lines()).hasSize(2);
        plane.demi("delete", "hello");
        assertThat(plane.demi("services").lines()).hasSize(1);
    }

    @Test
    void a_secret_reaches_the_instance_and_no_file_but_its_own() throws Exception {
        String refers = "secrets: {DB_PASSWORD: shop-db}\n";
        assertThat(plane.fails(
                        "apply", "--target", "process", "-f", service(refers).toString()))
                .contains("the secret shop-db is missing: demi secret set shop-db");
        try (var set = plane.start("secret", "set", "shop-db")) {
            set.type("open sesame");
            set.endInput();
            assertThat(set.await(Duration.ofSeconds(30)).status()).isZero();
        }
        apply(refers);
        plane.awaitService("hello serving 1 of 1 ");
        long pid = plane.instances().values().iterator().next();
        assertThat(Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1))
                .contains("demi.env=DB_PASSWORD=open%20sesame");
        assertThat(plane.demi("secret", "list")).contains("shop-db  hello").doesNotContain("sesame");
        assertThat(plane.fails("secret", "rm", "shop-db")).contains("is needed by hello");
        assertThat(Tool.run("grep", "-rl", "sesame", plane.state().toString()).lines())
                .containsExactly(plane.state().resolve("secrets/shop-db").toString());
        plane.demi("delete", "hello");
        plane.demi("secret", "rm", "shop-db");
    }

    @Test
    void a_secret_of_a_virtual_machine_reaches_it_and_is_on_no_command_line() throws Exception {
        try (var set = plane.start("secret", "set", "who")) {
            set.type("sesame & co");
            set.endInput();
            assertThat(set.await(Duration.ofSeconds(30)).status()).isZero();
        }
        plane.demi(
                "apply",
                "--target",
                "qemu",
                "-f",
                service("secrets: {GREETING_NAME: who}\n").toString());
        plane.awaitService("hello serving 1 of 1 ");
        assertThat(Tool.run("curl", "-sS", "--fail", url)).isEqualTo("Hello, sesame & co!\n");
        List<String> commands = plane.commandLines();
        assertThat(commands).anyMatch(line -> line.contains("qemu-system"));
        assertThat(commands).noneMatch(line -> line.contains("sesame"));
        assertThat(Tool.run("grep", "-rl", "sesame", plane.state().toString()).lines())
                .containsExactly(plane.state().resolve("secrets/who").toString());
    }

    @Test
    void two_services_share_a_port_with_tls_and_a_renewed_certificate_is_shown_at_once() throws Exception {
        Path first = certificate("one.example.com");
        assertThat(plane.fails(
                        "apply", "--target", "process", "-f", shares("one", "/").toString()))
                .contains("the certificate one is missing: demi certificate add one");
        for (String name : List.of("one", "two")) {
            Path chain = name.equals("one") ? first : certificate(name + ".example.com");
            plane.demi(
                    "certificate",
                    "add",
                    name,
                    "--chain",
                    chain.toString(),
                    "--key",
                    key(chain).toString());
            plane.demi("apply", "--target", "process", "-f", shares(name, "/").toString());
        }
        assertThat(secure("one", first)).isEqualTo("Hello, unikernel!\n");
        assertThat(plane.fails(
                        "apply",
                        "--target",
                        "process",
                        "-f",
                        shares("three", "/", "one").toString()))
                .contains("is the service one's already (both are for host one.example.com, path /)");
        assertThat(plane.fails("certificate", "rm", "one")).contains("is shown by one");
        assertThat(plane.demi("certificate", "list"))
                .contains("one.example.com")
                .doesNotContain("PRIVATE");
        Path renewed = certificate("one.example.com");
        plane.demi(
                "certificate",
                "add",
                "one",
                "--chain",
                renewed.toString(),
                "--key",
                key(renewed).toString());
        assertThat(secure("one", renewed)).isEqualTo("Hello, unikernel!\n");
        assertThat(plane.demi("delete", "two")).isEmpty();
        assertThat(secure("one", renewed)).isEqualTo("Hello, unikernel!\n");
    }

    private Path shares(String name, String path, String... host) throws IOException {
        String of = host.length == 0 ? name : host[0];
        return Files.writeString(
                folder.resolve(name + ".yaml"), """
                service: %s
                image: %s
                egress: open
                ports:
                  - {listen: %d, guest: 8080, protocol: http, host: %s.example.com, path: %s, tls: {certificate: %s}}
                """.formatted(name, Demi.example("hello-http"), port, of, path, of));
    }

    /** A certificate that signs itself, with its key in the file beside it. */
    private Path certificate(String host) throws IOException {
        Path chain = Files.createTempFile(folder, "chain", ".pem");
        Tool.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + host,
                "-addext",
                "subjectAltName=DNS:" + host,
                "-keyout",
                key(chain).toString(),
                "-out",
                chain.toString());
        return chain;
    }

    private static Path key(Path chain) {
        return Path.of(chain + ".key");
    }

    /** What curl gets from a service on the shared port, which trusts this certificate and no other. */
    private String secure(String name, Path trusted) {
        String host = name + ".example.com:" + port;
        return Tool.run(
                "curl",
                "-sS",
                "--fail",
                "--cacert",
                trusted.toString(),
                "--resolve",
                host + ":127.0.0.1",
                "https://" + host + "/");
    }

    @Test
    void the_consoles_of_a_services_instances_are_shown_and_followed_until_they_end() throws Exception {
        apply("replicas: 2\n");
        plane.awaitService("hello serving 2 of 2 ");
        String instance = plane.firstInstance("hello");
        assertThat(plane.demi("logs", "hello").lines()).hasSize(2).contains(instance + "  Listening on port 8080");
        assertThat(plane.demi("logs", instance)).isEqualTo("Listening on port 8080\n");
        try (var following = plane.start("logs", "-f", instance)) {
            following.awaitOutput("Listening on port 8080");
            ProcessHandle.of(plane.pid(instance)).orElseThrow().destroyForcibly();
            assertThat(following.await(Duration.ofSeconds(60)).status()).isZero();
        }
        assertThat(plane.fails("logs", "no-such")).contains("there is no log of an instance no-such");
    }

    @Test
    void a_repository_of_somebody_elses_says_what_runs_and_a_broken_commit_changes_nothing() throws Exception {
        Path owner = Files.createDirectory(folder.resolve("owner"));
        Path image = folder.resolve("hello.elf");
        Demi.shared().succeed("build", "--target", "process", "-o", image.toString(), Demi.example("hello-http"));
        String digest = Tool.run("sha256sum", image.toString()).split(" ")[0];
        git(owner, "init", "-q", "-b", "main");
        Path file = owner.resolve("live/hello.yaml");
        Files.createDirectory(file.getParent());
        String good =
                Files.readString(service("replicas: 1\n")).replace(Demi.example("hello-http"), "sha256:" + digest);
        Files.writeString(file, good);
        git(owner, "add", ".");
        git(owner, "commit", "-q", "-m", "Say hello");
        plane.restartWith(
                "--repository", owner.toString(), "--repository-folder", "live", "--repository-interval", "200ms");
        plane.awaitOutput("1 of 1", "services");
        assertThat(Tool.run("curl", "-sS", "--fail", url)).isEqualTo("Hello, unikernel!\n");
        assertThat(plane.demi("history", "hello")).contains("Ann  ", "Say hello (");
        assertThat(plane.fails("apply", "-f", service("").toString()))
                .contains("nothing can be applied here", owner.toString(), "commit the change there");
        assertThat(plane.fails("rollback", "hello")).contains(owner.toString(), "commit the change there");

        Files.writeString(file, good.replace("replicas: 1", "replicas: many"));
        git(owner, "commit", "-q", "-a", "-m", "Say hello often");
        plane.awaitOutput("is not taken, and what was wanted before stays: live/hello.yaml:5:", "events");
        assertThat(plane.demi("repository")).contains("state    refused", "reason   live/hello.yaml:5:");
        assertThat(Tool.run("curl", "-sS", "--fail", plane.url() + "/healthz")).contains("is not taken");
        assertThat(Tool.run("curl", "-sS", "--fail", url)).isEqualTo("Hello, unikernel!\n");

        Files.writeString(file, good.replace("replicas: 1", "replicas: 2"));
        git(owner, "commit", "-q", "-a", "-m", "Say hello twice");
        assertThat(plane.demi("repository", "--fetch")).contains("state    current");
        plane.awaitOutput("2 of 2", "services");

        git(owner, "rm", "-q", "live/hello.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(owner.resolve("live/README"), "No services now.\n");
        git(owner, "add", ".");
        git(owner, "commit", "-q", "-m", "Be silent");
        plane.awaitOutput(
                "commit "
                        + Tool.run("git", "-C", owner.toString(), "rev-parse", "HEAD")
                                .substring(0, 12),
                "events");
        Waiting.until(
                Duration.ofSeconds(20),
                () -> plane.processes() == 0,
                () -> "processes that are left: " + plane.processes());
    }

    @Test
    void images_that_a_repository_names_come_from_this_machine_or_from_a_registry() throws Exception {
        Path owner = Files.createDirectory(folder.resolve("owner"));
        git(owner, "init", "-q", "-b", "main");
        Path file = owner.resolve("hello.yaml");
        String text = Files.readString(service("scale: {min: 0, max: 1}\n"));
        Demi demi = Demi.shared();
        try (var registry = DockerRegistry.open(Files.createDirectory(folder.resolve("registry")))) {
            String name = registry.host() + "/shop/hello:1";
            String built = demi.succeed(
                            "build",
                            "--target",
                            "process",
                            "-t",
                            name,
                            "-t",
                            "shop-hello:1",
                            Demi.example("hello-http"))
                    .out();
            String digest = built.replaceAll("(?s).*sha256 ([0-9a-f]{64}).*", "$1");
            demi.succeed("push", name);
            demi.succeed("rm", name);
            Files.writeString(file, text.replace(Demi.example("hello-http"), name));
            git(owner, "add", ".");
            git(owner, "commit", "-q", "-m", "Say hello");
            plane.restartWith("--repository", owner.toString(), "--repository-interval", "1h");
            plane.awaitOutput("state    current", "repository");
            assertThat(plane.demi("services", "hello", "--output", "json")).contains("sha256:" + digest);
            assertThat(Tool.run("curl", "-sS", "--fail", url)).isEqualTo("Hello, unikernel!\n");

            Files.writeString(file, text.replace(Demi.example("hello-http"), name.replace(":1", ":2")));
            git(owner, "commit", "-q", "-a", "-m", "Say it better");
            assertThat(plane.fails("repository", "--fetch")).isEmpty();
            assertThat(plane.demi("repository"))
                    .contains(
                            "state    refused",
                            "hello.yaml: the image \"" + name.replace(":1", ":2") + "\" cannot be had: ");
        }
        Files.writeString(file, text.replace(Demi.example("hello-http"), "shop-hello:1") + "memory: 48M\n");
        git(owner, "commit", "-q", "-a", "-m", "Say it from here");
        assertThat(plane.demi("repository", "--fetch")).contains("state    current");
        assertThat(plane.demi("history", "hello").lines()).hasSize(3);
        // What a text from elsewhere names is never a file of this machine.
        Files.writeString(file, text);
        git(owner, "commit", "-q", "-a", "-m", "Say it from a folder");
        assertThat(plane.fails("repository", "--fetch")).isEmpty();
        assertThat(plane.demi("repository")).contains("state    refused", "is no name of an image");
        demi.succeed("rm", "shop-hello:1");
    }

    private static void git(Path folder, String... words) throws Exception {
        var command = new ArrayList<>(
                List.of("git", "-C", folder.toString(), "-c", "user.name=Ann", "-c", "user.email=ann@example.com"));
        command.addAll(List.of(words));
        Tool.run(command.toArray(String[]::new));
    }

    @Test
    void with_keep_the_end_leaves_the_instances_to_the_next_one() throws Exception {
        apply("replicas: 1\n");
        plane.awaitService("hello serving 1 of 1 ");
        String instance = plane.firstInstance("hello");
        plane.restartWith("--keep");
        assertThat(plane.interrupt().status()).isZero();
        assertThat(plane.instances()).containsOnlyKeys(instance);
        plane.restartWith();
        plane.awaitOutput("adopted", "events", "hello");
        assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
        assertThat(plane.firstInstance("hello")).isEqualTo(instance);
    }

    @Test
    void an_instance_whose_record_is_damaged_is_ended_and_replaced() throws Exception {
        apply("replicas: 1\n");
        plane.awaitService("hello serving 1 of 1 ");
        String instance = plane.firstInstance("hello");
        long pid = plane.pid(instance);
        Files.writeString(plane.state().resolve("instances/" + instance + "/record.json"), "{\"id\": ");
        plane.killAndRestart();
        plane.awaitService("hello serving 1 of 1 ");
        assertThat(plane.firstInstance("hello")).isNotEqualTo(instance);
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(plane.demi("events")).contains(instance + " is damaged: it was ended");
    }

    @Test
    void a_one_shot_service_gives_each_connection_an_instance_of_its_own() throws Exception {
        apply("scale: {min: 0, max: 3, one-shot: true}\n");
        for (int i = 0; i < 3; i++) {
            assertThat(Tool.run("curl", "-sS", "--fail", url)).isEqualTo("Hello, unikernel!\n");
        }
        plane.awaitService("hello sleeping 0 of 0-3 ");
        assertThat(plane.demi("events", "hello").lines().filter(line -> line.contains("  starting: ")))
                .hasSize(3);
        assertThat(plane.processes()).isZero();
    }
}
