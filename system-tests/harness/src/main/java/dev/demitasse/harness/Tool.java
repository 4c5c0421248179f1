package dev.demitasse.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Other programs, and what they need. Stateless. */
public final class Tool {
    /**
     * The next port to try, below those that Linux gives to connections: thousands for each JVM that Surefire starts, from a
     * place in them that differs between two runs on one machine.
     */
    private static final AtomicInteger PORTS = new AtomicInteger(10_000
            + 7_000 * (Integer.parseInt(System.getProperty("demitasse.fork", "1")) % 3)
            + (int) (ProcessHandle.current().pid() % 100) * 50);

    private Tool() {}

    /** What a program prints on either stream; it must succeed. */
    public static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(List.of(command) + " exits with " + process.exitValue() + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The body that curl gets; redone while the connection is refused or reset, for at most ten seconds. */
    public static String curl(String url) {
        return run(
                "curl",
                "-sS",
                "--fail",
                "--max-time",
                "10",
                "--retry",
                "50",
                "--retry-delay",
                "0",
                "--retry-max-time",
                "10",
                "--retry-all-errors",
                url);
    }

    /** A port of the loopback interface that nothing uses, and that no other JVM of the same tests is given. */
    public static int freePort() {
        while (true) {
            try (var socket = new ServerSocket(PORTS.getAndIncrement(), 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody else's: the next.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
