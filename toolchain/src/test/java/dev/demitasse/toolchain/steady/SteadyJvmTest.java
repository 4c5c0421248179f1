package dev.demitasse.toolchain.steady;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SteadyJvmTest {
    @TempDir
    private Path folder;

    @Test
    void every_run_lists_and_hashes_the_same() throws Exception {
        List<String> options = SteadyJvm.options(folder.resolve("patches"));
        List<String> first = probe(options);
        assertThat(first).hasSize(8);
        assertThat(probe(options)).isEqualTo(first);
        assertThat(probe(options)).isEqualTo(first);
    }

    @Test
    void reflection_and_JVMCI_list_all_methods_by_name() throws Exception {
        List<String> steady = probe(SteadyJvm.options(folder.resolve("patches")));
        assertThat(steady.get(1).split(" ")).isSorted().containsExactlyInAnyOrder(names());
        assertThat(steady.get(2).split(" ")).isSorted().containsExactlyInAnyOrder(names());
    }

    @Test
    void a_collection_makes_it_forget_nothing_that_a_build_asks_for_again() throws Exception {
        assertThat(probe(SteadyJvm.options(folder.resolve("patches"))).getLast())
                .isEqualTo("false false");
        assertThat(probe(List.of()).getLast()).isEqualTo("true true");
    }

    @Test
    void what_is_asynchronous_is_done_and_gives_the_common_pool_no_workers() throws Exception {
        assertThat(probe(SteadyJvm.options(folder.resolve("patches"))).get(6)).isEqualTo("true 0 true");
        List<String> alone = List.of("-Djava.util.concurrent.ForkJoinPool.common.parallelism=0");
        assertThat(probe(alone).get(6)).as("without it").matches("true [1-9].*");
    }

    @Test
    void without_it_two_runs_differ() throws Exception {
        List<String> shared = List.of("-Xshare:off");
        List<String> first = probe(shared);
        assertThat(Stream.of(probe(shared), probe(shared), probe(shared))).anyMatch(other -> !other.equals(first));
    }

    private static String[] names() {
        return Arrays.stream(Files.class.getDeclaredMethods())
                .map(Method::getName)
                .toArray(String[]::new);
    }

    /** The lines of {@link OrderProbe}. */
    private List<String> probe(List<String> options) throws Exception {
        Path out = folder.resolve("out");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:+EnableJVMCI",
                "--add-modules=jdk.internal.vm.ci",
                "--add-exports=jdk.internal.vm.ci/jdk.vm.ci.meta=ALL-UNNAMED",
                "--add-exports=jdk.internal.vm.ci/jdk.vm.ci.code=ALL-UNNAMED",
                "--add-exports=jdk.internal.vm.ci/jdk.vm.ci.runtime=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), OrderProbe.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        List<String> lines = process.waitFor() == 0 ? Files.readAllLines(out) : List.of();
        assertThat(lines).as(() -> "output of the probe: " + out).isNotEmpty();
        return lines;
    }
}
