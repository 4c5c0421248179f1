package dev.demitasse.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Other programs, and what they need. Stateless. */
public final class Tool {
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

    /** A port of the loopback interface that nothing uses. */
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
