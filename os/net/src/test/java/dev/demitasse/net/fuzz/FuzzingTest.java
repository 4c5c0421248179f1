package dev.demitasse.net.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fuzzes all {@link FuzzTarget}s for a moment, from seeds in {@code src/test/resources/fuzz} (hexadecimal, with comments
 * behind {@code #}), among which is everything that was ever found. {@code -Ddemitasse.fuzz.seconds} makes it a long run,
 * {@code -Ddemitasse.fuzz.target} one of a single target, {@code -Ddemitasse.fuzz.corpus} names a folder that keeps what is
 * learned from one run to the next.
 */
class FuzzingTest {
    private static final int SECONDS = Integer.getInteger("demitasse.fuzz.seconds", 20);
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");

    /** Fewer than that in the time is no fuzzing. */
    private static final int LEAST_RUNS = 100;

    private record Seed(String name, byte[] bytes) {
        byte[] forTheFuzzer(FuzzTarget target) {
            byte[] chosen = new byte[1 + bytes.length];
            chosen[0] = (byte) target.ordinal();
            System.arraycopy(bytes, 0, chosen, 1, bytes.length);
            return chosen;
        }
    }

    private static List<Seed> seeds(FuzzTarget target) throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(FuzzingTest.class.getResource("/fuzz"))
                        .toURI())
                .resolve(target.name().toLowerCase(Locale.ROOT));
        List<Seed> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String digits = Files.readAllLines(file).stream()
                        .map(line -> line.replaceFirst("#.*", "").replace(" ", ""))
                        .collect(Collectors.joining());
                seeds.add(new Seed(file.getFileName().toString(), HexFormat.of().parseHex(digits)));
            }
        }
        return seeds;
    }

    @TestFactory
    Stream<DynamicTest> what_was_once_found_stays_mended() throws IOException, URISyntaxException {
        List<DynamicTest> tests = new ArrayList<>();
        for (FuzzTarget target : FuzzTarget.values()) {
            for (Seed seed : seeds(target)) {
                tests.add(DynamicTest.dynamicTest(target + " " + seed.name, () -> target.run(seed.bytes)));
            }
        }
        return tests.stream();
    }

    @Test
    void a_bounded_run_finds_nothing(@TempDir Path folder) throws Exception {
        Path corpus = Files.createDirectories(Path.of(System.getProperty(
                "demitasse.fuzz.corpus", folder.resolve("corpus").toString())));
        for (FuzzTarget target : FuzzTarget.values()) {
            for (Seed seed : seeds(target)) {
                Files.write(corpus.resolve(target + "-" + seed.name), seed.forTheFuzzer(target));
            }
        }
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command(folder, corpus))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS + 300L, TimeUnit.SECONDS))
                    .as("Jazzer ends in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        assertThat(process.exitValue()).as(found(folder) + output).isZero();
        Matcher done = DONE.matcher(output);
        assertThat(done.find()).as(output).isTrue();
        assertThat(Integer.parseInt(done.group(1))).isGreaterThan(LEAST_RUNS);
    }

    private static List<String> command(Path folder, Path corpus) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:MaxDirectMemorySize=256m",
                "-XX:+EnableDynamicAgentLoading", // Jazzer instruments as an agent that it loads itself
                "--enable-native-access=ALL-UNNAMED",
                "-Ddemitasse.fuzz.target=" + System.getProperty("demitasse.fuzz.target", "ALL"),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Fuzzer.class.getName(),
                "--instrumentation_includes=dev.demitasse.**",
                "--custom_hook_includes=dev.demitasse.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/found-",
                "-rss_limit_mb=0",
                "-max_len=4096",
                "-timeout=30",
                "-max_total_time=" + SECONDS,
                corpus.toString());
    }

    /** What to put into a file of seeds, should something have been found. */
    private static String found(Path folder) throws IOException {
        StringBuilder text = new StringBuilder("Found (the first byte chooses the target):\n");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("found-"))
                    .toList()) {
                text.append(HexFormat.of().formatHex(Files.readAllBytes(file))).append('\n');
            }
        }
        return text.toString();
    }
}
