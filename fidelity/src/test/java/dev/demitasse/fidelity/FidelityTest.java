package dev.demitasse.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks give in an image what they give on HotSpot, but for the differences that are documented. */
@Tag("booted")
final class FidelityTest {
    /** The share of the checks that may be listed as different. */
    private static final double TOLERATED = 0.03;

    private static final int FEWEST_CHECKS = 600;

    @TempDir
    private static Path temporary;

    private static Output hotSpot = Output.parse("");
    private static KnownDifferences known = KnownDifferences.parse(KnownDifferences.HEADING + "\n");

    @BeforeAll
    static void runOnHotSpot() throws Exception {
        hotSpot = Output.parse(HotSpot.run(Images.MAIN));
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
        Output expected = Output.parse(HotSpot.run(Images.MACHINE_MAIN));
        Output image = run(Images.virtualMachine(temporary));
        assertThat(Comparison.findings(expected, image, known.reasons().keySet()))
                .isEmpty();
    }

    private static Output run(String image) {
        Demi.Result result = Demi.shared().run("run", "--rm", "--network", "none", "-m", "768M", image);
        return Output.parse(result.out() + "\nstatus " + result.status() + "\n" + result.err());
    }
}
