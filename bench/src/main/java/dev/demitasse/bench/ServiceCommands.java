package dev.demitasse.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code demi run} and {@code demi serve} as a user calls them, outside the namespaces of the other measurements, since
 * their instances are on ports of the loopback interface. Answers are timed by curl, so that its own start does not count.
 * Confined to one thread.
 */
final class ServiceCommands {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SERVICE = "hello";
    private static final Pattern EVENT = Pattern.compile("\"instance\":\"([^\"]+)\",\"what\":\"([A-Z_]+)\"");

    private final Paths paths;
    private final Network network;
    private final Path home;

    ServiceCommands(Paths paths, Network network) throws IOException {
        this.paths = paths;
        this.network = network;
        // Short, since paths of sockets are below it.
        this.home = Files.createTempDirectory("demi-bench");
    }

    /** A first answer in milliseconds, from the start of the command and from when it begins to make the instance. */
    record Started(double fromCommand, double fromInstance) {}

    /** Starts an image, asks when it says that it listens, and ends it. */
    Started run(Path image, int guestPort) throws IOException, InterruptedException {
        int port = freePort();
        Instant start = Instant.now();
        Process process = start("run", "--rm", "-p", port + ":" + guestPort, image.toString());
        try {
            Path instance = home.resolve("instances");
            Path control = await(() -> logs(instance).stream()
                    .filter(log -> said(log, "demi listening " + guestPort))
                    .findFirst()
                    .orElse(null));
            Instant listening = Instant.now();
            double answer = curl(port);
            Instant made = Files.readAttributes(control.getParent(), BasicFileAttributes.class)
                    .creationTime()
                    .toInstant();
            return new Started(millis(start, listening) + answer, millis(made, listening) + answer);
        } finally {
            end(process);
        }
    }

    /** Starts a control plane. */
    Serving serve() throws IOException, InterruptedException {
        Path state = Files.createTempDirectory("demi-bench");
        Process process = start("serve", "--state", state.toString(), "--listen", "127.0.0.1:0");
        await(() -> Files.exists(state.resolve("address")) ? state : null);
        return new Serving(state, process, freePort());
    }

    /** A control plane with a service. */
    final class Serving implements AutoCloseable {
        private final Path state;
        private final Process process;
        private final int port;

        private Serving(Path state, Process process, int port) {
            this.state = state;
            this.process = process;
            this.port = port;
        }

        /** Wants the service with this image, gone soon after each answer. */
        void apply(Path image, int guestPort, boolean warm) throws IOException, InterruptedException {
            Path file = Files.writeString(
                    state.resolve("service.yaml"), """
                    service: %s
                    image: %s
                    egress: open
                    ports: [{listen: %d, guest: %d, protocol: http}]
                    health: {http: /}
                    scale: {min: 0, max: 1, idle: 300ms, warm: %d}
                    """.formatted(SERVICE, image, port, guestPort, warm ? 1 : 0));
            Tool.run(network.outside(paths.demi(), "apply", "-f", file.toString(), "--state", state.toString()));
        }

        /** Waits until nothing runs, or nothing but the one started ahead, which waits. */
        void awaitRest(boolean warm) throws IOException, InterruptedException {
            await(() -> {
                Map<String, String> latest = latest();
                boolean rests = latest.values().stream().allMatch("WARM"::equals) && latest.size() == (warm ? 1 : 0);
                return rests ? state : null;
            });
            // What began when it was told to is over.
            TimeUnit.SECONDS.sleep(2);
        }

        /** What the instances that run did last, as the events say. */
        private Map<String, String> latest() throws IOException {
            var latest = new TreeMap<String, String>();
            for (String line : Files.readAllLines(state.resolve("events.jsonl"))) {
                var event = EVENT.matcher(line);
                if (event.find() && !event.group(2).equals("WARNING")) {
                    latest.put(event.group(1), event.group(2));
                }
            }
            latest.values().removeIf(what -> what.equals("STOPPED") || what.equals("FAILED"));
            return latest;
        }

        /** Asks; milliseconds from the connection to the end of the answer. */
        double ask() throws InterruptedException {
            return curl(port);
        }

        @Override
        public void close() throws IOException {
            end(process);
        }
    }

    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(network.outside(paths.demi()));
        command.addAll(Arrays.asList(arguments));
        var program = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(arguments[0] + ".log").toFile());
        program.environment().put("DEMITASSE_HOME", home.toString());
        return program.start();
    }

    private static void end(Process process) throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the command does not end: " + process.info());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double curl(int port) throws InterruptedException {
        String seconds = Tool.run(network.outside(
                "curl",
                "-sS",
                "--fail",
                "--max-time",
                "60",
                "-o",
                "/dev/null",
                "-w",
                "%{time_total}",
                "http://127.0.0.1:" + port + "/"));
        return Double.parseDouble(seconds) * 1e3;
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }

    private static List<Path> logs(Path instances) throws IOException {
        try (Stream<Path> directories = Files.exists(instances) ? Files.list(instances) : Stream.empty()) {
            return directories
                    .map(directory -> directory.resolve("control.log"))
                    .filter(Files::exists)
                    .toList();
        }
    }

    private static boolean said(Path log, String what) {
        try {
            return Files.readString(log).contains(what);
        } catch (IOException e) {
            // It is just being made, or removed.
            return false;
        }
    }

    /** What is awaited, null until it is there. */
    private interface Look {
        @Nullable Path take() throws IOException;
    }

    private Path await(Look look) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            Path found = look.take();
            if (found != null) {
                return found;
            }
            TimeUnit.MICROSECONDS.sleep(500);
        }
        throw new IOException("not within " + LIMIT.toSeconds() + " s; what the commands say is in " + home);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
