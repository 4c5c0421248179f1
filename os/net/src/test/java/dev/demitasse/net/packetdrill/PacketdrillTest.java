package dev.demitasse.net.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every script below the resources' {@code packetdrill}, and that the interpreter does notice what is wrong. */
class PacketdrillTest {
    private static Path scripts() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PacketdrillTest.class.getResource("/packetdrill"))
                .toURI());
    }

    @TestFactory
    Stream<DynamicTest> scripts_run_as_they_say() throws IOException, URISyntaxException {
        Path root = scripts();
        List<Path> all;
        try (Stream<Path> files = Files.walk(root)) {
            all = files.filter(f -> f.toString().endsWith(".pkt")).sorted().toList();
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : all) {
            String name = root.relativize(file).toString();
            String text = Files.readString(file);
            String version = ScriptParser.parse(name, text).options().getOrDefault("ip_version", "");
            if (!version.equals("ipv6")) {
                tests.add(DynamicTest.dynamicTest(name, () -> Interpreter.run(name, text)));
            }
            if (!version.equals("ipv4")) {
                tests.add(DynamicTest.dynamicTest(name + " over IPv6", () -> Interpreter.runOverIpv6(name, text)));
            }
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(150);
        return tests.stream();
    }

    @Test
    void every_script_says_which_section_of_which_rfc_it_is_about() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.walk(scripts())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".pkt")).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).startsWith("// RFC ");
            }
        }
    }

    private static final String HANDSHAKE = """
            0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
            +0 bind(3, ..., ...) = 0
            +0 listen(3, 1) = 0
            +0 < S 0:0(0) win 32792 <mss 1000>
            +0 > S. 0:0(0) ack 1 <mss 1460>
            +.1 < . 1:1(0) ack 1 win 257
            +0 accept(3, ..., ...) = 4
            """;

    private static void fails(String lines, String message) {
        assertThatThrownBy(() -> Interpreter.run("x.pkt", HANDSHAKE + lines)).hasMessageContaining(message);
    }

    @Test
    void what_goes_out_too_late_too_early_or_too_much_is_noticed() {
        Interpreter.run("x.pkt", HANDSHAKE);
        fails("+0 write(4, ..., 10) = 10\n+.1 > P. 1:11(10) ack 1", "x.pkt:9: ");
        fails("+0 write(4, ..., 10) = 10\n+0 > P. 1:12(11) ack 1", "differs in sequence");
        fails("+0 write(4, ..., 10) = 10\n+0 > . 1:11(10) ack 1", "differs in flags");
        fails("+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 2", "differs in ack");
        fails("+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 1 <sackOK>", "differs in options");
        fails("+0 write(4, ..., 10) = 10\n+0 > [ce] P. 1:11(10) ack 1", "differs in ecn");
        fails("+0 write(4, ..., 10) = 10", "at the end the stack has also sent");
        fails("+0 > . 1:1(0) ack 1", "sent nothing");
    }

    @Test
    void what_a_call_answers_is_compared() {
        fails("+0 read(4, ..., 10) = 10", "read answered -1 EAGAIN");
        fails("+0 read(4, ..., 10) = -1 EPIPE", "read answered -1 EAGAIN");
        fails("+0...0.1 read(4, ..., 10) = 10", "blocked");
    }

    @Test
    void a_line_that_is_no_event_is_named() {
        fails("+0 <", "x.pkt:8: not a segment");
        fails("nonsense", "x.pkt:8: no time");
        fails("+0 < S 0:5(1) win 1", "are not 1 bytes");
    }
}
