package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be seen of an instance's network from outside, while it runs and after its end. */
final class NetworkReportTest {
    @TempDir
    private Path temporary;

    private final Demi demi = Demi.shared();
    private final int port = Tool.freePort();

    @ParameterizedTest
    @ValueSource(strings = {"process", "qemu"})
    void a_running_instance_shows_its_connections_and_counters_and_leaves_its_last_packets(String target)
            throws IOException {
        String name = demi.succeed(
                        "run",
                        "-d",
                        "--target",
                        target,
                        "--last-packets",
                        "64",
                        "-p",
                        port + ":8080",
                        Demi.example("hello-http"))
                .out()
                .strip();
        Path pcap = temporary.resolve("last.pcap");
        try {
            try (var open = new Socket(InetAddress.getLoopbackAddress(), port)) {
                open.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(open.getInputStream().read()).isEqualTo('H');
                JsonNode report = report(name);
                assertThat(report.at("/interfaces").findValuesAsText("name")).contains("lo", "eth0");
                assertThat(report.at("/connections").findValuesAsText("state")).contains("ESTABLISHED");
                assertThat(report.at("/connections/0/local").asText()).isEqualTo("10.0.2.15:8080");
                assertThat(report.at("/counters/tcpPassiveOpens").asLong()).isPositive();
                assertThat(report.at("/counters/ipInReceives").asLong()).isGreaterThan(2);
                // With an answer that was not read, the connection would end with a reset.
                open.getInputStream().skipNBytes(open.getInputStream().available());
            }
            assertThat(demi.succeed("network", name).out()).contains("INTERFACE", "10.0.2.15/24", "tcpInSegs");
            demi.succeed("network", name, "--pcap", pcap.toString());
            assertThat(frames(pcap)).anyMatch(frame -> TcpFrame.has(frame, TcpFrame.SYN, 8080));
            Files.delete(pcap);
        } finally {
            demi.succeed("stop", name);
        }
        demi.succeed("network", name, "--pcap", pcap.toString());
        assertThat(frames(pcap)).hasSizeBetween(5, 64).anyMatch(frame -> TcpFrame.has(frame, TcpFrame.FIN, 8080));
        assertThat(demi.run("network", name).err()).contains("has ended");
        demi.succeed("rm", name);
    }

    @Test
    void a_panic_leaves_the_last_packets() throws Exception {
        String image = ProbeImage.process(temporary).toString();
        Path pcap = temporary.resolve("panic.pcap");
        try (var running = demi.start(
                "run",
                "--name",
                "panicking",
                "--last-packets",
                "16",
                "-p",
                port + ":8080",
                image,
                "--",
                "crash-when-asked")) {
            running.awaitOutput("serving");
            try (var open = new Socket(InetAddress.getLoopbackAddress(), port)) {
                open.getOutputStream().write("now\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(running.await(Duration.ofMinutes(1)).status()).isEqualTo(134);
            }
        }
        demi.succeed("network", "panicking", "--pcap", pcap.toString());
        assertThat(frames(pcap)).hasSizeBetween(4, 16).anyMatch(frame -> TcpFrame.has(frame, TcpFrame.SYN, 8080));
        demi.succeed("rm", "panicking");
    }

    @Test
    void without_packets_kept_that_is_one_line() {
        String name = demi.succeed("run", "-d", "-p", port + ":8080", Demi.example("hello-http"))
                .out()
                .strip();
        demi.succeed("stop", name);
        Demi.Result result =
                demi.run("network", name, "--pcap", temporary.resolve("none").toString());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("demi run --last-packets").doesNotContain("\tat ");
        demi.succeed("rm", name);
    }

    private JsonNode report(String name) throws IOException {
        return new ObjectMapper()
                .readTree(demi.succeed("network", "--output", "json", name).out());
    }

    /** The beginnings of the frames in a file of pcap. */
    private static List<byte[]> frames(Path pcap) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(pcap)).order(ByteOrder.BIG_ENDIAN);
        assertThat(file.getInt()).isEqualTo(0xa1b2_3c4d);
        file.position(24);
        var frames = new ArrayList<byte[]>();
        while (file.hasRemaining()) {
            byte[] frame = new byte[file.getInt(file.position() + 8)];
            file.position(file.position() + 16).get(frame);
            frames.add(frame);
        }
        return frames;
    }
}
