package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.harness.Faults;
import dev.demitasse.harness.Traffic;
import dev.demitasse.harness.TrafficServer;
import dev.demitasse.harness.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our TCP against Linux's, over both families, through a relay that delays, loses, reorders and duplicates frames as a
 * seed says. {@code -Ddemitasse.interoperation.seeds=N} takes more seeds than {@code ./verify} does.
 */
final class InteroperationTest {
    private static final int SEEDS = Integer.getInteger("demitasse.interoperation.seeds", 3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<InetAddress> FAMILIES = List.of(RelayedInstance.IPV4, RelayedInstance.IPV6);

    /** Linux's addresses, in the order of {@link #FAMILIES}. */
    private static final List<String> LINUX = List.of("10.88.0.1", "fd88::1");

    @TempDir
    private static Path temporary;

    private static Path image = Path.of("");

    @BeforeAll
    static void build() throws Exception {
        image = ProbeImage.process(temporary);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    /** What is done with an instance. */
    private interface Action {
        void run(RelayedInstance instance) throws Exception;
    }

    /** Runs it with a new instance behind a seed's faults; a failure says which, and leaves what passed. */
    private static void with(RelayedInstance instance, String name, long seed, Action action) throws Exception {
        try (instance) {
            instance.relay().set(Faults.random(seed), seed);
            try {
                action.run(instance);
                assertThat(instance.relay().failure()).isNull();
                assertThat(instance.isAlive()).isTrue();
            } catch (Exception | AssertionError e) {
                Path capture = Path.of("target", "captures", "interoperation-" + name + "-" + seed + ".pcap");
                instance.relay().capture().write(capture);
                throw new AssertionError(
                        "seed %d, %s, frames in %s, console: %s"
                                .formatted(seed, Faults.random(seed), capture.toAbsolutePath(), instance.console()),
                        e);
            }
        }
    }

    private static RelayedInstance process() throws IOException, InterruptedException {
        return RelayedInstance.process(image, Files.createTempDirectory(temporary, "process"), "");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bulk_goes_both_ways_whoever_connects(long seed) throws Exception {
        with(process(), "bulk", seed, instance -> bulk(instance, seed, 1 << 20));
    }

    @Test
    void a_virtual_machine_does_the_same() throws Exception {
        Path machine = ProbeImage.machine(temporary);
        Path directory = Files.createTempDirectory(temporary, "vm");
        with(RelayedInstance.virtualMachine(machine, directory), "vm", 1, instance -> {
            bulk(instance, 1, 1 << 18);
            closes(instance, 1);
        });
    }

    private static void bulk(RelayedInstance instance, long seed, long size) throws Exception {
        var actions = new ArrayList<Callable<Void>>();
        for (int family = 0; family < FAMILIES.size(); family++) {
            for (char letter : List.of('U', 'D', 'E')) {
                int which = family;
                actions.add(() -> exchange(instance, FAMILIES.get(which), letter, size, seed));
                actions.add(() -> exchangeCalled(instance, which, letter, size, seed));
            }
        }
        all(actions);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void two_hundred_connections_at_once(long seed) throws Exception {
        with(process(), "many", seed, instance -> {
            var actions = new ArrayList<Callable<Void>>();
            for (int i = 0; i < 200; i++) {
                InetAddress address = FAMILIES.get(i % 2);
                char letter = "UDE".charAt(i % 3);
                int number = i;
                actions.add(() -> exchange(instance, address, letter, 20_000, seed * 1000 + number));
            }
            all(actions);
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void connections_open_and_close_in_all_orders(long seed) throws Exception {
        with(process(), "closes", seed, instance -> closes(instance, seed));
    }

    private static void closes(RelayedInstance instance, long seed) throws Exception {
        var actions = new ArrayList<Callable<Void>>();
        for (int family = 0; family < FAMILIES.size(); family++) {
            int which = family;
            // U: Linux closes first; D: we do; S: we do, and Linux sends nothing more; E: whoever is ready.
            for (char letter : List.of('U', 'D', 'S', 'E')) {
                actions.add(() -> exchange(instance, FAMILIES.get(which), letter, 1000, seed));
                actions.add(() -> exchangeCalled(instance, which, letter, 1000, seed));
            }
            actions.add(() -> reset(instance, FAMILIES.get(which), 10_000, seed));
            actions.add(() -> resetByLinux(instance, FAMILIES.get(which)));
        }
        all(actions);
        for (int family = 0; family < FAMILIES.size(); family++) {
            closeBothAtOnce(instance, FAMILIES.get(family));
            openBothAtOnce(instance, family, seed);
        }
    }

    /** Linux connects, and plays its part. */
    private static Void exchange(RelayedInstance instance, InetAddress address, char letter, long size, long seed)
            throws Exception {
        int token = instance.token();
        try (Socket socket = instance.request(address, letter, token, size, seed)) {
            play(socket, letter, size, seed);
        }
        assertThat(instance.end(token)).as("%s to %s", letter, address).isEqualTo("done");
        return null;
    }

    /** The instance connects, and Linux plays its part. */
    private static Void exchangeCalled(RelayedInstance instance, int family, char letter, long size, long seed)
            throws Exception {
        int token = instance.token();
        InetAddress linux = InetAddress.getByName(LINUX.get(family));
        try (ServerSocket listener = instance.listener()) {
            instance.dial(linux, listener.getLocalPort(), 0, letter, token, size, seed);
            try (Socket socket = listener.accept()) {
                play(socket, letter, size, seed);
            }
        }
        assertThat(instance.end(token)).as("%s from %s", letter, linux).isEqualTo("done");
        return null;
    }

    private static void play(Socket socket, char letter, long size, long seed) throws IOException {
        switch (letter) {
            case 'U' -> {
                Traffic.send(socket, seed, size);
                socket.shutdownOutput();
                assertThat(socket.getInputStream().read()).isEqualTo('U');
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            case 'D' -> {
                Traffic.receiveAll(socket, seed, size);
                Traffic.send(socket, ~seed, size);
            }
            case 'S' -> Traffic.receiveAll(socket, seed, size);
            case 'E' -> Traffic.exchange(socket, ~seed, seed, size);
            default -> throw new IllegalArgumentException("no part: " + letter);
        }
    }

    /** A reset may overtake what was sent before it, and may be lost; in the end Linux knows of it all the same. */
    private static Void reset(RelayedInstance instance, InetAddress address, long size, long seed) throws Exception {
        int token = instance.token();
        try (Socket socket = instance.request(address, 'R', token, size, seed)) {
            assertThat(instance.end(token)).isEqualTo("done");
            Traffic.sendUntilReset(socket);
            assertThatThrownBy(() -> socket.getOutputStream().write(0)).isInstanceOf(IOException.class);
        }
        return null;
    }

    private static Void resetByLinux(RelayedInstance instance, InetAddress address) throws Exception {
        int token = instance.token();
        Socket socket = instance.request(address, 'W', token, 0, 0);
        assertThat(socket.getInputStream().read()).isZero();
        Traffic.reset(socket);
        assertThat(instance.end(token)).isEqualTo("done");
        return null;
    }

    /** The FINs cross, since neither passes before both are sent: Linux goes through CLOSING into TIME-WAIT. */
    private static void closeBothAtOnce(RelayedInstance instance, InetAddress address) throws Exception {
        int token = instance.token();
        int port;
        try (Socket socket = instance.connect(address)) {
            port = socket.getLocalPort();
            instance.relay().hold(frame -> TcpFrame.has(frame, TcpFrame.FIN, port));
            RelayedInstance.write(socket, 'C', token, 0, 0);
            Waiting.until(PATIENCE, () -> instance.relay().keptOutwards() > 0, () -> "we send no FIN");
        }
        Waiting.until(PATIENCE, () -> instance.relay().keptInwards() > 0, () -> "Linux sends no FIN");
        instance.relay().release();
        assertThat(instance.end(token)).isEqualTo("done");
        Waiting.until(
                PATIENCE,
                () -> instance.linux("ss", "-Htan", "state", "time-wait", "sport = :" + port)
                        .contains(":" + TrafficServer.PORT),
                () -> "Linux is in another state: " + instance.linux("ss", "-tan"));
    }

    /** The SYNs cross, since neither passes before both are sent. */
    private static void openBothAtOnce(RelayedInstance instance, int family, long seed) throws Exception {
        int token = instance.token();
        InetAddress linux = InetAddress.getByName(LINUX.get(family));
        int ours = 20_000 + token;
        try (Socket socket = instance.socket();
                var connecting = Executors.newVirtualThreadPerTaskExecutor()) {
            socket.bind(new InetSocketAddress(linux, 0));
            instance.relay().hold(frame -> TcpFrame.has(frame, TcpFrame.SYN, ours));
            instance.dial(linux, socket.getLocalPort(), ours, 'E', token, 1000, seed);
            Waiting.until(PATIENCE, () -> instance.relay().keptOutwards() > 0, () -> "we send no SYN");
            Future<Void> connected = connecting.submit(() -> {
                socket.connect(new InetSocketAddress(FAMILIES.get(family), ours), (int) PATIENCE.toMillis());
                return null;
            });
            Waiting.until(PATIENCE, () -> instance.relay().keptInwards() > 0, () -> "Linux sends no SYN");
            instance.relay().release();
            connected.get();
            play(socket, 'E', 1000, seed);
        }
        assertThat(instance.end(token)).isEqualTo("done");
    }

    /** Does all at once; the first failure is the one that is told. */
    private static void all(List<Callable<Void>> actions) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> result : executor.invokeAll(actions)) {
                try {
                    result.get();
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof Exception cause ? cause : e;
                }
            }
        }
    }
}
