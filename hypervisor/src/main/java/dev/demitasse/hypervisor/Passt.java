package dev.demitasse.hypervisor;

import java.io.File;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The user network of a process, and of whatever is filtered: passt (passt(1)), which needs no privileges and speaks frames over a Unix socket on one
 * side and sockets of the host on the other. It leaves the starter's session once it listens, and ends with its client.
 * The addresses are those of QEMU's user network.
 */
final class Passt {
    /** passt listens within some 100 ms. */
    private static final int START_SECONDS = 20;

    private final List<String> command = new ArrayList<>();

    private Passt(String binary, Path socket, List<PortForward> forwards, Optional<Path> capture) {
        add(binary, "--quiet", "--ipv4-only", "--one-off", "--socket", socket.toString());
        // Without this root's passt becomes "nobody", who may not make a socket in the instance's directory.
        if (isRoot()) {
            add("--runas", "0:0");
        }
        add("--address", "10.0.2.15", "--netmask", "24", "--gateway", "10.0.2.2", "--dns-forward", "10.0.2.3");
        add("--no-dhcp");
        capture.ifPresent(file -> add("--pcap", file.toAbsolutePath().toString()));
        for (PortForward forward : forwards) {
            add(
                    switch (forward.protocol()) {
                        case TCP -> "--tcp-ports";
                        case UDP -> "--udp-ports";
                    },
                    "%s/%d:%d".formatted(forward.address(), forward.hostPort(), forward.guestPort()));
        }
    }

    /**
     * Brings a user network up, with its filter if it has one, and returns once a guest can connect to
     * {@link InstanceFiles#networkSocket}.
     *
     * @param binary its path, or its name on the {@code PATH}
     * @param capture where all frames are written, if anywhere
     * @throws HypervisorException when it does not start
     */
    static void start(String binary, InstanceFiles files, Network.User network, Optional<Path> capture)
            throws InterruptedException {
        switch (network.outbound()) {
            case Outbound.Filtered(Outbound.Filter filter) -> {
                start(binary, files.passtSocket(), network.forwards(), capture, files.passtLog());
                try {
                    filter.open(files.networkSocket(), files.passtSocket());
                } catch (RuntimeException e) {
                    end(files.passtSocket());
                    throw e;
                }
            }
            case Outbound.Open _, Outbound.Denied _ ->
                start(binary, files.networkSocket(), network.forwards(), capture, files.passtLog());
        }
    }

    /** Starts passt and returns once it listens; {@code messages} is the file for what it says. */
    static void start(String binary, Path socket, List<PortForward> forwards, Optional<Path> capture, Path messages)
            throws InterruptedException {
        try {
            Process process = new ProcessBuilder(new Passt(binary, socket, forwards, capture).command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(messages.toFile())
                    .start();
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new HypervisorException("passt did not start within " + START_SECONDS + " s");
            }
            if (process.exitValue() != 0 || !Files.exists(socket)) {
                throw new HypervisorException("passt does not start: " + reason(messages));
            }
        } catch (IOException e) {
            throw new HypervisorException(
                    "cannot run %s: install passt (Debian, Ubuntu: apt-get install passt; Fedora: dnf install passt); the user network of processes, and of whatever may reach only some others, needs it"
                            .formatted(binary),
                    e);
        }
    }

    /** Ends a passt whose client never came, by being a client that goes at once. */
    static void end(Path socket) {
        try (var client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            client.shutdownOutput();
        } catch (IOException e) {
            // It has ended with its client, or there never was one.
            return;
        }
    }

    private static String reason(Path messages) throws IOException {
        return Files.readString(messages)
                .lines()
                // It complains of each line that finds no system log.
                .filter(line -> !line.startsWith("Failed to send") && !line.isBlank())
                .reduce((_, last) -> last)
                .orElse("it does not say why");
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private void add(String... words) {
        command.addAll(List.of(words));
    }
}
