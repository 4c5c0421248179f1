package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of bad input: one clear line, a status that is not zero, and nothing left behind. */
final class BadInputTest {
    @TempDir
    private Path temporary;

    /** With a home of its own, in which nothing else may run. */
    private Demi demi;

    @BeforeEach
    void begin() {
        demi = Demi.at(temporary.resolve("home"));
    }

    @Test
    void no_such_file() {
        complains(demi.run("run", "no-such-file.jar"), "no-such-file.jar does not exist");
    }

    @Test
    void a_jar_without_a_main_class() throws IOException {
        Path jar = temporary.resolve("library.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("readme.txt"));
        }
        complains(demi.run("run", jar.toString()), "library.jar has no Main-Class");
    }

    @Test
    void a_main_class_that_does_not_exist() {
        Path jar = ProbeJar.write(temporary, "probe.Probe");
        complains(demi.run("run", "--main", "no.such.Main", jar.toString()), "no.such.Main");
    }

    @Test
    void a_corrupt_jar() throws IOException {
        Path jar = ProbeJar.write(temporary, "probe.Probe");
        byte[] bytes = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(bytes, bytes.length / 2));
        complains(demi.run("run", jar.toString()), "probe.jar");
    }

    @Test
    void a_port_in_use() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            complains(demi.run("run", "-p", port + ":8080", helloImage()), "port " + port);
        }
    }

    @Test
    void an_image_for_another_target() throws IOException {
        Path image = Path.of(helloImage());
        byte[] bytes = Files.readAllBytes(image);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Files.write(image, text.replace("\"qemu\"", "\"zemu\"").getBytes(StandardCharsets.ISO_8859_1));
        complains(demi.run("run", image.toString()), "is an image for zemu");
    }

    @Test
    void too_little_memory() {
        complains(demi.run("run", "-m", "4M", helloImage()), "needs at least -m");
    }

    @Test
    void qemu_missing() {
        complains(demi.with("DEMITASSE_QEMU", "/no/such/qemu").run("run", helloImage()), "install QEMU");
    }

    @Test
    void the_disk_is_full_while_building() throws Exception {
        Path small = Files.createDirectory(temporary.resolve("small"));
        Tool.run("mount", "-t", "tmpfs", "-o", "size=4m", "none", small.toString());
        try {
            Demi.Result result = Demi.at(small.resolve("home")).run("build", Demi.example("hello"));
            complains(result, "full");
            assertThat(regularFiles(small.resolve("home/images/sha256"))).isEmpty();
            assertThat(regularFiles(small.resolve("home/images/work"))).isEmpty();
        } finally {
            Tool.run("umount", small.toString());
        }
    }

    @Test
    void an_interrupt_while_building() throws Exception {
        try (var build = demi.start("build", "-v", Demi.example("hello"))) {
            Path work = demi.home().resolve("images/work");
            build.awaitError("Initializing...");
            assertThat(regularFiles(work)).isNotEmpty();
            build.interrupt();
            Demi.Result result = build.await(Duration.ofSeconds(30));
            assertThat(result.status()).isNotZero();
            assertThat(result.err().lines().filter(line -> line.startsWith("demi: ")))
                    .containsExactly("demi: interrupted; nothing is kept of this build");
            assertThat(regularFiles(work)).isEmpty();
            assertThat(regularFiles(demi.home().resolve("images/sha256"))).isEmpty();
        }
        assertThat(ProcessHandle.allProcesses()
                        .filter(process -> process.info().arguments().stream()
                                .flatMap(Arrays::stream)
                                .anyMatch(argument ->
                                        argument.contains(demi.home().toString()))))
                .as("compilers left running")
                .isEmpty();
    }

    /** A copy of hello's image that a test may spoil. */
    private String helloImage() {
        String image = temporary.resolve("hello.elf").toString();
        Demi.shared().succeed("build", Demi.example("hello"), "-o", image);
        return image;
    }

    private void complains(Demi.Result result, String about) {
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err().lines().filter(line -> line.startsWith("demi: ")))
                .as(result.err())
                .anySatisfy(line -> assertThat(line).contains(about));
        assertThat(result.err()).doesNotContain("\tat ");
        assertThat(demi.succeed("ps", "--output", "json").out().strip()).isEqualTo("[ ]");
    }

    private static List<Path> regularFiles(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
