package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Tool;
import dev.demitasse.harness.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The five commands about services, typed as README.md has them: in a folder with {@code demi} and the example, and in a network
 * of its own, since they name ports.
 */
final class ReadmeTest {
    private static final String BEFORE = "A service boots when somebody connects";

    @TempDir
    private Path folder;

    /** What stands in the block of commands behind a sentence, without the remarks. */
    private static List<String> commands(String sentence) throws IOException {
        return Files.readString(Demi.ROOT.resolve("README.md"))
                .transform(text -> text.substring(text.indexOf(sentence)))
                .lines()
                .dropWhile(line -> !line.startsWith("    "))
                .takeWhile(line -> line.startsWith("    "))
                .map(line -> line.replaceAll("\\s+#.*", "").strip())
                .toList();
    }

    @Test
    void the_five_commands_deploy_wake_update_and_roll_back_a_service() throws Exception {
        List<String> commands = commands(BEFORE);
        assertThat(commands).hasSize(5);
        Path yaml = checkout();
        Path messages = folder.resolve("messages");
        try (Namespace namespace = Namespace.withNames(Map.of())) {
            Process serving = new ProcessBuilder(words(namespace, commands.getFirst()))
                    .redirectErrorStream(true)
                    .redirectOutput(messages.toFile())
                    .start();
            try {
                await(() -> Files.readString(messages), "serving http://");
                assertThat(type(namespace, commands.get(1))).contains("hello is wanted as of revision 1");
                String curl = commands.get(2);
                assertThat(type(namespace, curl)).contains("Hello, world!\n");
                Files.writeString(
                        yaml, Files.readString(yaml).replace("GREETING_NAME: world", "GREETING_NAME: reader"));
                assertThat(type(namespace, commands.get(3))).contains("hello is wanted as of revision 2");
                await(() -> greeting(namespace, curl), "Hello, reader!\n");
                assertThat(type(namespace, commands.get(4))).contains("revision 3: Roll back hello to revision 1");
                await(() -> greeting(namespace, curl), "Hello, world!\n");
            } finally {
                Tool.run("kill", "-INT", Long.toString(serving.pid()));
                assertThat(serving.waitFor(60, TimeUnit.SECONDS)).isTrue();
                Tool.run("rm", "-r", state().toString());
                Files.delete(folder.resolve("demi"));
            }
            assertThat(serving.exitValue()).isZero();
        }
    }

    /** What of a checkout the commands name; returns the file of the service. */
    private Path checkout() throws IOException {
        Path original = Path.of(Demi.example("hello-http"));
        Path copy = folder.resolve("examples/hello-http");
        Files.createSymbolicLink(folder.resolve("demi"), Demi.ROOT.resolve("demi"));
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = original.relativize(file);
                if (!relative.startsWith("target")) {
                    Path place = copy.resolve(relative);
                    Files.createDirectories(place.getParent());
                    Files.copy(file, place);
                }
            }
        }
        return copy.resolve("service.yaml");
    }

    private static Path state() {
        return Demi.shared().home().resolve("control");
    }

    private List<String> words(Namespace namespace, String command) {
        return List.of(
                "ip",
                "netns",
                "exec",
                namespace.name(),
                "env",
                "DEMITASSE_HOME=" + Demi.shared().home(),
                "sh",
                "-c",
                "cd " + folder + " && exec " + command);
    }

    /** What a command prints, which must succeed. */
    private String type(Namespace namespace, String command) {
        return Tool.run(words(namespace, command).toArray(String[]::new));
    }

    /** The same of a request, which the old version answers or the new one. */
    private String greeting(Namespace namespace, String curl) {
        String answer = type(namespace, curl);
        assertThat(answer).containsPattern("Hello, (world|reader)!\n");
        return answer;
    }

    private interface Output {
        String now() throws IOException;
    }

    private static void await(Output output, String text) throws InterruptedException {
        var last = new String[] {""};
        Waiting.until(
                Duration.ofSeconds(60),
                () -> {
                    try {
                        last[0] = output.now();
                    } catch (IOException e) {
                        last[0] = e.toString();
                    }
                    return last[0].contains(text);
                },
                () -> "no \"" + text + "\" in: " + last[0]);
    }
}
