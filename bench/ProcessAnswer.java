import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How long a web server takes from its start to its first answer: the same jar as a process of Demitasse and on HotSpot,
 * in turn, in one run. Of each the median, the least and the most of the runs, after one that does not count. The process's
 * network, passt, is there before the clock starts, as the host's is for HotSpot.
 *
 * <p>Usage: {@code java bench/ProcessAnswer.java IMAGE JAR}, both of the application {@code hello-http}, the image built
 * with {@code --target process}.
 */
final class ProcessAnswer {
    private static final int RUNS = 5;
    private static final int PORT = 8080;
    private static final int FORWARDED = 18080;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final Path SOCKET =
            Path.of("/tmp/process-answer-" + ProcessHandle.current().pid() + ".sock");

    private ProcessAnswer() {}

    private record Candidate(String name, boolean passt, List<String> command, List<Cost> costs) {}

    /** Milliseconds by the clock, and of processors; the latter say more on a busy machine. */
    private record Cost(double clock, double processor) {}

    public static void main(String[] arguments) throws Exception {
        Path image = Path.of(arguments[0]).toAbsolutePath();
        String jar = arguments[1];
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path cache = Files.createTempFile("process-answer", ".aot");
        measure(new Candidate(
                "HotSpot, training",
                false,
                List.of(java, "-XX:AOTCacheOutput=" + cache, "-jar", jar),
                new ArrayList<>()));
        var candidates = List.of(
                new Candidate(
                        "demitasse, process",
                        true,
                        List.of(
                                image.toString(),
                                "demi.net-socket=" + SOCKET,
                                "demi.ip=10.0.2.15/24",
                                "demi.gateway=10.0.2.2",
                                "demi.memory=67108864"),
                        new ArrayList<>()),
                new Candidate("HotSpot", false, List.of(java, "-jar", jar), new ArrayList<>()),
                new Candidate(
                        "HotSpot, tuned",
                        false,
                        List.of(
                                java,
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:AOTCache=" + cache,
                                "-jar",
                                jar),
                        new ArrayList<>()));
        for (int run = -1; run < RUNS; run++) {
            for (Candidate candidate : candidates) {
                Cost cost = measure(candidate);
                if (run >= 0) {
                    candidate.costs().add(cost);
                }
            }
        }
        Files.delete(cache);
        Files.deleteIfExists(SOCKET);
        for (Candidate candidate : candidates) {
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %s by the clock, %s of processors, %d runs%n",
                    candidate.name(),
                    spread(candidate, Cost::clock),
                    spread(candidate, Cost::processor),
                    candidate.costs().size());
        }
    }

    private static String spread(Candidate candidate, ToDoubleFunction<Cost> part) {
        double[] sorted = candidate.costs().stream().mapToDouble(part).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%7.1f ms (%.1f to %.1f)",
                sorted[sorted.length / 2],
                sorted[0],
                sorted[sorted.length - 1]);
    }

    /** From the start to the whole answer; asks as soon as the server says that it listens. */
    private static Cost measure(Candidate candidate) throws IOException, InterruptedException {
        if (candidate.passt()) {
            startNetwork();
        }
        var builder = new ProcessBuilder(candidate.command()).redirectErrorStream(true);
        long start = System.nanoTime();
        Process process = builder.start();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null && line.startsWith("[")) {
                // HotSpot's own log.
                line = out.readLine();
            }
            if (line == null || !line.startsWith("Listening")) {
                throw new IOException(candidate.name() + " says: " + line);
            }
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", candidate.passt() ? FORWARDED : PORT), 5000);
                socket.getOutputStream().write(REQUEST);
                byte[] answer = socket.getInputStream().readAllBytes();
                long end = System.nanoTime();
                if (!new String(answer, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200")) {
                    throw new IOException(candidate.name() + " answers: " + Arrays.toString(answer));
                }
                return new Cost((end - start) / 1e6, processorNanos(process.pid()) / 1e6);
            }
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** What all threads of a process have run (Linux Documentation/scheduler/sched-stats.rst). */
    private static long processorNanos(long pid) throws IOException {
        long nanos = 0;
        try (var threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads.toList()) {
                nanos += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
            }
        }
        return nanos;
    }

    /** Ends with the process that connects to it. */
    private static void startNetwork() throws IOException, InterruptedException {
        Files.deleteIfExists(SOCKET);
        var command = new ArrayList<>(List.of("passt", "--quiet", "--ipv4-only", "--one-off"));
        command.addAll(List.of("--socket", SOCKET.toString(), "--tcp-ports", "127.0.0.1/" + FORWARDED + ":" + PORT));
        command.addAll(List.of("--address", "10.0.2.15", "--netmask", "24", "--gateway", "10.0.2.2"));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("--runas", "0:0"));
        }
        Process passt = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (passt.waitFor() != 0) {
            throw new IOException("passt does not start");
        }
    }
}
