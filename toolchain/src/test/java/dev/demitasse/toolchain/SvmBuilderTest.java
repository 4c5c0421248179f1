package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SvmBuilderTest {
    @Test
    void compiles_for_size_unless_told_otherwise() {
        assertThat(SvmBuilder.optimized(List.of("-H:Class=a.One"))).containsExactly("-H:Optimize=s", "-H:Class=a.One");
    }

    @Test
    void passes_on_the_last_level_alone() {
        assertThat(SvmBuilder.optimized(List.of("-H:Optimize=2", "-H:Class=a.One", "-H:Optimize=3")))
                .containsExactly("-H:Optimize=3", "-H:Class=a.One");
    }
}
