package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.demitasse.harness.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance whose time of day comes from a server that is an hour ahead of this machine. */
final class TimeTest {
    /** One question may meet nobody yet, and the next comes 15 seconds later. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final long AHEAD = TimeUnit.HOURS.toMillis(1);

    /** NTP's, the year 1900, in seconds before 1970. */
    private static final long EPOCH = 2_208_988_800L;

    private static final int LENGTH = 48;
    private static final int ORIGIN = 24;
    private static final int TRANSMIT = 40;

    @TempDir
    private static Path temporary;

    private static Path image = Path.of("");

    @BeforeAll
    static void build() throws Exception {
        image = ProbeImage.process(temporary);
    }

    @Test
    void a_time_server_sets_the_clock_of_who_asks_it() throws Exception {
        try (var instance = RelayedInstance.process(image, temporary, "demi.ntp=10.88.0.1")) {
            assertThat(instance.time()).isCloseTo(System.currentTimeMillis(), within(AHEAD / 2));
            try (var server = instance.datagrams(123)) {
                Thread.ofPlatform().name("time server").start(() -> serve(server));
                Waiting.until(
                        PATIENCE,
                        () -> ahead(instance) > AHEAD / 2,
                        () -> "it is still only " + ahead(instance) + " ms ahead");
                assertThat(ahead(instance)).isCloseTo(AHEAD, within(2000L));
            }
        }
    }

    private static long ahead(RelayedInstance instance) {
        try {
            return instance.time() - System.currentTimeMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers as a server of stratum 2 until it is closed (RFC 5905 section 7.3). */
    private static void serve(DatagramSocket server) {
        var packet = new DatagramPacket(new byte[LENGTH], LENGTH);
        try {
            while (true) {
                server.receive(packet);
                ByteBuffer question = ByteBuffer.wrap(packet.getData());
                ByteBuffer answer = ByteBuffer.allocate(LENGTH).putInt(0x2402_0000);
                answer.putLong(ORIGIN, question.getLong(TRANSMIT));
                long now = System.currentTimeMillis() + AHEAD;
                long time = (now / 1000 + EPOCH) << 32 | (now % 1000 << 32) / 1000;
                answer.putLong(ORIGIN + 8, time).putLong(TRANSMIT, time);
                server.send(new DatagramPacket(answer.array(), LENGTH, packet.getSocketAddress()));
            }
        } catch (SocketException e) {
            // Closed.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
