package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code demi trace} writes; that a build reads such files, the examples show. */
final class TraceTest {
    @TempDir
    private Path folder;

    @Test
    void a_class_that_is_loaded_by_its_name_is_in_the_file_and_a_second_trace_adds_nothing() throws Exception {
        Path jar = ProbeJar.write(folder, "probe.Probe");
        Path into = folder.resolve("metadata");
        String[] command = {"trace", jar.toString(), "--into", into.toString(), "--", "by-name", "probe.Families"};

        Demi.Result first = Demi.shared().succeed(command);

        Path file = into.resolve("META-INF/native-image/probe/reachability-metadata.json");
        assertThat(first.out()).isEqualTo("class probe.Families\n");
        assertThat(first.err()).contains(file + " has 1 entries, 1 of them new");
        assertThat(Files.readString(file)).contains("\"probe.Families\"");
        assertThat(Demi.shared().succeed(command).err()).contains("has 1 entries, 0 of them new");
    }

    @Test
    void the_status_is_the_applications_and_a_jar_needs_a_folder() {
        Path jar = ProbeJar.write(folder, "probe.Probe");

        assertThat(Demi.shared()
                        .run("trace", jar.toString(), "--into", folder.toString(), "--", "exit", "7")
                        .status())
                .isEqualTo(7);
        Demi.Result without = Demi.shared().run("trace", jar.toString());
        assertThat(without.status()).isEqualTo(1);
        assertThat(without.err()).contains("probe is no Maven project: say with --into");
    }

    @Test
    void ctrl_c_ends_the_application_in_order_and_what_was_noted_is_written() throws Exception {
        Path jar = ProbeJar.write(folder, "probe.Probe");
        try (var trace = Demi.shared()
                .start("trace", jar.toString(), "--into", folder.resolve("into").toString(), "--", "hooks")) {
            trace.awaitOutput("waiting");
            trace.interrupt();
            trace.awaitError("entries");
            assertThat(folder.resolve("into/META-INF/native-image/probe/reachability-metadata.json"))
                    .exists();
        }
    }
}
