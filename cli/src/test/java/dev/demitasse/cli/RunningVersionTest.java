package dev.demitasse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.hypervisor.BootConfiguration;
import dev.demitasse.hypervisor.HypervisorException;
import dev.demitasse.hypervisor.Instances;
import dev.demitasse.hypervisor.Network;
import dev.demitasse.toolchain.ImageManifest;
import dev.demitasse.toolchain.ReadyImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code demi dev} runs, with shell scripts that keep the boot contract of a process for images. */
final class RunningVersionTest {
    private static final String SERVER = "trap 'exit 0' TERM; echo demi main >&2; while :; do sleep 0.01; done";

    @TempDir
    private Path temporary;

    private final PrintStream standardErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Home home;
    private RunningVersion running;

    @BeforeEach
    void prepare() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        home = new Home(temporary.resolve("home"));
        running = new RunningVersion(
                home,
                new HypervisorOptions(),
                new Network.None(),
                Optional.empty(),
                Optional.empty(),
                BootConfiguration.empty());
    }

    @AfterEach
    void stop() throws Exception {
        running.stop();
        System.setErr(standardErr);
    }

    @Test
    void a_new_version_takes_the_place_of_the_old_one_and_says_when_it_is_there() throws Exception {
        running.replace(image("one", SERVER), System.nanoTime());
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("in main ", " after the save");
        InstanceRecord old = instances().getFirst();

        running.replace(image("two", SERVER), System.nanoTime());
        assertThat(running.isAlive()).isTrue();
        assertThat(instances()).singleElement().isNotEqualTo(old);
    }

    @Test
    void the_same_version_stays() throws Exception {
        running.replace(image("one", SERVER), System.nanoTime());
        InstanceRecord first = instances().getFirst();
        running.replace(image("one", SERVER), System.nanoTime());
        assertThat(instances()).containsExactly(first);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("the image is the same");
    }

    @Test
    void one_that_does_not_start_leaves_nothing() throws Exception {
        ReadyImage image = image("one", SERVER);
        assertThat(image.file().toFile().setExecutable(false, false)).isTrue();
        assertThatThrownBy(() -> running.replace(image, System.nanoTime())).isInstanceOf(HypervisorException.class);
        assertThat(running.isAlive()).isFalse();
        assertThat(instances()).isEmpty();
        assertThat(temporary.resolve("home/instances")).isEmptyDirectory();
    }

    @Test
    void stopped_it_leaves_neither_process_nor_files() throws Exception {
        running.replace(image("one", SERVER), System.nanoTime());
        Path directory = home.instances().directory(instances().getFirst());
        assertThat(Instances.find(directory).isAlive()).isTrue();
        running.stop();
        assertThat(running.isAlive()).isFalse();
        assertThat(directory).doesNotExist();
    }

    private List<InstanceRecord> instances() {
        return home.instances().all();
    }

    private ReadyImage image(String digest, String body) throws Exception {
        Path file = Files.writeString(temporary.resolve(digest), "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        var manifest = new ImageManifest(
                ImageManifest.FORMAT,
                "app",
                "App",
                "process",
                "x86-64",
                0,
                List.of(),
                Map.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of());
        return new ReadyImage(file, digest, manifest);
    }
}
