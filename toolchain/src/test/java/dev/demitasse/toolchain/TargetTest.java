package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TargetTest {
    @Test
    void a_target_takes_what_is_its_own_and_what_all_share() {
        assertThat(Target.QEMU.uses("dev/demitasse/machine/x86/x86_64.o")).isTrue();
        assertThat(Target.QEMU.uses("dev/demitasse/machine/linux/linux-x86_64.o"))
                .isFalse();
        assertThat(Target.QEMU.uses("dev/demitasse/machine/common-x86_64.o")).isTrue();
        assertThat(Target.PROCESS.uses("dev/demitasse/machine/x86/x86_64.o")).isFalse();
        assertThat(Target.PROCESS.uses("dev/demitasse/machine/linux/linux-x86_64.o"))
                .isTrue();
        assertThat(Target.PROCESS.uses("dev/demitasse/machine/common-x86_64.o")).isTrue();
    }

    @Test
    void an_unknown_name_is_answered_with_those_there_are() {
        assertThat(Target.of("process")).isEqualTo(Target.PROCESS);
        assertThatThrownBy(() -> Target.of("docker"))
                .isInstanceOf(BuildException.class)
                .hasMessage("there is no target docker; there is qemu, process");
    }
}
