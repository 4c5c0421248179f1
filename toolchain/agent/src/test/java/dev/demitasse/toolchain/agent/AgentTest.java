package dev.demitasse.toolchain.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent in a JVM of its own, with a program that reaches things by name. */
class AgentTest {
    @TempDir
    static Path folder;

    private static TreeSet<String> notes = new TreeSet<>();

    @BeforeAll
    static void traceTheSubject() throws Exception {
        Path file = folder.resolve("notes.txt");
        Path jar = agentJar(Path.of("target/classes"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xshare:auto",
                        "-Xlog:disable",
                        "-javaagent:" + jar + "=" + file,
                        "-cp",
                        Path.of("target/test-classes").toString() + File.pathSeparator + jspecify(),
                        Subject.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).isEqualTo("done\n");
        notes = new TreeSet<>(Files.readAllLines(file));
    }

    @Test
    void classes_asked_for_by_name_or_through_a_loader_are_noted() {
        assertThat(notes).contains("type\t" + name("Named"), "type\t" + name("Loaded"), "type\t" + name("Initialized"));
    }

    @Test
    void classes_whose_members_are_asked_for_are_noted() {
        assertThat(notes).contains("type\t" + name("Queried"));
    }

    @Test
    void methods_and_constructors_are_noted_when_they_are_called() {
        assertThat(notes)
                .contains(
                        "method\t" + name("Called") + "\t<init>\tint",
                        "method\t" + name("Called") + "\tadd\tint,java.lang.String[]")
                .noneMatch(line -> line.contains("notCalled"));
    }

    @Test
    void fields_are_noted() {
        assertThat(notes).contains("field\t" + name("Called") + "\tsum");
    }

    @Test
    void handles_are_noted() {
        assertThat(notes)
                .contains("method\t" + name("Handled") + "\ttwice\tint", "field\t" + name("Handled") + "\tvalue");
    }

    @Test
    void arrays_and_proxies_are_noted() {
        assertThat(notes)
                .contains("type\t" + name("Named") + "[]", "proxy\t" + name("Greeter") + ",java.lang.Runnable");
    }

    @Test
    void serialized_types_and_bundles_are_noted() {
        assertThat(notes).contains("serialize\t" + name("Stored"), "bundle\t" + name("Words"));
    }

    @Test
    void what_the_jdk_does_for_itself_is_not_noted() {
        // Strings put together and lambdas are linked through method handles, while the subject runs.
        assertThat(notes).noneMatch(line -> line.contains("StringConcatHelper") || line.contains("$$Lambda"));
    }

    private static String name(String nested) {
        return Subject.class.getName() + "$" + nested;
    }

    private static String jspecify() throws Exception {
        return Path.of(org.jspecify.annotations.NullMarked.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }

    /** As the pom makes it. */
    private static Path agentJar(Path classes) throws IOException {
        var manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", Agent.class.getName());
        attributes.putValue("Boot-Class-Path", "agent.jar");
        attributes.putValue("Can-Retransform-Classes", "true");
        Path jar = folder.resolve("agent.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var files = Files.walk(classes)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            for (Path file : all) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }
}
