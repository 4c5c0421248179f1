package dev.demitasse.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class KernelLibMTest {
    @Test
    void takes_logarithms_as_precisely_as_sampling_needs() {
        KernelLibM library = new KernelLibM();
        for (double value = 1e-300; value < 1e300; value *= 1.37) {
            assertThat(library.log(value)).isCloseTo(Math.log(value), offset(1e-9));
        }
    }
}
