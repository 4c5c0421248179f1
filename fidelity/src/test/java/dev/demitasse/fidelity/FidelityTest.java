package dev.demitasse.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks give in an image what they give on HotSpot, but for the differences that are documented. */
@Tag("booted")
final class FidelityTest {
    /** The share of the checks that may be listed as different; the aim is 0.03. */
    private static final double TOLERATED = 0.05;

    private static final int FEWEST_CHECKS = 600;

    /** Areas for the emulated virtual machine: what rests most on the kernel, and what is different there. */
    private static final String[] FOR_VIRTUAL_MACHINES = {
        "strings", "numbers", "exceptions", "threads", "concurrency", "memory", "times"
    };

    @TempDir
    private static Path temporary;

    private static Output hotSpot = Output.parse("");
    private static KnownDifferences known = KnownDifferences.parse(KnownDifferences.HEADING + "\n");

    @BeforeAll
    static void runOnHotSpot() throws Exception {
        hotSpot = Output.parse(HotSpot.run());
        known = KnownDifferences.parse(Files.readString(Demi.ROOT.resolve("docs/compatibility.md")));
    }

    @Test
    void a_process_computes_what_HotSpot_computes() {
        Output image = run(Images.process(temporary));
        assertThat(Comparison.findings(hotSpot, image, known.reasons().keySet()))
                .isEmpty();
        assertThat(hotSpot.values()).hasSizeGreaterThanOrEqualTo(FEWEST_CHECKS);
        assertThat((double) known.reasons().size())
                .isLessThan(TOLERATED * hotSpot.values().size());
    }

    @Test
    void a_virtual_machine_computes_what_HotSpot_computes() throws Exception {
        Output expected = Output.parse(HotSpot.run(FOR_VIRTUAL_MACHINES));
        Output image = run(Images.virtualMachine(temporary), FOR_VIRTUAL_MACHINES);
        assertThat(Comparison.findings(expected, image, known.reasons().keySet()))
                .isEmpty();
    }

    private static Output run(String image, String... areas) {
        var command = new ArrayList<>(List.of("run", "--rm", "--network", "none", "-m", "768M", image, "--"));
        command.addAll(List.of(areas));
        Demi.Result result = Demi.shared().run(command.toArray(String[]::new));
        return Output.parse(result.out() + "\nstatus " + result.status() + "\n" + result.err());
    }
}
