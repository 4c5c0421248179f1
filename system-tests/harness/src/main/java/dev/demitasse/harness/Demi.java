package dev.demitasse.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command as a user calls it. Immutable. */
public final class Demi {
    /** The repository. */
    public static final Path ROOT =
            Path.of(System.getProperty("demitasse.root")).toAbsolutePath().normalize();

    /** A build takes a minute or two on two cores, one of several frameworks nine with others beside it; on a busy machine twice that. */
    private static final Duration LIMIT = Duration.ofMinutes(20);

    /** Before it prints what is waited for, a command may build a small image. */
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final Path home;
    private final Map<String, String> environment;
    private final List<String> prefix;
    private final Path installation;

    private Demi(Path home, Map<String, String> environment, List<String> prefix, Path installation) {
        this.home = home;
        this.prefix = prefix;
        this.environment = environment;
        this.installation = installation;
    }

    /** With the images and instances that all tests share. */
    public static Demi shared() {
        return at(ROOT.resolve(".demitasse/test-home"));
    }

    /** With images and instances of its own. */
    public static Demi at(Path home) {
        return new Demi(home, Map.of(), List.of(), ROOT);
    }

    /** The same with one more variable in its environment. */
    public Demi with(String name, String value) {
        var more = new HashMap<>(environment);
        more.put(name, value);
        return new Demi(home, more, prefix, installation);
    }

    /** The same in a network namespace, which takes root. */
    public Demi inNamespace(String name) {
        return new Demi(home, environment, List.of("ip", "netns", "exec", name), installation);
    }

    /** The same from another folder with {@code demi}, its scripts and what they start. */
    public Demi installedAt(Path folder) {
        return new Demi(home, environment, prefix, folder);
    }

    /** Where its images and instances are. */
    public Path home() {
        return home;
    }

    /** Runs a command to its end. */
    public Result run(String... arguments) {
        try (var running = start(arguments)) {
            return running.await(LIMIT);
        }
    }

    /** Runs a command to its end, which must be a good one. */
    public Result succeed(String... arguments) {
        Result result = run(arguments);
        if (result.status() != 0) {
            throw new AssertionError("demi " + String.join(" ", arguments) + ": " + result);
        }
        return result;
    }

    /** Starts a command; its output is in files, so that it never blocks on us. */
    public Running start(String... arguments) {
        try {
            Path out = Files.createTempFile("demi", ".out");
            Path err = Files.createTempFile("demi", ".err");
            var command = new ArrayList<>(prefix);
            command.add(installation.resolve("demi").toString());
            command.addAll(List.of(arguments));
            var builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("DEMITASSE_HOME", home.toString());
            builder.environment().putAll(environment);
            return new Running(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a command ended. */
    public record Result(int status, String out, String err) {}

    /** A command that runs. Confined to one thread. */
    public static final class Running implements AutoCloseable {
        private final Process process;
        private final Path out;
        private final Path err;

        private Running(Process process, Path out, Path err) {
            this.process = process;
            this.out = out;
            this.err = err;
        }

        /** What it has printed so far. */
        public String out() {
            return read(out);
        }

        /** What it has complained of so far. */
        public String err() {
            return read(err);
        }

        /** Types a line. */
        public void type(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        /** Types the end of the input. */
        public void endInput() throws IOException {
            process.getOutputStream().close();
        }

        /** Waits until it has printed {@code text}. */
        public void awaitOutput(String text) throws InterruptedException {
            await(out, text);
        }

        /** Waits until it has printed {@code text} as an error. */
        public void awaitError(String text) throws InterruptedException {
            await(err, text);
        }

        private void await(Path stream, String text) throws InterruptedException {
            Waiting.until(
                    PATIENCE,
                    () -> read(stream).contains(text) || !process.isAlive(),
                    () -> "no \"" + text + "\" in: " + out() + read(err));
            if (!read(stream).contains(text)) {
                throw new AssertionError("it has ended without \"" + text + "\": " + out() + read(err));
            }
        }

        /** What the terminal's Ctrl-C does. */
        public void interrupt() throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        /** Its process. */
        public long pid() {
            return process.pid();
        }

        /** What {@code kill -9} does; it has ended when this returns. */
        public void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        public Result await(Duration limit) {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("still running after " + limit + ": " + out() + read(err));
                }
                return new Result(process.exitValue(), out(), read(err));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        public boolean isAlive() {
            return process.isAlive();
        }

        /** Leaves neither process nor files. */
        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                Files.delete(out);
                Files.delete(err);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** An example's folder. */
    public static String example(String name) {
        return ROOT.resolve("examples").resolve(name).toString();
    }
}
