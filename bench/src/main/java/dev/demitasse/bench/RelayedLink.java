package dev.demitasse.bench;

import dev.demitasse.harness.Faults;
import dev.demitasse.harness.FrameEnd;
import dev.demitasse.harness.FrameSocket;
import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Relay;
import dev.demitasse.harness.Tap;
import dev.demitasse.harness.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer on a simulated link to Linux: a namespace with a tap on our side, a relay, and on the other side our process or a
 * second namespace. All of it is new, so that Linux remembers nothing of connections before. Confined to one thread.
 */
final class RelayedLink implements AutoCloseable {
    private static final String LINUX = "10.88.0.1";
    private static final String PEER = "10.88.0.2";
    private static final long BITS_PER_SECOND = 100_000_000;
    private static final Duration DELAY = Duration.ofMillis(25);
    private static final Duration SETTLING_LIMIT = Duration.ofSeconds(30);
    private static final int READ_LIMIT = 300_000;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Namespace> namespaces = new ArrayList<>();
    private final Namespace linux;
    private final Service service;
    private final Relay relay;

    private RelayedLink(Peer peer, Service service) throws IOException, InterruptedException {
        this.service = service;
        linux = namespace();
        FrameEnd near;
        ProcessBuilder program;
        if (peer instanceof Demitasse ours) {
            Path directory = Files.createTempDirectory("demi-bench");
            open.add(() -> Files.delete(directory));
            Path socket = directory.resolve("frames");
            near = FrameSocket.listen(socket);
            program = ours.commandOn(socket, service, ours.memory().orElseThrow(), PEER);
        } else {
            Namespace other = namespace();
            near = tap(other, "far0", PEER);
            var command = new ArrayList<>(List.of("ip", "netns", "exec", other.name()));
            List<String> inNamespace = peer.command(service, 0).command();
            // Without the words that put it among the other servers.
            command.addAll(inNamespace.subList(2, inNamespace.size()));
            program = new ProcessBuilder(command);
        }
        relay = Relay.between(near, tap(linux, "near0", LINUX));
        open.add(relay);
        Server server = Server.start(peer, service, program);
        open.add(server);
        server.awaitReady();
        // What asks for hardware addresses is not measured.
        connect().close();
    }

    private Namespace namespace() {
        Namespace namespace = Namespace.open();
        open.add(namespace);
        namespaces.add(namespace);
        return namespace;
    }

    /** A tap whose connections use CUBIC, which most distributions do and this machine may not. */
    private static Tap tap(Namespace namespace, String name, String address) {
        Tap tap = Tap.open(namespace, name, address + "/24");
        namespace.run("ip", "route", "replace", "10.88.0.0/24", "dev", name, "src", address, "congctl", "cubic");
        return tap;
    }

    /** A new one, with losses in both directions. */
    static RelayedLink to(Peer peer, Service service, double loss, long seed) throws IOException, InterruptedException {
        var link = new RelayedLink(peer, service);
        link.relay.set(Faults.of(BITS_PER_SECOND, DELAY, loss), seed);
        return link;
    }

    /** A connection from Linux. */
    Socket connect() throws IOException, InterruptedException {
        Socket socket = linux.call(() -> {
            var made = new Socket();
            made.setSoTimeout(READ_LIMIT);
            return made;
        });
        socket.connect(new InetSocketAddress(PEER, service.port()), READ_LIMIT);
        for (Namespace each : namespaces) {
            // The far side knows of it half a round trip later.
            Waiting.until(
                    SETTLING_LIMIT,
                    () -> each.run("ss", "-tinH", "state", "established").contains(" cubic "),
                    () -> "Linux does not use CUBIC: " + each.run("ss", "-tin"));
        }
        return socket;
    }

    /** Has the server do as a letter says; see {@code TrafficServer}. */
    void request(Socket socket, char letter, long size, long seed) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeByte(letter);
        out.writeInt(0);
        out.writeLong(size);
        out.writeLong(seed);
        socket.getOutputStream().write(bytes.toByteArray());
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable each : open.reversed()) {
            try {
                each.close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("cannot take the link down", e);
            }
        }
    }
}
