package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets in the log of the control channel. */
final class LastPacketsTest {
    private static final String HEADER = "a1b23c4d" + "00020004" + "0000000000000000" + "0000ffff" + "00000001";

    @TempDir
    private Path directory;

    @Test
    void they_become_a_file_of_pcap() throws IOException {
        assertThat(pcap(
                        "demi boot",
                        "demi packets 2",
                        "demi packet 3000000007 60 0a0b",
                        "demi packet 1796000000000000009 3 010203"))
                .isEqualTo(HEADER
                        + "00000003" + "00000007" + "00000002" + "0000003c" + "0a0b"
                        + "6b0cc900" + "00000009" + "00000003" + "00000003" + "010203");
    }

    @Test
    void the_newest_of_several_times_count() throws IOException {
        assertThat(pcap("demi packets 1", "demi packet 1 1 0a", "demi packets 0", "demi exit 0"))
                .isEqualTo(HEADER);
    }

    @Test
    void lines_that_are_none_are_passed_over() throws IOException {
        assertThat(pcap(
                        "demi packets 9",
                        "demi packet",
                        "demi packet 1 1",
                        "demi packet 1 1 0",
                        "demi packet 1 1 zz",
                        "demi packet -1 1 0a",
                        "demi packet 1 100000 0a",
                        "demi packet 99999999999999999999 1 0a",
                        "demi packet 9999999999999999999 1 0a",
                        "demi packet 1 1 " + "0a".repeat(300)))
                .isEqualTo(HEADER);
    }

    @Test
    void a_guest_that_has_told_none_gives_nothing() throws IOException {
        assertThat(pcap("demi boot", "demi exit 0")).isEmpty();
    }

    @Test
    void the_end_of_an_instance_is_known_behind_megabytes_of_packets() throws IOException {
        String packet = "demi packet 1 1 " + "0a".repeat(160);
        List<String> many = Collections.nCopies(10_000, packet);
        write("demi boot\ndemi listening 7\n" + String.join("\n", many) + "\ndemi exit 42\n");
        assertThat(new InstanceFiles(directory).events())
                .containsExactly(new ControlEvent.Boot(), new ControlEvent.Listening(7), new ControlEvent.Exit(42));
    }

    private String pcap(String... lines) throws IOException {
        write(String.join("\n", lines) + "\n");
        return HexFormat.of().formatHex(LastPackets.pcap(new InstanceFiles(directory)));
    }

    private void write(String log) throws IOException {
        Files.writeString(new InstanceFiles(directory).controlLog(), log, StandardCharsets.US_ASCII);
    }
}
