import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Milliseconds from QEMU's start to what an image does first: its events, and the first HTTP answer of a server. Run by
 * {@code bench/first-answer}, which says how.
 */
final class FirstAnswer {
    private static final String MACHINE = "microvm,acpi=off,pit=off,pic=off,rtc=off,isa-serial=off,x-option-roms=off";

    private final Map<String, List<Double>> times = new TreeMap<>();

    private FirstAnswer() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        String printer = arguments[1];
        String server = arguments[2];
        var bench = new FirstAnswer();
        // In turns, so that a change of the machine's load meets both.
        for (int round = 0; round < rounds; round++) {
            bench.boot("print", printer, false);
            bench.boot("serve", server, true);
        }
        System.out.printf("%-18s %8s %8s %8s%n", "milliseconds", "median", "least", "most");
        bench.times.forEach((what, values) -> System.out.printf(
                "%-18s %8.1f %8.1f %8.1f%n",
                what, median(values), values.stream().min(Double::compare).get(), values.stream().max(Double::compare).get()));
        System.out.printf(
                "the first answer takes %.2f times as long as the first line of the image that only prints%n",
                median(bench.times.get("serve 4 answer")) / median(bench.times.get("print 3 line")));
    }

    private void boot(String what, String image, boolean serves) throws IOException, InterruptedException {
        int port = freePort();
        // The console and the events share QEMU's standard output: bytes arrive as the guest writes them.
        var command = new ArrayList<>(List.of(
                "qemu-system-x86_64", "-M", MACHINE, "-accel", "tcg", "-cpu", "max", "-m", "64M", "-nodefaults",
                "-no-user-config", "-display", "none", "-no-reboot", "-global", "virtio-mmio.force-legacy=false",
                "-kernel", image, "-chardev", "stdio,id=out,signal=off", "-device", "isa-debugcon,iobase=0xe9,chardev=out",
                "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-device", "virtio-rng-device"));
        if (serves) {
            command.addAll(List.of(
                    "-netdev", "user,id=net0,hostfwd=tcp:127.0.0.1:" + port + "-:8080",
                    "-device", "virtio-net-device,netdev=net0",
                    "-append", "demi.ip=10.0.2.15/24 demi.gateway=10.0.2.2 demi.dns=10.0.2.3 demi.clock=" + System.currentTimeMillis() + "000000"));
        } else {
            command.addAll(List.of("-append", "demi.clock=" + System.currentTimeMillis() + "000000"));
        }
        long start = System.nanoTime();
        Process qemu = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var lines = qemu.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("demi boot")) {
                    record(what + " 1 boot", start);
                } else if (line.startsWith("demi main")) {
                    record(what + " 2 main", start);
                } else if (line.startsWith("demi exit")) {
                    record(what + " 3 line", start); // the line it prints and its exit are within a millisecond
                    return;
                } else if (line.startsWith("demi listening")) {
                    record(what + " 3 listening", start);
                    ask(port);
                    record(what + " 4 answer", start);
                    return;
                }
            }
            throw new IllegalStateException(image + " ended too early");
        } finally {
            qemu.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void record(String what, long start) {
        times.computeIfAbsent(what, _ -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
    }

    private static void ask(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            if (!status.equals("HTTP/1.1 200")) {
                throw new IllegalStateException("the answer began with " + status);
            }
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
