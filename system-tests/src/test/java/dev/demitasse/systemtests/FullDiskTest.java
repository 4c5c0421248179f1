package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A control plane whose disk is full for a while: a file system in memory of its own, which takes root to mount. */
final class FullDiskTest {
    @TempDir
    private Path folder;

    private final int port = Tool.freePort();
    private final String url = "http://127.0.0.1:" + port + "/";
    private Path disk;
    private ControlPlane plane;

    @BeforeEach
    void mount() throws Exception {
        Demi.shared().succeed("build", "--target", "process", Demi.example("hello-http"));
        disk = Files.createDirectory(folder.resolve("d"));
        Tool.run("mount", "-t", "tmpfs", "-o", "size=40m,mode=700", "demitasse-full-disk", disk.toString());
        plane = new ControlPlane(disk.resolve("s"));
    }

    @AfterEach
    void unmount() throws Exception {
        try {
            plane.interrupt();
            plane.close();
        } finally {
            Tool.run("umount", disk.toString());
        }
    }

    private Path service(String rest) throws IOException {
        return Files.writeString(folder.resolve("hello.yaml"), """
                service: hello
                image: %s
                egress: open
                ports: [{listen: %d, guest: 8080, protocol: http}]
                %s""".formatted(Demi.example("hello-http"), port, rest));
    }

    /** Takes all room that is left, to the last byte. */
    private Path fill() throws IOException {
        Path filler = disk.resolve("filler");
        try (var channel = FileChannel.open(filler, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int size = 1 << 20; size > 0; size /= 2) {
                fill(channel, size);
            }
        }
        return filler;
    }

    private static void fill(FileChannel channel, int size) {
        try {
            while (true) {
                channel.write(ByteBuffer.allocate(size));
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }

    private String answer() {
        return Tool.run("curl", "-sS", "--fail", "--max-time", "10", url);
    }

    @Test
    void a_full_disk_refuses_changes_and_stops_nothing_and_all_goes_on_once_there_is_room() throws Exception {
        String[] apply = {"--target", "process", "-f", service("replicas: 1\n").toString()};
        Path filler = fill();
        assertThat(plane.fails("apply", apply))
                .contains("nothing was changed", "No space left on device")
                .hasLineCount(1);
        // Room for a line of the audit log, and not for the image.
        try (var channel = FileChannel.open(filler, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - (2 << 20));
        }
        assertThat(plane.fails("apply", apply))
                .contains("nothing was kept", "No space left on device")
                .hasLineCount(1);
        try (var images = Files.list(disk.resolve("s/images"))) {
            assertThat(images).as("parts of images").isEmpty();
        }
        Files.delete(filler);
        plane.demi("apply", apply);
        plane.awaitService("hello serving 1 of 1 ");

        filler = fill();
        service("replicas: 1\nmemory: 48M\n");
        assertThat(plane.fails("apply", apply))
                .contains("nothing was changed", "No space left on device")
                .hasLineCount(1);
        assertThat(plane.fails("delete", "hello")).contains("nothing was changed", "No space left on device");
        assertThat(answer()).isEqualTo("Hello, unikernel!\n");
        assertThat(plane.demi("history", "hello").lines())
                .as("heading and revisions")
                .hasSize(2);
        // One that ends now cannot be replaced before there is room.
        ProcessHandle.of(plane.instances().values().iterator().next())
                .orElseThrow()
                .destroyForcibly();
        plane.awaitOutput("No space left on device", "events", "hello");

        Files.delete(filler);
        plane.awaitService("hello serving 1 of 1 ");
        assertThat(answer()).isEqualTo("Hello, unikernel!\n");
        plane.demi("apply", apply);
        plane.demi("rollout", "status", "hello", "--wait");
        assertThat(plane.demi("history", "hello").lines()).hasSize(3);
        assertThat(Files.readAllLines(disk.resolve("s/audit.jsonl"))).allMatch(line -> line.matches("\\{.*}"));
        plane.killAndRestart();
        plane.awaitService("hello serving 1 of 1 ");
        assertThat(plane.demi("history", "hello").lines()).hasSize(3);
        assertThat(plane.interrupt().status()).isZero();
        assertThat(plane.processes()).isZero();
        plane = new ControlPlane(disk.resolve("s"));
    }

    @Test
    void a_start_on_a_full_disk_says_so_in_a_line() throws Exception {
        plane.interrupt();
        Path filler = fill();
        Demi.Result result = Demi.shared()
                .start(
                        "serve",
                        "--listen",
                        "127.0.0.1:0",
                        "--state",
                        disk.resolve("new").toString())
                .await(Duration.ofSeconds(60));
        assertThat(result.status()).isNotZero();
        assertThat(result.err()).contains("No space left on device").hasLineCount(1);
        Files.delete(filler);
        plane = new ControlPlane(disk.resolve("s"));
    }
}
