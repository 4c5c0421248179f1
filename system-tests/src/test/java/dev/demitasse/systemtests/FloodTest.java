package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Traffic;
import dev.demitasse.harness.TrafficServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An instance under a flood as fast as its socket takes it, while others use it. */
final class FloodTest {
    /** So many frames at least. */
    private static final int FRAMES = 200_000;

    private static final int EXCHANGES = 20;
    private static final int SIZE = 20_000;
    private static final long MIB = 1 << 20;

    /** What the image itself takes, beyond the memory that it is given. */
    private static final long IMAGE = 32 * MIB;

    @TempDir
    private static Path temporary;

    private static Path image = Path.of("");

    @BeforeAll
    static void build() throws Exception {
        image = ProbeImage.process(temporary);
    }

    @ParameterizedTest
    @EnumSource(FloodFrames.Kind.class)
    void the_service_keeps_answering_and_memory_stays_bounded(FloodFrames.Kind kind) throws Exception {
        Path directory = Files.createTempDirectory(temporary, "flood");
        try (var instance = RelayedInstance.process(image, directory, "")) {
            exchange(instance, RelayedInstance.IPV4, 0);
            exchange(instance, RelayedInstance.IPV6, 0);
            long before = instance.heapUsed();
            long answersBefore = instance.relay().sentOutwards();
            var flood = new Flood(instance, kind);
            long most = 0;
            int exchanges = 0;
            try (flood) {
                while (flood.sent() < FRAMES || exchanges < EXCHANGES) {
                    exchange(instance, exchanges % 2 == 0 ? RelayedInstance.IPV4 : RelayedInstance.IPV6, exchanges);
                    exchanges++;
                    most = Math.max(most, instance.resident());
                }
            }
            System.out.printf(
                    "%s flood: %d frames, %d exchanges meanwhile, %d frames from the instance, %d KiB resident at most%n",
                    kind, flood.sent(), exchanges, instance.relay().sentOutwards() - answersBefore, most >> 10);
            assertThat(most).isLessThan(Long.parseLong(RelayedInstance.MEMORY_MIB) * MIB + IMAGE);
            assertThat(instance.heapUsed()).as("what is left of it").isLessThan(before + 2 * MIB);
            exchange(instance, RelayedInstance.IPV4, 0);
            assertThat(instance.relay().failure()).isNull();
        }
    }

    private static void exchange(RelayedInstance instance, InetAddress address, long seed) throws IOException {
        try (Socket socket = instance.request(address, 'E', instance.token(), SIZE, seed)) {
            Traffic.exchange(socket, ~seed, seed, SIZE);
        }
    }

    /** A thread that sends until it is closed. */
    private static final class Flood implements AutoCloseable {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private volatile boolean enough;
        private volatile long sent;

        Flood(RelayedInstance instance, FloodFrames.Kind kind) {
            var frames = new FloodFrames(
                    kind.ordinal(),
                    hardware(instance.linux("cat", "/sys/class/net/linux0/address")),
                    hardware(instance.linux("ip", "neighbour", "show", "10.88.0.2")),
                    RelayedInstance.IPV4.getAddress(),
                    RelayedInstance.IPV6.getAddress(),
                    TrafficServer.PORT);
            Thread.ofPlatform().name("flood").start(() -> {
                try {
                    long count = 0;
                    while (!enough) {
                        instance.relay().inject(frames.next(kind));
                        sent = ++count;
                    }
                    end.complete(null);
                } catch (IOException | RuntimeException e) {
                    end.completeExceptionally(e);
                }
            });
        }

        /** The six bytes somewhere in a text. */
        private static byte[] hardware(String text) {
            return List.of(text.split("\\s+")).stream()
                    .filter(word -> word.matches("([0-9a-f]{2}:){5}[0-9a-f]{2}"))
                    .map(word -> HexFormat.ofDelimiter(":").parseHex(word))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no hardware address in: " + text));
        }

        long sent() {
            return sent;
        }

        @Override
        public void close() {
            enough = true;
            end.join();
        }
    }
}
