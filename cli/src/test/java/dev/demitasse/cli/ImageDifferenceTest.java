package dev.demitasse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.contents.Component;
import dev.demitasse.contents.Contents;
import dev.demitasse.contents.Difference;
import dev.demitasse.contents.ImageClass;
import dev.demitasse.contents.Origin;
import dev.demitasse.toolchain.ChangedSetting;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageDifferenceTest {
    private static final String BEFORE = "a".repeat(64);
    private static final String AFTER = "b".repeat(64);

    private static Contents contents(String version, List<Integer> ports, ImageClass... classes) {
        var library = new Component(Origin.LIBRARY, "x:library", version, "", "", List.of(), List.of(classes));
        return new Contents(library.bytes(), ports, List.of(), List.of(library), List.of(), List.of(), List.of());
    }

    @Test
    void is_one_line_between_an_image_and_itself() {
        Contents same = contents("1", List.of());
        assertThat(new ImageDifference(BEFORE, BEFORE, List.of(), Difference.between(same, same)).lines())
                .containsExactly("no difference");
    }

    @Test
    void is_told_in_words() {
        var difference = new ImageDifference(
                BEFORE,
                AFTER,
                List.of(new ChangedSetting("memory", "64M", "32M")),
                Difference.between(
                        contents("1", List.of(), new ImageClass("x.A", 2000, 0, -1), new ImageClass("x.B", 1, 0, -1)),
                        contents("2", List.of(9090), new ImageClass("x.A", 3500, 0, -1))));

        assertThat(difference.lines())
                .containsExactly(
                        "--- sha256:aaaaaaaaaaaa",
                        "+++ sha256:bbbbbbbbbbbb",
                        "memory: 64M before, now 32M",
                        "size: 2.0 kB before, now 3.5 kB (+1.5 kB)",
                        "ports added (1):",
                        "  9090",
                        "component x:library, version 1 before, now 2: 2.0 kB before, now 3.5 kB (+1.5 kB)",
                        "classes removed (1):",
                        "  x.B",
                        "classes whose machine code has another size (1):",
                        "  x.A 2.0 kB before, now 3.5 kB (+1.5 kB)");
    }

    @Test
    void of_equal_insides_says_that_the_bytes_differ_all_the_same() {
        Contents same = contents("1", List.of());
        assertThat(new ImageDifference(BEFORE, AFTER, List.of(), Difference.between(same, same)).lines())
                .hasSize(3)
                .last()
                .asString()
                .startsWith("The same classes, components, ports and settings; the bytes differ");
    }
}
