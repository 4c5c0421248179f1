package dev.demitasse.systemtests;

import dev.demitasse.harness.Demi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A {@code demi serve} of a test, with a state folder of its own, and the commands that talk to it. */
final class ControlPlane implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Between two commands that ask the same, each a JVM that takes as much of a processor. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final Duration POLL = Duration.ofMillis(10);

    private static final String EVENTS = "events.jsonl";

    private final Demi demi;
    private final Path state;
    private Demi.Running serving;

    /** Starts one; the folder's path must be short, since sockets are below it. */
    ControlPlane(Path state) throws InterruptedException {
        this(state, Demi.shared());
    }

    /** Starts one with another command than the one that all tests share. */
    ControlPlane(Path state, Demi demi) throws InterruptedException {
        this.demi = demi;
        this.state = state;
        this.serving = serve("127.0.0.1:0");
    }

    private Demi.Running serve(String listen, String... options) throws InterruptedException {
        String[] more =
                Stream.concat(Stream.of("--listen", listen), Stream.of(options)).toArray(String[]::new);
        Demi.Running started = demi.start(all("serve", more));
        started.awaitError("serving http://");
        return started;
    }

    /** Kills it as {@code kill -9} does, and starts the next one. */
    void killAndRestart() throws InterruptedException {
        kill();
        serving = serve("127.0.0.1:0");
    }

    /** Kills it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        serving.kill();
        serving.close();
    }

    /** Starts the next one where the one that was killed listened. */
    void restart() throws IOException, InterruptedException {
        serving = serve(url().substring("http://".length()));
    }

    /** Ends it if it runs, as {@code kill -9} does, and starts the next one with other options. */
    void restartWith(String... options) throws InterruptedException {
        kill();
        serving = serve("127.0.0.1:0", options);
    }

    /** Ends it as Ctrl-C does. */
    Demi.Result interrupt() throws IOException, InterruptedException {
        serving.interrupt();
        return serving.await(LIMIT);
    }

    /** Runs a command that must succeed; returns what it prints. */
    String demi(String command, String... arguments) {
        return demi.succeed(all(command, arguments)).out();
    }

    /** Starts a command. */
    Demi.Running start(String command, String... arguments) {
        return demi.start(all(command, arguments));
    }

    /** Runs a command that must fail; returns its complaint. */
    String fails(String command, String... arguments) {
        Demi.Result result = demi.run(all(command, arguments));
        if (result.status() == 0) {
            throw new AssertionError("demi " + command + " should fail: " + result);
        }
        return result.err();
    }

    private String[] all(String command, String... arguments) {
        return Stream.concat(
                        Stream.of(command), Stream.concat(Stream.of(arguments), Stream.of("--state", state.toString())))
                .toArray(String[]::new);
    }

    /** Waits until a command prints a text. */
    void awaitOutput(String text, String command, String... arguments) throws InterruptedException {
        await(text, () -> demi(command, arguments));
    }

    /** Waits until a line of the list of services begins so, with one blank between columns. */
    void awaitService(String line) throws InterruptedException {
        await("\n" + line, () -> demi("services").replaceAll(" +", " "));
    }

    private void await(String text, Supplier<String> output) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            long happened = eventsLength();
            String last = output.get();
            if (last.contains(text)) {
                return;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError(
                        "no \"" + text + "\" within " + LIMIT + " in: " + last + "\nevents:\n" + events());
            }
            awaitEvent(happened);
        }
    }

    /** Waits until something happens, but not for long: not all that is waited for is an event. */
    private void awaitEvent(long before) throws InterruptedException {
        long end = System.nanoTime() + PAUSE.toNanos();
        while (eventsLength() == before && System.nanoTime() - end < 0) {
            Thread.sleep(POLL);
        }
    }

    private long eventsLength() {
        return state.resolve(EVENTS).toFile().length();
    }

    /** All that happened, as it is on disk. */
    String events() {
        try {
            return Files.readString(state.resolve(EVENTS));
        } catch (IOException e) {
            return "no events: " + e.getMessage();
        }
    }

    /** Processes whose instances are in the state folder. */
    long processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(state.toString()))
                .filter(process -> !process.info().commandLine().orElse("").contains("dev.demitasse.cli.Demi"))
                .count();
    }

    /** What every user of the machine may read of the instances' processes (proc(5), {@code /proc/pid/cmdline}). */
    List<String> commandLines() {
        return ProcessHandle.allProcesses()
                .map(process -> {
                    try {
                        return Files.readString(
                                        Path.of("/proc", Long.toString(process.pid()), "cmdline"),
                                        StandardCharsets.ISO_8859_1)
                                .replace('\0', ' ');
                    } catch (IOException e) {
                        return "";
                    }
                })
                .filter(line -> line.contains(state.toString()))
                .toList();
    }

    /** Where the REST API and the page are; another port after each start. */
    String url() throws IOException {
        return Files.readString(state.resolve("address")).strip();
    }

    /** The name of a service's first instance. */
    String firstInstance(String service) {
        return demi("services", service)
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .split(" ")[0];
    }

    /** The processes that instances are, by their directories; not for virtual machines. */
    Map<String, Long> instances() {
        var pids = new TreeMap<String, Long>();
        try (Stream<Path> directories = Files.list(state.resolve("instances"))) {
            for (Path directory : directories.toList()) {
                Path file = directory.resolve("process");
                if (Files.exists(file)) {
                    long pid = Long.parseLong(Files.readString(file).split(" ")[0]);
                    if (ProcessHandle.of(pid).isPresent()) {
                        pids.put(directory.getFileName().toString(), pid);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // One has just ended, and its directory was removed: whoever asks asks again.
            return Map.of();
        }
        return pids;
    }

    /** The memory that the control plane holds. */
    long residentKib() throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(serving.pid()), "status"));
        return Long.parseLong(status.replaceAll("(?s).*VmRSS:\\s+(\\d+).*", "$1"));
    }

    /** The process that an instance is. */
    long pid(String instance) {
        Long pid = instances().get(instance);
        if (pid == null) {
            throw new AssertionError(instance + " does not run: " + instances());
        }
        return pid;
    }

    /** What the instances do, in a letter of Linux each (proc(5), {@code /proc/pid/stat}); T is stopped. */
    List<String> instanceStates() {
        return instances().values().stream()
                .map(pid -> {
                    try {
                        String stat = Files.readString(Path.of("/proc", pid.toString(), "stat"));
                        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
                    } catch (IOException e) {
                        return "ended";
                    }
                })
                .toList();
    }

    Path state() {
        return state;
    }

    @Override
    public void close() {
        serving.close();
    }
}
